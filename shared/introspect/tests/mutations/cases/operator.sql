-- Operators.
CREATE SCHEMA app;
CREATE FUNCTION app.less(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION app.less_again(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION app.same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION app.more(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION app.turned(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE OPERATOR app.<< (FUNCTION = app.less, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR app.== (FUNCTION = app.same, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR app.|< (FUNCTION = app.more, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR app.|> (FUNCTION = app.less, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(app.|<));

-- case: an operator is dropped
DROP OPERATOR app.<< (text, text);
-- missing operator app.<<(text, text)

-- case: an operator that says everything appears
CREATE FUNCTION app.other(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OPERATOR app.!== (FUNCTION = app.other, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR app.=== (
    FUNCTION = app.same, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(app.===),
    NEGATOR = OPERATOR(app.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
ALTER OPERATOR app.===(text, text) OWNER TO app_owner;
COMMENT ON OPERATOR app.===(text, text) IS 'all of it';
CREATE VIEW app.some AS SELECT 1 AS one WHERE 'a'::text OPERATOR(app.===) 'b'::text;
-- extra view app.some
-- extra function app.other(text, text)
-- extra operator app.!==(text, text)
-- extra operator app.===(text, text)

-- case: an operator with one operand appears
CREATE OPERATOR app.@@@ (FUNCTION = app.turned, RIGHTARG = text);
COMMENT ON OPERATOR app.@@@ (NONE, text) IS 'turned';
-- extra operator app.@@@(NONE, text)

-- case: an operator after its operand appears
-- before 14
CREATE OPERATOR app.@@@ (FUNCTION = app.turned, LEFTARG = text);
-- extra operator app.@@@(text, NONE)

-- case: an operator has another function
DROP OPERATOR app.<< (text, text);
CREATE OPERATOR app.<< (FUNCTION = app.less_again, LEFTARG = text, RIGHTARG = text);
-- modified operator app.<<(text, text)
--   function: "app.less" -> "app.less_again"

-- case: an operator is estimated
ALTER OPERATOR app.<< (text, text) SET (RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
-- modified operator app.<<(text, text)
--   join: null -> "pg_catalog.scalarltjoinsel"
--   restrict: null -> "pg_catalog.scalarltsel"

-- case: an operator can be used for joins
DROP OPERATOR app.== (text, text);
CREATE OPERATOR app.== (
    FUNCTION = app.same, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(app.==), HASHES, MERGES
);
-- modified operator app.==(text, text)
--   commutator: null -> "app.=="
--   hashes: false -> true
--   merges: false -> true

-- case: an operator has an opposite that is not there yet
DROP OPERATOR app.== (text, text);
CREATE OPERATOR app.== (FUNCTION = app.same, LEFTARG = text, RIGHTARG = text, NEGATOR = OPERATOR(app.<>));
-- modified operator app.==(text, text)
--   negator: null -> "app.<>"

-- case: an operator loses its commutator
DROP OPERATOR app.|< (text, text);
-- missing operator app.|<(text, text)
-- modified operator app.|>(text, text)
--   commutator: "app.|<" -> null

-- case: an operator gets an owner
ALTER OPERATOR app.<< (text, text) OWNER TO app_owner;
-- modified operator app.<<(text, text)
--   owner: "postgres" -> "app_owner"

-- case: an operator gets a comment
COMMENT ON OPERATOR app.<< (text, text) IS 'far less';
-- modified operator app.<<(text, text)
--   comment: null -> "far less"

-- base
CREATE SCHEMA "My.App";
CREATE FUNCTION "My.App"."Less"(text, "char") RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION "My.App"."More"("char", text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR "My.App".|< (FUNCTION = "My.App"."Less", LEFTARG = text, RIGHTARG = "char");
CREATE OPERATOR "My.App".|> (
    FUNCTION = "My.App"."More", LEFTARG = "char", RIGHTARG = text, COMMUTATOR = OPERATOR("My.App".|<)
);

-- case: names that need quotes are found again
DROP OPERATOR "My.App".|< (text, "char");
-- missing operator "My.App".|<(text, "char")
-- modified operator "My.App".|>("char", text)
--   commutator: "\"My.App\".|<" -> null
