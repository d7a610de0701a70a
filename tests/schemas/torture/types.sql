-- Types made of types.

CREATE SCHEMA y;

CREATE TYPE y.colour AS ENUM ('red', 'green');
ALTER TYPE y.colour ADD VALUE 'orange' BEFORE 'green';
ALTER TYPE y.colour ADD VALUE 'black' BEFORE 'red';
ALTER TYPE y.colour ADD VALUE 'white';
ALTER TYPE y.colour RENAME VALUE 'white' TO 'snow';
CREATE TYPE y.nothing AS ENUM ();

CREATE DOMAIN y.positive AS integer DEFAULT 1 CONSTRAINT above_zero CHECK (VALUE > 0);
CREATE DOMAIN y.percent AS y.positive DEFAULT 50 NOT NULL CONSTRAINT at_most CHECK (VALUE <= 100) CHECK (VALUE <> 13);
CREATE DOMAIN y.percents AS y.percent[] CHECK (cardinality(VALUE) < 10);
CREATE DOMAIN y.shade AS y.colour DEFAULT 'red' CHECK (VALUE <> 'snow');
CREATE DOMAIN y.word AS character varying(20) COLLATE "C" CHECK (VALUE ~ '^\w+$');
CREATE DOMAIN y.amount AS numeric(10, 2);
CREATE DOMAIN y.stamp AS timestamp(0) with time zone DEFAULT CURRENT_TIMESTAMP;
ALTER DOMAIN y.amount ADD CONSTRAINT later CHECK (VALUE > 0) NOT VALID;

CREATE TYPE y.empty AS ();
CREATE TYPE y.pair AS (a integer, b text COLLATE "C");
CREATE TYPE y.nested AS (one y.pair, many y.pair[], share y.percent, shades y.shade[], at timestamp(2), n numeric(5, 1));
CREATE DOMAIN y.checked_pair AS y.pair CHECK ((VALUE).a > 0 AND (VALUE).b <> '');
ALTER TYPE y.pair ADD ATTRIBUTE c y.colour, ADD ATTRIBUTE gone integer;
ALTER TYPE y.pair DROP ATTRIBUTE gone;
CREATE TABLE y.as_type (x integer, y y.nested);
CREATE TYPE y.of_table AS (whole y.as_type, wholes y.as_type[]);
CREATE TABLE y.uses (a y.nested DEFAULT ROW(NULL, '{}', 5, NULL, NULL, 1.5), b y.percents, c y.checked_pair[], d y.of_table, e y.colour[] DEFAULT '{red,black}', f y.empty);

CREATE TYPE y.span AS RANGE (subtype = date);
CREATE FUNCTION y.time_difference(a time, b time) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT EXTRACT(EPOCH FROM (a - b))::double precision';
CREATE TYPE y.time_range AS RANGE (subtype = time, subtype_diff = y.time_difference);
CREATE TYPE y.words AS RANGE (subtype = text, subtype_opclass = text_pattern_ops, collation = "POSIX");
CREATE TYPE y.word_range AS RANGE (subtype = y.word);
CREATE TYPE y.named AS RANGE (subtype = float8, multirange_type_name = y.many_named); -- since 14
CREATE TABLE y.ranges (a y.span DEFAULT '[2020-01-01,2021-01-01)', b y.time_range[], c y.words, EXCLUDE USING gist (a WITH &&));
CREATE TABLE y.multiranges (a y.many_named, b int4multirange DEFAULT '{[1,3)}'); -- since 14

CREATE TYPE y.shell;
CREATE TYPE y.number;
CREATE FUNCTION y.number_in(cstring) RETURNS y.number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION y.number_out(y.number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION y.number_recv(internal) RETURNS y.number LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION y.number_send(y.number) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE y.number (INPUT = y.number_in, OUTPUT = y.number_out, RECEIVE = y.number_recv, SEND = y.number_send, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, STORAGE = plain, CATEGORY = 'N', PREFERRED = false, DEFAULT = '7', DELIMITER = ';');
CREATE TYPE y.string;
CREATE FUNCTION y.string_in(cstring, oid, integer) RETURNS y.string LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION y.string_out(y.string) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION y.string_modifier_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION y.string_modifier_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE y.string (INPUT = y.string_in, OUTPUT = y.string_out, TYPMOD_IN = y.string_modifier_in, TYPMOD_OUT = y.string_modifier_out, LIKE = text, COLLATABLE = true, CATEGORY = 'S');
CREATE TABLE y.of_base (a y.number DEFAULT '3', b y.number[], c y.string(12) COLLATE "C", d y.string);
CREATE DOMAIN y.small_number AS y.number NOT NULL;

COMMENT ON TYPE y.colour IS 'colours';
COMMENT ON DOMAIN y.percent IS 'percent';
COMMENT ON CONSTRAINT at_most ON DOMAIN y.percent IS 'hundred';
COMMENT ON TYPE y.pair IS 'pair';
COMMENT ON COLUMN y.pair.b IS 'second';
COMMENT ON TYPE y.span IS 'span';
COMMENT ON TYPE y.number IS 'number';
COMMENT ON TYPE y.shell IS 'shell';
ALTER TYPE y.colour OWNER TO app_owner;
ALTER DOMAIN y.percent OWNER TO app_owner;
ALTER TYPE y.pair OWNER TO app_owner;
ALTER TYPE y.span OWNER TO app_owner;
GRANT USAGE ON TYPE y.pair, y.colour, y.span TO app_reader;
GRANT USAGE ON DOMAIN y.percent TO app_reader WITH GRANT OPTION;
REVOKE USAGE ON TYPE y.nested, y.number FROM PUBLIC;
