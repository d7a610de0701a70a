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
