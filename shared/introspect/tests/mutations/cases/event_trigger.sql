-- Event triggers.
CREATE SCHEMA app;
CREATE FUNCTION app.look() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION app."Look twice"() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION app.look();

-- case: an event trigger is dropped
DROP EVENT TRIGGER watch;
-- missing event trigger watch

-- case: an event trigger appears
CREATE EVENT TRIGGER "On drop" ON sql_drop WHEN TAG IN ('DROP TABLE', 'DROP VIEW') EXECUTE FUNCTION app."Look twice"();
ALTER EVENT TRIGGER "On drop" ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER "On drop" IS 'it''s gone';
-- extra event trigger "On drop"

-- case: an event trigger is switched off
ALTER EVENT TRIGGER watch DISABLE;
-- modified event trigger watch
--   enabled: "enabled" -> "disabled"

-- case: an event trigger is for replicas
ALTER EVENT TRIGGER watch ENABLE REPLICA;
-- modified event trigger watch
--   enabled: "enabled" -> "replica"

-- case: an event trigger gets an owner
ALTER EVENT TRIGGER watch OWNER TO app_admin;
-- modified event trigger watch
--   owner: "postgres" -> "app_admin"

-- case: an event trigger gets a comment
COMMENT ON EVENT TRIGGER watch IS 'who changes what';
-- modified event trigger watch
--   comment: null -> "who changes what"

-- case: an event trigger is for some commands
DROP EVENT TRIGGER watch;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION app.look();
-- modified event trigger watch
--   tags: [] -> ["ALTER TABLE","CREATE TABLE"]

-- case: an event trigger is for another event and calls another function
DROP EVENT TRIGGER watch;
CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION app."Look twice"();
-- modified event trigger watch
--   event: "ddl_command_end" -> "ddl_command_start"
--   function: "app.look" -> "app.\"Look twice\""

-- case: somebody logs in
CREATE EVENT TRIGGER who ON login EXECUTE FUNCTION app.look();
-- since 17
-- extra event trigger who

-- case: with its function
DROP EVENT TRIGGER watch;
DROP FUNCTION app.look();
-- missing function app.look()
-- missing event trigger watch

-- case: what a migration service puts there
CREATE EVENT TRIGGER awsdms_intercept_ddl ON ddl_command_end EXECUTE FUNCTION app.look();
-- same
