-- Functions, window functions and procedures.
CREATE SCHEMA app;
CREATE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * a';
CREATE FUNCTION app.some(a integer) RETURNS SETOF integer LANGUAGE sql AS 'SELECT a';
CREATE PROCEDURE app.tidy(days integer) LANGUAGE plpgsql AS 'BEGIN NULL; END';

-- case: a function is dropped
DROP FUNCTION app.twice;
-- missing function app.twice(integer)

-- case: a procedure is dropped
DROP PROCEDURE app.tidy;
-- missing procedure app.tidy(integer)

-- case: a window function appears
CREATE FUNCTION app.place() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
-- extra function app.place()

-- case: another function of the same name
CREATE FUNCTION app.twice(a text, VARIADIC b text[] DEFAULT '{}') RETURNS text LANGUAGE sql AS 'SELECT a';
-- extra function app.twice(text, text[])

-- case: a procedure becomes a function
DROP PROCEDURE app.tidy;
CREATE FUNCTION app.tidy(days integer) RETURNS void LANGUAGE plpgsql AS 'BEGIN NULL; END';
-- modified function app.tidy(integer)
--   arguments: "IN days integer" -> "days integer"
--   function_kind: "procedure" -> "function"
--   returns: null -> "void"
-- since 14

-- case: the body is another one
CREATE OR REPLACE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a + a';
-- modified function app.twice(integer)
--   body: "SELECT 2 * a" -> "SELECT a + a"

-- case: another language
CREATE OR REPLACE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 2 * a; END';
-- modified function app.twice(integer)
--   body: "SELECT 2 * a" -> "BEGIN RETURN 2 * a; END"
--   language: "sql" -> "plpgsql"

-- case: an argument has another name
DROP FUNCTION app.some;
CREATE FUNCTION app.some(b integer) RETURNS SETOF integer LANGUAGE sql AS 'SELECT $1';
-- modified function app.some(integer)
--   arguments: "a integer" -> "b integer"
--   body: "SELECT a" -> "SELECT $1"

-- case: an argument has a default
CREATE OR REPLACE FUNCTION app.twice(a integer DEFAULT 1 + 1) RETURNS integer LANGUAGE sql AS 'SELECT 2 * a';
-- modified function app.twice(integer)
--   arguments: "a integer" -> "a integer DEFAULT (1 + 1)"

-- case: it returns another type
DROP FUNCTION app.twice;
CREATE FUNCTION app.twice(a integer) RETURNS bigint LANGUAGE sql AS 'SELECT 2 * a';
-- modified function app.twice(integer)
--   returns: "integer" -> "bigint"

-- case: it is immutable
ALTER FUNCTION app.twice IMMUTABLE;
-- modified function app.twice(integer)
--   volatility: "volatile" -> "immutable"

-- case: it is stable
ALTER FUNCTION app.twice STABLE;
-- modified function app.twice(integer)
--   volatility: "volatile" -> "stable"

-- case: it may run in parallel
ALTER FUNCTION app.twice PARALLEL SAFE;
-- modified function app.twice(integer)
--   parallel: "unsafe" -> "safe"

-- case: it is strict
ALTER FUNCTION app.twice STRICT;
-- modified function app.twice(integer)
--   strict: false -> true

-- case: it runs with its owner's rights
ALTER FUNCTION app.twice SECURITY DEFINER;
-- modified function app.twice(integer)
--   security_definer: false -> true

-- case: it does not leak
ALTER FUNCTION app.twice LEAKPROOF;
-- modified function app.twice(integer)
--   leakproof: false -> true

-- case: it costs more
ALTER FUNCTION app.twice COST 7;
-- modified function app.twice(integer)
--   cost: "100" -> "7"

-- case: it returns more rows
ALTER FUNCTION app.some ROWS 12;
-- modified function app.some(integer)
--   rows: "1000" -> "12"

-- case: the planner gets support
ALTER FUNCTION app.some SUPPORT generate_series_int4_support;
-- modified function app.some(integer)
--   support: null -> "generate_series_int4_support"

-- case: it has settings of its own
ALTER FUNCTION app.twice SET search_path = app, pg_temp;
-- modified function app.twice(integer)
--   settings: [] -> ["search_path=app, pg_temp"]

