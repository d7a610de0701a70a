-- Base types, and shell types.
CREATE SCHEMA app;
CREATE TYPE app.shell;
CREATE TYPE app.amount;
CREATE FUNCTION app.amount_in(cstring) RETURNS app.amount LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.amount_out(app.amount) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION app.amount_receive(internal) RETURNS app.amount LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
CREATE FUNCTION app.amount_send(app.amount) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE FUNCTION app.modifiers_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION app.modifiers_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE FUNCTION app.analyze(internal) RETURNS boolean LANGUAGE internal STRICT AS 'range_typanalyze';
CREATE TYPE app.amount (INPUT = app.amount_in, OUTPUT = app.amount_out);

-- case: a shell type is dropped
DROP TYPE app.shell;
-- missing base type app.shell

-- case: a shell type gets an owner, a comment and nothing else
ALTER TYPE app.shell OWNER TO app_owner;
COMMENT ON TYPE app.shell IS 'not yet';
-- modified base type app.shell
--   comment: null -> "not yet"
--   owner: "postgres" -> "app_owner"

-- case: a base type and all of its own is dropped
DROP TYPE app.amount CASCADE;
-- missing base type app.amount
-- missing function app.amount_in(cstring)
-- missing function app.amount_out(app.amount)
-- missing function app.amount_receive(internal)
-- missing function app.amount_send(app.amount)

