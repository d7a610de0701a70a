-- Rewrite rules.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint, state text);
CREATE TABLE app.log (id bigint, state text);
CREATE VIEW app.open_orders AS SELECT id, state FROM app.orders WHERE state = 'open';
CREATE RULE kept AS ON DELETE TO app.orders DO INSTEAD NOTHING;

-- case: a rule is dropped
DROP RULE kept ON app.orders;
-- missing rule app.orders.kept

-- case: a rule appears, on a table and on a view
CREATE RULE logged AS ON UPDATE TO app.orders WHERE old.state <> new.state DO ALSO INSERT INTO app.log VALUES (old.id, old.state);
CREATE RULE put AS ON INSERT TO app.open_orders DO INSTEAD INSERT INTO app.orders VALUES (new.id, 'open');
-- extra rule app.open_orders.put
-- extra rule app.orders.logged

-- case: a rule is switched off
ALTER TABLE app.orders DISABLE RULE kept;
-- modified rule app.orders.kept
--   enabled: "enabled" -> "disabled"

-- case: a rule is for replicas
ALTER TABLE app.orders ENABLE REPLICA RULE kept;
-- modified rule app.orders.kept
--   enabled: "enabled" -> "replica"

-- case: a rule is for everybody
ALTER TABLE app.orders ENABLE ALWAYS RULE kept;
-- modified rule app.orders.kept
--   enabled: "enabled" -> "always"

-- case: a rule gets a comment
COMMENT ON RULE kept ON app.orders IS 'nothing is lost';
-- modified rule app.orders.kept
--   comment: null -> "nothing is lost"

-- case: a rule is for another event
CREATE OR REPLACE RULE kept AS ON UPDATE TO app.orders DO INSTEAD NOTHING;
-- modified rule app.orders.kept
--   definition: "CREATE RULE kept AS\n    ON DELETE TO app.orders DO INSTEAD NOTHING;" -> "CREATE RULE kept AS\n    ON UPDATE TO app.orders DO INSTEAD NOTHING;"
--   event: "delete" -> "update"

-- case: a rule is besides the command
CREATE OR REPLACE RULE kept AS ON DELETE TO app.orders DO ALSO NOTHING;
-- modified rule app.orders.kept
--   definition: "CREATE RULE kept AS\n    ON DELETE TO app.orders DO INSTEAD NOTHING;" -> "CREATE RULE kept AS\n    ON DELETE TO app.orders DO NOTHING;"
--   instead: true -> false

-- case: the same rule once more
CREATE OR REPLACE RULE kept AS ON DELETE TO app.orders DO INSTEAD NOTHING;
-- same

-- case: the table goes with its rule
DROP VIEW app.open_orders;
DROP TABLE app.orders;
-- missing table app.orders
-- missing view app.open_orders

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint, "State" text);
CREATE TABLE app.log (id bigint, "State" text);
CREATE VIEW app."Open" AS SELECT id, "State" FROM app.orders;
CREATE RULE "Put it" AS ON INSERT TO app."Open" DO INSTEAD INSERT INTO app.orders ("State") VALUES (new."State");
CREATE RULE logged AS ON DELETE TO app.log DO ALSO DELETE FROM app.orders WHERE orders."State" IS NULL AND orders.id = old.id;
ALTER TABLE app.log DISABLE RULE logged;
COMMENT ON RULE logged ON app.log IS 'both';

-- case: what rules use changes its type, and they are made again
DROP RULE logged ON app.log;
DROP VIEW app."Open";
ALTER TABLE app.orders ALTER "State" TYPE varchar(40);
CREATE VIEW app."Open" AS SELECT id, "State" FROM app.orders;
CREATE RULE "Put it" AS ON INSERT TO app."Open" DO INSTEAD INSERT INTO app.orders ("State") VALUES (new."State");
CREATE RULE logged AS ON DELETE TO app.log DO ALSO DELETE FROM app.orders WHERE orders."State" IS NULL AND orders.id = old.id;
ALTER TABLE app.log DISABLE RULE logged;
COMMENT ON RULE logged ON app.log IS 'both';
-- modified column app.orders."State"
--   data_type: "text" -> "character varying(40)"
-- modified view app."Open"
--   columns: ["id bigint","\"State\" text"] -> ["id bigint","\"State\" character varying(40)"]

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id integer);
CREATE RULE kept AS ON DELETE TO app.orders DO INSTEAD NOTHING;

-- case: a rule is called as that of a view
ALTER RULE kept ON app.orders RENAME TO "_RETURN";
-- extra rule app.orders."_RETURN"
-- missing rule app.orders.kept
