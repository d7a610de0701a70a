-- Casts.
CREATE SCHEMA app;
CREATE TYPE app.amount AS (cents bigint);
CREATE TYPE app.state AS ENUM ('new');
CREATE FUNCTION app.to_bigint(app.amount) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT ($1).cents';
CREATE FUNCTION app.to_number(app.amount) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT ($1).cents';
CREATE CAST (app.amount AS bigint) WITH FUNCTION app.to_bigint(app.amount);

-- case: a cast is dropped
DROP CAST (app.amount AS bigint);
-- missing cast app.amount AS bigint

-- case: a cast appears with a comment
CREATE CAST (text AS app.state) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS app.state) IS 'as it is written';
-- extra cast text AS app.state

-- case: a cast has another function
DROP CAST (app.amount AS bigint);
CREATE CAST (app.amount AS bigint) WITH FUNCTION app.to_number(app.amount);
-- modified cast app.amount AS bigint
--   function: "app.to_bigint(app.amount)" -> "app.to_number(app.amount)"

-- case: a cast goes through text
DROP CAST (app.amount AS bigint);
CREATE CAST (app.amount AS bigint) WITH INOUT;
-- modified cast app.amount AS bigint
--   function: "app.to_bigint(app.amount)" -> null
--   method: "function" -> "inout"

-- case: a cast is applied without being asked for
DROP CAST (app.amount AS bigint);
CREATE CAST (app.amount AS bigint) WITH FUNCTION app.to_bigint(app.amount) AS IMPLICIT;
-- modified cast app.amount AS bigint
--   context: "explicit" -> "implicit"

-- case: a cast gets a comment
COMMENT ON CAST (app.amount AS bigint) IS 'in cents';
-- modified cast app.amount AS bigint
--   comment: null -> "in cents"

-- base
CREATE SCHEMA app;
CREATE TYPE app.number;
CREATE FUNCTION app.number_in(cstring) RETURNS app.number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.number_out(app.number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.number (INPUT = app.number_in, OUTPUT = app.number_out, INTERNALLENGTH = 4, PASSEDBYVALUE);

-- case: a cast that changes no byte appears
CREATE CAST (integer AS app.number) WITHOUT FUNCTION AS IMPLICIT;
-- extra cast integer AS app.number

-- case: the cast of a range to its multirange is the type's
CREATE TYPE app.span AS RANGE (SUBTYPE = integer);
-- extra range type app.span
