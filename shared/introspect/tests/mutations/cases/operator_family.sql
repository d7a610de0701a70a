-- Operator families.
CREATE SCHEMA app;
CREATE FUNCTION app.compare(integer, text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
CREATE FUNCTION app.less(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR app.< (FUNCTION = app.less, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR FAMILY app.mixed USING btree;

-- case: a family is dropped
DROP OPERATOR FAMILY app.mixed USING btree;
-- missing operator family app.mixed USING btree

-- case: a family appears, owned and commented
CREATE OPERATOR FAMILY app."Mixed" USING hash;
ALTER OPERATOR FAMILY app."Mixed" USING hash OWNER TO app_owner;
COMMENT ON OPERATOR FAMILY app."Mixed" USING hash IS 'all of it';
-- extra operator family app."Mixed" USING hash

-- case: a family of the same name is for another access method
CREATE OPERATOR FAMILY app.mixed USING hash;
ALTER OPERATOR FAMILY app.mixed USING btree ADD OPERATOR 1 app.< (integer, text);
-- modified operator family app.mixed USING btree
--   operators: [] -> ["OPERATOR 1 app.<(integer, text)"]
-- extra operator family app.mixed USING hash

-- case: a family gets members
ALTER OPERATOR FAMILY app.mixed USING btree ADD
    OPERATOR 1 app.< (integer, text), FUNCTION 1 (integer, text) app.compare(integer, text);
-- modified operator family app.mixed USING btree
--   functions: [] -> ["FUNCTION 1 (integer, text) app.compare(integer, text)"]
--   operators: [] -> ["OPERATOR 1 app.<(integer, text)"]

-- case: a family of the server's gets members
ALTER OPERATOR FAMILY integer_ops USING btree ADD
    OPERATOR 1 app.< (integer, text), FUNCTION 1 (integer, text) app.compare(integer, text);
-- extra operator family pg_catalog.integer_ops USING btree

-- case: a family gets an owner
ALTER OPERATOR FAMILY app.mixed USING btree OWNER TO app_owner;
-- modified operator family app.mixed USING btree
--   owner: "postgres" -> "app_owner"

-- case: a family gets a comment
COMMENT ON OPERATOR FAMILY app.mixed USING btree IS 'ours';
-- modified operator family app.mixed USING btree
--   comment: null -> "ours"
