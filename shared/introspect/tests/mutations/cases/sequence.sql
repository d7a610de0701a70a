-- Sequences.
CREATE SCHEMA app;
CREATE SEQUENCE app.numbers;
CREATE TABLE app.orders (id bigint, number integer);

-- case: a sequence is dropped
DROP SEQUENCE app.numbers;
-- missing sequence app.numbers

-- case: a serial column
ALTER TABLE app.orders ADD COLUMN place serial;
-- extra sequence app.orders_place_seq
-- extra column app.orders.place

-- case: all options
ALTER SEQUENCE app.numbers START WITH 7 INCREMENT BY 2 MINVALUE -3 MAXVALUE 99 CACHE 5 CYCLE;
-- modified sequence app.numbers
--   cache: 1 -> 5
--   cycle: false -> true
--   increment: 1 -> 2
--   maximum: 9223372036854775807 -> 99
--   minimum: 1 -> -3
--   start: 1 -> 7

-- case: another type
ALTER SEQUENCE app.numbers AS integer;
-- modified sequence app.numbers
--   data_type: "bigint" -> "integer"
--   maximum: 9223372036854775807 -> 2147483647

-- case: it belongs to a column
ALTER SEQUENCE app.numbers OWNED BY app.orders.number;
-- modified sequence app.numbers
--   owned_by: null -> "app.orders.number"

-- case: it loses its log
ALTER SEQUENCE app.numbers SET UNLOGGED;
-- since 15
-- modified sequence app.numbers
--   persistence: "permanent" -> "unlogged"

-- case: a sequence gets an owner
ALTER SEQUENCE app.numbers OWNER TO app_owner;
-- modified sequence app.numbers
--   owner: "postgres" -> "app_owner"

-- case: a sequence gets a comment
COMMENT ON SEQUENCE app.numbers IS 'of orders';
-- modified sequence app.numbers
--   comment: null -> "of orders"

-- case: a role may draw numbers
GRANT USAGE ON SEQUENCE app.numbers TO app_writer;
-- modified sequence app.numbers
--   privileges: [] -> ["app_writer: USAGE"]

-- case: numbers that were drawn
SELECT nextval('app.numbers'), setval('app.numbers', 500);
ALTER SEQUENCE app.numbers RESTART WITH 90;
GRANT ALL ON SEQUENCE app.numbers TO postgres;
-- same

-- base
CREATE SCHEMA app;
CREATE SEQUENCE app.unused;
CREATE TABLE app.orders (id integer GENERATED ALWAYS AS IDENTITY, other serial);

-- case: limits that a sequence nobody has used is outside of
ALTER SEQUENCE app.unused MINVALUE 1000 START 1000 RESTART 1000;
-- modified sequence app.unused
--   minimum: 1 -> 1000
--   start: 1 -> 1000

-- case: limits of an identity that nobody has used
ALTER TABLE app.orders ALTER id SET MINVALUE 100 SET MAXVALUE 500 SET START WITH 200 RESTART WITH 200;
-- modified column app.orders.id
--   identity.maximum: 2147483647 -> 500
--   identity.minimum: 1 -> 100
--   identity.start: 1 -> 200

-- case: a wider identity
ALTER TABLE app.orders ALTER id TYPE bigint, ALTER id SET MAXVALUE 5000000000;
-- modified column app.orders.id
--   data_type: "integer" -> "bigint"
--   identity.maximum: 2147483647 -> 5000000000

-- case: an identity instead of a serial column
ALTER TABLE app.orders ALTER other DROP DEFAULT;
DROP SEQUENCE app.orders_other_seq;
ALTER TABLE app.orders ALTER other ADD GENERATED ALWAYS AS IDENTITY;
-- missing sequence app.orders_other_seq
-- modified column app.orders.other
--   default: "nextval('app.orders_other_seq'::regclass)" -> null
--   identity.cache: null -> 1
--   identity.cycle: null -> false
--   identity.generation: null -> "always"
--   identity.increment: null -> 1
--   identity.maximum: null -> 2147483647
--   identity.minimum: null -> 1
--   identity.sequence: null -> "app.orders_other_seq"
--   identity.start: null -> 1
