-- Range types. Multirange types and constructors are no objects of their own.
CREATE SCHEMA app;
CREATE FUNCTION app.distance(double precision, double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE TYPE app.span AS RANGE (SUBTYPE = double precision);
CREATE TYPE app.words AS RANGE (SUBTYPE = text);

-- case: a range type is dropped
DROP TYPE app.span;
-- missing range type app.span

-- case: a range type that says everything appears
CREATE TYPE app.everything;
CREATE FUNCTION app.one_form(app.everything) RETURNS app.everything
    LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE FUNCTION app.between(integer, integer) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT 1.0';
CREATE TYPE app.everything AS RANGE (
    SUBTYPE = integer, SUBTYPE_OPCLASS = int4_ops, CANONICAL = app.one_form, SUBTYPE_DIFF = app.between
);
COMMENT ON TYPE app.everything IS 'all of it';
GRANT USAGE ON TYPE app.everything TO app_reader;
ALTER TYPE app.everything OWNER TO app_owner;
-- extra range type app.everything
-- extra function app.between(integer, integer)
-- extra function app.one_form(app.everything)

-- case: a range type measures distances
DROP TYPE app.span;
CREATE TYPE app.span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = app.distance);
-- modified range type app.span
--   subtype_diff: null -> "app.distance"

-- case: a range type is of another type
DROP TYPE app.span;
CREATE TYPE app.span AS RANGE (SUBTYPE = numeric);
-- modified range type app.span
--   operator_class: "pg_catalog.float8_ops" -> "pg_catalog.numeric_ops"
--   subtype: "double precision" -> "numeric"

-- case: a range type sorts in another way
DROP TYPE app.words;
CREATE TYPE app.words AS RANGE (SUBTYPE = text, COLLATION = "C");
-- modified range type app.words
--   collation: null -> "pg_catalog.\"C\""

-- case: a range type gets an owner
ALTER TYPE app.span OWNER TO app_owner;
-- modified range type app.span
--   owner: "postgres" -> "app_owner"

-- case: a range type gets a comment
COMMENT ON TYPE app.span IS 'from and to';
-- modified range type app.span
--   comment: null -> "from and to"

-- case: a range type may be used by some only
REVOKE USAGE ON TYPE app.span FROM PUBLIC;
GRANT USAGE ON TYPE app.span TO app_reader;
-- modified range type app.span
--   privileges: ["public: USAGE"] -> ["app_reader: USAGE"]

-- case: a multirange type is renamed
-- since 14
ALTER TYPE app.span_multirange RENAME TO spans;
-- modified range type app.span
--   multirange_name: null -> "app.spans"

-- case: a multirange type is in another schema
-- since 14
ALTER TYPE app.span_multirange SET SCHEMA public;
-- modified range type app.span
--   multirange_name: null -> "public.span_multirange"

-- case: a multirange type gets a comment
-- since 14
COMMENT ON TYPE app.span_multirange IS 'several';
-- modified range type app.span
--   multirange_comment: null -> "several"

-- case: a multirange type of a name of its own is used
-- since 14
ALTER TYPE app.span_multirange RENAME TO "Spans";
CREATE TABLE app.plans (during app."Spans");
CREATE FUNCTION app.first() RETURNS app.span LANGUAGE sql RETURN app.span(1, 2);
CREATE VIEW app.pairs AS SELECT app.span_multirange(app.span(1, 2)) AS pair;
-- modified range type app.span
--   multirange_name: null -> "app.\"Spans\""
-- extra table app.plans
-- extra view app.pairs
-- extra function app.first()

-- base
CREATE SCHEMA app;
CREATE TYPE app.steps;
CREATE FUNCTION app.one_form(app.steps) RETURNS app.steps
    LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE app.steps AS RANGE (SUBTYPE = integer, CANONICAL = app.one_form);

-- case: a range type without its canonical function
DROP TYPE app.steps CASCADE;
CREATE TYPE app.steps AS RANGE (SUBTYPE = integer);
-- modified range type app.steps
--   canonical: "app.one_form" -> null
-- missing function app.one_form(app.steps)

-- case: a range type with all its own is dropped
DROP TYPE app.steps CASCADE;
-- missing range type app.steps
-- missing function app.one_form(app.steps)

-- base
CREATE SCHEMA app;
CREATE OPERATOR CLASS app.text_backwards FOR TYPE text USING btree AS
    OPERATOR 1 ~>~, OPERATOR 2 ~>=~, OPERATOR 3 =, OPERATOR 4 ~<=~, OPERATOR 5 ~<~,
    FUNCTION 1 bttext_pattern_cmp(text, text);
CREATE TYPE app.words AS RANGE (SUBTYPE = text);

-- case: a range type has another operator class
DROP TYPE app.words;
CREATE TYPE app.words AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = app.text_backwards);
-- modified range type app.words
--   operator_class: "pg_catalog.text_ops" -> "app.text_backwards"

-- base
CREATE SCHEMA app;
CREATE TYPE app.span AS RANGE (SUBTYPE = double precision);
CREATE TABLE app.plans (during app.span);

-- case: a range type with values is not dropped to be made again
DROP TABLE app.plans;
DROP TYPE app.span;
CREATE TYPE app.span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TABLE app.plans (during app.span);
-- modified range type app.span
--   subtype_diff: null -> "pg_catalog.float8mi"
-- not rendered: range type app.span
-- not adopted: range type app.span
