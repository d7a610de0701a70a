-- Triggers.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint, state text, total numeric);
CREATE VIEW app.open AS SELECT * FROM app.orders;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION app.check() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();

-- case: a trigger is dropped
DROP TRIGGER touch ON app.orders;
-- missing trigger app.orders.touch

-- case: a trigger on a view
CREATE TRIGGER instead INSTEAD OF INSERT ON app.open FOR EACH ROW EXECUTE FUNCTION app.touch();
-- extra trigger app.open.instead

-- case: a constraint trigger
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.check();
-- extra trigger app.orders.later

-- case: a constraint trigger gets a comment on its constraint
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.check();
COMMENT ON TRIGGER later ON app.orders IS 'the trigger';
COMMENT ON CONSTRAINT later ON app.orders IS 'the constraint';
-- extra trigger app.orders.later

-- case: a trigger is switched off
ALTER TABLE app.orders DISABLE TRIGGER touch;
-- modified trigger app.orders.touch
--   enabled: "enabled" -> "disabled"

-- case: a trigger fires on replicas too
ALTER TABLE app.orders ENABLE ALWAYS TRIGGER touch;
-- modified trigger app.orders.touch
--   enabled: "enabled" -> "always"

-- case: a trigger fires on replicas alone
ALTER TABLE app.orders ENABLE REPLICA TRIGGER touch;
-- modified trigger app.orders.touch
--   enabled: "enabled" -> "replica"

-- case: another function
DROP TRIGGER touch ON app.orders;
CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.check();
-- modified trigger app.orders.touch
--   definition: "CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()" -> "CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.\"check\"()"
--   function: "app.touch" -> "app.\"check\""

-- case: a condition, columns and arguments
DROP TRIGGER touch ON app.orders;
CREATE TRIGGER touch BEFORE UPDATE OF state ON app.orders FOR EACH ROW WHEN (old.state <> new.state)
    EXECUTE FUNCTION app.touch('a', 'b');
-- modified trigger app.orders.touch
--   definition: "CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()" -> "CREATE TRIGGER touch BEFORE UPDATE OF state ON app.orders FOR EACH ROW WHEN ((old.state <> new.state)) EXECUTE FUNCTION app.touch('a', 'b')"

-- case: transition tables
DROP TRIGGER touch ON app.orders;
CREATE TRIGGER touch AFTER UPDATE ON app.orders REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
-- modified trigger app.orders.touch
--   definition: "CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()" -> "CREATE TRIGGER touch AFTER UPDATE ON app.orders REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.touch()"

-- case: a trigger gets a comment
COMMENT ON TRIGGER touch ON app.orders IS 'keeps the time';
-- modified trigger app.orders.touch
--   comment: null -> "keeps the time"

-- case: switched off and on
ALTER TABLE app.orders DISABLE TRIGGER ALL; ALTER TABLE app.orders ENABLE TRIGGER ALL;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch AFTER UPDATE ON app.events FOR EACH ROW EXECUTE FUNCTION app.touch();

-- case: a trigger of all partitions is dropped
DROP TRIGGER touch ON app.events;
-- missing trigger app.events.touch

-- case: it is switched off in one partition
ALTER TABLE app.events_north DISABLE TRIGGER touch;
-- extra trigger app.events_north.touch

-- case: switched off and on again in one partition
ALTER TABLE app.events_north DISABLE TRIGGER touch; ALTER TABLE app.events_north ENABLE TRIGGER touch;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint);
CREATE FUNCTION app.check() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.check();

-- case: a constraint trigger can wait
DROP TRIGGER later ON app.orders;
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION app.check();
-- modified trigger app.orders.later
--   definition: "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION app.\"check\"()" -> "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION app.\"check\"()"

-- case: a constraint trigger waits
DROP TRIGGER later ON app.orders;
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check();
-- modified trigger app.orders.later
--   definition: "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION app.\"check\"()" -> "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.\"check\"()"

-- case: a comment on the constraint of a constraint trigger
COMMENT ON CONSTRAINT later ON app.orders IS 'checks later';
-- modified trigger app.orders.later
--   constraint_comment: null -> "checks later"