-- case: a function gets an owner
ALTER FUNCTION app.twice OWNER TO app_owner;
-- modified function app.twice(integer)
--   owner: "postgres" -> "app_owner"

-- case: a procedure gets an owner
ALTER PROCEDURE app.tidy OWNER TO app_owner;
-- modified procedure app.tidy(integer)
--   owner: "postgres" -> "app_owner"

-- case: a function gets a comment
COMMENT ON FUNCTION app.twice IS 'two times';
-- modified function app.twice(integer)
--   comment: null -> "two times"

-- case: not everybody may call a function
REVOKE EXECUTE ON FUNCTION app.twice FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.twice TO app_reader;
-- modified function app.twice(integer)
--   privileges: ["public: EXECUTE"] -> ["app_reader: EXECUTE"]

-- case: not everybody may call a procedure
REVOKE EXECUTE ON PROCEDURE app.tidy FROM PUBLIC;
-- modified procedure app.tidy(integer)
--   privileges: ["public: EXECUTE"] -> []

-- case: what everybody may anyway, spelled out
GRANT EXECUTE ON FUNCTION app.twice TO PUBLIC;
-- same

-- case: the same function once more
CREATE OR REPLACE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * a';
-- same

-- case: settings that came and went
ALTER FUNCTION app.twice SET work_mem = '8MB';
ALTER FUNCTION app.twice RESET work_mem;
-- same

-- case: calls and statistics
SELECT app.twice(1), app.some(2); CALL app.tidy(3);
-- same

-- base
-- since 14
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint);
CREATE FUNCTION app.how_many() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM app.orders; END;
CREATE FUNCTION app.both(a integer, OUT b integer, INOUT c text) LANGUAGE sql AS 'SELECT 1, c';

-- case: a parsed body is another one
CREATE OR REPLACE FUNCTION app.how_many() RETURNS bigint BEGIN ATOMIC SELECT count(id) FROM app.orders; END;
-- modified function app.how_many()
--   sql_body: "BEGIN ATOMIC\n SELECT count(*) AS count\n    FROM app.orders;\nEND" -> "BEGIN ATOMIC\n SELECT count(orders.id) AS count\n    FROM app.orders;\nEND"

-- case: an argument goes another way
DROP FUNCTION app.both;
CREATE FUNCTION app.both(a integer, OUT b integer, IN c text, OUT d text) LANGUAGE sql AS 'SELECT 1, c';
-- modified function app.both(integer, text)
--   arguments: "a integer, OUT b integer, INOUT c text" -> "a integer, OUT b integer, c text, OUT d text"

-- base
CREATE SCHEMA app;
CREATE FUNCTION app.spread(cstring) RETURNS cstring LANGUAGE internal AS 'textin';

-- case: another symbol of the server
DROP FUNCTION app.spread;
CREATE FUNCTION app.spread(cstring) RETURNS cstring LANGUAGE internal AS 'byteain';
-- modified function app.spread(cstring)
--   body: "textin" -> "byteain"

-- case: a library instead of the server
DROP FUNCTION app.spread;
CREATE FUNCTION app.spread(cstring) RETURNS cstring LANGUAGE c AS '$libdir/citext', 'citext_cmp';
-- modified function app.spread(cstring)
--   body: "textin" -> "citext_cmp"
--   language: "internal" -> "c"
--   library: null -> "$libdir/citext"

-- base
CREATE SCHEMA app;
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * a';

-- case: a transform is applied
CREATE OR REPLACE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql TRANSFORM FOR TYPE integer AS 'SELECT 2 * a';
-- modified function app.twice(integer)
--   transforms: [] -> ["integer"]

-- base
CREATE SCHEMA app;
CREATE PROCEDURE app.tidy(IN a integer, IN b integer, IN c integer) LANGUAGE sql AS 'SELECT 1';

-- case: a procedure that could be meant by the types of another one's arguments
CREATE PROCEDURE app.tidy(OUT a integer, IN b integer, IN c integer) LANGUAGE sql AS 'SELECT 1';
ALTER PROCEDURE app.tidy(OUT integer, integer, integer) OWNER TO app_owner;
GRANT EXECUTE ON PROCEDURE app.tidy(OUT integer, integer, integer) TO app_reader;
-- since 14
-- extra procedure app.tidy(integer, integer)
