-- Extended statistics.
CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE TABLE app.orders (id bigint, "Customer" bigint, state text, city text);
CREATE STATISTICS app.places (dependencies) ON state, city FROM app.orders;

-- case: statistics are dropped
DROP STATISTICS app.places;
-- missing statistics app.places

-- case: statistics of all kinds, in another schema
CREATE STATISTICS other."All of it" ON "Customer", city FROM app.orders;
COMMENT ON STATISTICS other."All of it" IS 'it''s much';
ALTER STATISTICS other."All of it" OWNER TO app_owner;
ALTER STATISTICS other."All of it" SET STATISTICS 20;
-- extra statistics other."All of it"

-- case: statistics get an owner
ALTER STATISTICS app.places OWNER TO app_owner;
-- modified statistics app.places
--   owner: "postgres" -> "app_owner"

-- case: statistics get a target
ALTER STATISTICS app.places SET STATISTICS 500;
-- modified statistics app.places
--   target: null -> 500

-- case: statistics get a comment
COMMENT ON STATISTICS app.places IS 'a city is in one state';
-- modified statistics app.places
--   comment: null -> "a city is in one state"

-- case: other columns and other kinds
DROP STATISTICS app.places;
CREATE STATISTICS app.places (mcv, ndistinct) ON state, city, "Customer" FROM app.orders;
-- modified statistics app.places
--   columns: ["city","state"] -> ["Customer","city","state"]
--   kinds: ["dependencies"] -> ["ndistinct","mcv"]

-- case: another table
CREATE TABLE app.customers (state text, city text);
DROP STATISTICS app.places;
CREATE STATISTICS app.places (dependencies) ON state, city FROM app.customers;
-- extra table app.customers
-- modified statistics app.places
--   table: "app.orders" -> "app.customers"

-- case: expressions
DROP STATISTICS app.places;
CREATE STATISTICS app.places (dependencies) ON state, city, lower(city), ("Customer" + id) FROM app.orders;
-- since 14
-- modified statistics app.places
--   expressions: [] -> ["(\"Customer\" + id)","lower(city)"]

-- case: one expression alone
CREATE STATISTICS app.of_days ON (id % 7) FROM app.orders;
-- since 14
-- extra statistics app.of_days

-- case: the order of columns means nothing
DROP STATISTICS app.places;
CREATE STATISTICS app.places (dependencies) ON city, state FROM app.orders;
-- same

-- case: the server counts
ANALYZE app.orders;
-- same

-- case: the table goes with its statistics
DROP TABLE app.orders;
-- missing table app.orders
-- missing statistics app.places

-- case: a column goes with its statistics
ALTER TABLE app.orders DROP COLUMN city;
-- missing column app.orders.city
-- missing statistics app.places

-- case: a column changes its type and statistics stay
ALTER TABLE app.orders ALTER city TYPE varchar(80);
-- modified column app.orders.city
--   data_type: "text" -> "character varying(80)"