-- case: a base type that says everything appears
CREATE TYPE app.word;
CREATE FUNCTION app.word_in(cstring, oid, integer) RETURNS app.word LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION app.word_out(app.word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION app.word_receive(internal, oid, integer) RETURNS app.word LANGUAGE internal IMMUTABLE STRICT AS 'varcharrecv';
CREATE FUNCTION app.word_send(app.word) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'varcharsend';
CREATE TYPE app.word (
    INPUT = app.word_in, OUTPUT = app.word_out, RECEIVE = app.word_receive, SEND = app.word_send,
    TYPMOD_IN = app.modifiers_in, TYPMOD_OUT = app.modifiers_out, ANALYZE = app.analyze, INTERNALLENGTH = VARIABLE,
    ALIGNMENT = int4, STORAGE = extended, CATEGORY = 'W', PREFERRED = true, DEFAULT = 'it''s', DELIMITER = ';',
    COLLATABLE = true
);
COMMENT ON TYPE app.word IS 'all of it';
ALTER TYPE app.word OWNER TO app_owner;
GRANT USAGE ON TYPE app.word TO app_reader;
CREATE TABLE app.words (first app.word(7), others app.word[]);
CREATE FUNCTION app.length(app.word) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- extra base type app.word
-- extra table app.words
-- extra function app.length(app.word)
-- extra function app.word_in(cstring, oid, integer)
-- extra function app.word_out(app.word)
-- extra function app.word_receive(internal, oid, integer)
-- extra function app.word_send(app.word)

-- case: a base type has a binary form
ALTER TYPE app.amount SET (RECEIVE = app.amount_receive, SEND = app.amount_send);
-- modified base type app.amount
--   receive: null -> "app.amount_receive"
--   send: null -> "app.amount_send"

-- case: a base type takes modifiers
ALTER TYPE app.amount SET (TYPMOD_IN = app.modifiers_in, TYPMOD_OUT = app.modifiers_out);
-- modified base type app.amount
--   modifier_input: null -> "app.modifiers_in"
--   modifier_output: null -> "app.modifiers_out"

-- case: a base type gathers statistics
ALTER TYPE app.amount SET (ANALYZE = app.analyze);
-- modified base type app.amount
--   analyze: null -> "app.\"analyze\""

-- case: a base type is stored in another way
ALTER TYPE app.amount SET (STORAGE = external);
-- modified base type app.amount
--   storage: "plain" -> "external"

-- case: a base type has a category of its own and a default
DROP TYPE app.amount CASCADE;
CREATE TYPE app.amount;
CREATE FUNCTION app.amount_in(cstring) RETURNS app.amount LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.amount_out(app.amount) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION app.amount_receive(internal) RETURNS app.amount LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
CREATE FUNCTION app.amount_send(app.amount) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE TYPE app.amount (
    INPUT = app.amount_in, OUTPUT = app.amount_out, CATEGORY = 'M', PREFERRED = true, DEFAULT = '0', DELIMITER = ';',
    COLLATABLE = true, ALIGNMENT = double
);
-- modified base type app.amount
--   alignment: "int4" -> "double"
--   category: "U" -> "M"
--   collatable: false -> true
--   default: null -> "0"
--   delimiter: "," -> ";"
--   preferred: false -> true

-- case: a base type reads and writes with other functions
DROP TYPE app.amount CASCADE;
CREATE TYPE app.amount;
CREATE FUNCTION app.amount_read(cstring) RETURNS app.amount LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.amount_write(app.amount) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION app.amount_receive(internal) RETURNS app.amount LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
CREATE FUNCTION app.amount_send(app.amount) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE TYPE app.amount (INPUT = app.amount_read, OUTPUT = app.amount_write);
-- modified base type app.amount
--   input: "app.amount_in" -> "app.amount_read"
--   output: "app.amount_out" -> "app.amount_write"
-- missing function app.amount_in(cstring)
-- missing function app.amount_out(app.amount)
-- extra function app.amount_read(cstring)
-- extra function app.amount_write(app.amount)

-- case: a shell type is completed
CREATE FUNCTION app.shell_in(cstring) RETURNS app.shell LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION app.shell_out(app.shell) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE app.shell (
    INPUT = app.shell_in, OUTPUT = app.shell_out, INTERNALLENGTH = 16, ELEMENT = double precision, ALIGNMENT = double
);
-- modified base type app.shell
--   alignment: "int4" -> "double"
--   by_value: true -> false
--   category: "P" -> "U"
--   defined: false -> true
--   element: null -> "double precision"
--   input: null -> "app.shell_in"
--   length: 4 -> 16
--   output: null -> "app.shell_out"
-- extra function app.shell_in(cstring)
-- extra function app.shell_out(app.shell)

-- case: a base type gets an owner
ALTER TYPE app.amount OWNER TO app_owner;
-- modified base type app.amount
--   owner: "postgres" -> "app_owner"

-- case: a base type gets a comment
COMMENT ON TYPE app.amount IS 'money';
-- modified base type app.amount
--   comment: null -> "money"

-- case: a base type may be used by some only
REVOKE USAGE ON TYPE app.amount FROM PUBLIC;
GRANT USAGE ON TYPE app.amount TO app_reader;
-- modified base type app.amount
--   privileges: ["public: USAGE"] -> ["app_reader: USAGE"]

-- case: a base type is subscripted
-- since 14
CREATE FUNCTION app.subscript(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'jsonb_subscript_handler';
ALTER TYPE app.amount SET (SUBSCRIPT = app.subscript);
-- modified base type app.amount
--   subscript: null -> "app.subscript"
-- extra function app.subscript(internal)

-- base
CREATE SCHEMA app;
CREATE TYPE app.number;
CREATE FUNCTION app.number_in(cstring) RETURNS app.number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.number_out(app.number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.number (INPUT = app.number_in, OUTPUT = app.number_out, INTERNALLENGTH = 4, PASSEDBYVALUE);

-- case: a base type has another length
DROP TYPE app.number CASCADE;
CREATE TYPE app.number;
CREATE FUNCTION app.number_in(cstring) RETURNS app.number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.number_out(app.number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.number (INPUT = app.number_in, OUTPUT = app.number_out, INTERNALLENGTH = 16);
-- modified base type app.number
--   by_value: true -> false
--   length: 4 -> 16

-- case: a base type becomes a shell again
DROP TYPE app.number CASCADE;
CREATE TYPE app.number;
CREATE FUNCTION app.number_in(cstring) RETURNS app.number LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
-- modified base type app.number
--   category: "U" -> "P"
--   defined: true -> false
--   input: "app.number_in" -> null
--   output: "app.number_out" -> null
-- missing function app.number_out(app.number)

-- base
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE ON TYPES TO app_reader;

-- case: a shell appears where new types are granted to somebody
CREATE TYPE app.shell;
-- extra base type app.shell
