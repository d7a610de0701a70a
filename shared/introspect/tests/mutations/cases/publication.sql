-- Publications.
CREATE SCHEMA app;
CREATE SCHEMA "Two words";
CREATE TABLE app.orders (id bigint PRIMARY KEY, state text);
CREATE TABLE app."Lines" (id bigint PRIMARY KEY, "Text" text);
CREATE TABLE app.heir (more text) INHERITS (app.orders);
CREATE PUBLICATION part FOR TABLE ONLY app.orders;
CREATE PUBLICATION nothing;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert');

-- case: publications are gone
DROP PUBLICATION part, everything;
-- missing publication everything
-- missing publication part

-- case: a publication appears
CREATE PUBLICATION "It's" FOR TABLE ONLY app.orders, app."Lines" WITH (publish = 'insert, truncate', publish_via_partition_root = true);
COMMENT ON PUBLICATION "It's" IS 'it''s ours';
ALTER PUBLICATION "It's" OWNER TO app_admin;
-- extra publication "It's"

-- case: a publication gets an owner
ALTER PUBLICATION part OWNER TO app_owner;
-- modified publication part
--   owner: "postgres" -> "app_owner"

-- case: a publication gets a comment
COMMENT ON PUBLICATION part IS 'for reports';
-- modified publication part
--   comment: null -> "for reports"

-- case: other changes are published
ALTER PUBLICATION part SET (publish = 'delete, insert');
-- modified publication part
--   operations: ["delete","insert","truncate","update"] -> ["delete","insert"]

-- case: nothing is published at all
ALTER PUBLICATION part SET (publish = '');
-- modified publication part
--   operations: ["delete","insert","truncate","update"] -> []

-- case: changes of partitions are those of their table
ALTER PUBLICATION part SET (publish_via_partition_root = true);
-- modified publication part
--   via_root: false -> true

-- case: generated columns are published
ALTER PUBLICATION part SET (publish_generated_columns = stored);
-- since 18
-- modified publication part
--   generated_columns: "none" -> "stored"

-- case: a table more, a table less
ALTER PUBLICATION part ADD TABLE app."Lines";
ALTER PUBLICATION part DROP TABLE ONLY app.orders;
ALTER PUBLICATION nothing ADD TABLE app.orders;
-- modified publication nothing
--   tables: [] -> ["app.heir","app.orders"]
-- modified publication part
--   tables: ["app.orders"] -> ["app.\"Lines\""]

-- case: every table, also those to come
DROP PUBLICATION part;
CREATE PUBLICATION part FOR ALL TABLES;
-- modified publication part
--   all_tables: false -> true
--   tables: ["app.orders"] -> []

-- case: schemas
ALTER PUBLICATION part ADD TABLES IN SCHEMA "Two words";
ALTER PUBLICATION nothing ADD TABLES IN SCHEMA app, "Two words";
-- since 15
-- modified publication nothing
--   schemas: [] -> ["Two words","app"]
-- modified publication part
--   schemas: [] -> ["Two words"]

-- case: columns and rows
ALTER PUBLICATION part SET TABLE ONLY app.orders (state, id) WHERE (id > 10 AND state = 'open'), app."Lines" ("Text", id);
-- since 15
-- modified publication part
--   filters: [] -> ["app.orders: ((id > 10) AND (state = 'open'::text))"]
--   tables: ["app.orders"] -> ["app.\"Lines\" (\"Text\", id)","app.orders (id, state)"]

-- case: a published table is dropped
DROP TABLE app.orders CASCADE;
-- missing table app.heir
-- missing table app.orders
-- modified publication part
--   tables: ["app.orders"] -> []

-- case: a table leaves and is dropped
CREATE TABLE app.more (id bigint);
ALTER PUBLICATION part ADD TABLE app.more;
-- extra table app.more
-- modified publication part
--   tables: ["app.orders"] -> ["app.more","app.orders"]

-- case: a published schema is dropped
DROP PUBLICATION nothing;
CREATE SCHEMA third;
CREATE PUBLICATION nothing FOR TABLES IN SCHEMA third;
-- since 15
-- extra schema third
-- modified publication nothing
--   schemas: [] -> ["third"]

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, state text, note text);
CREATE PUBLICATION part FOR TABLE app.orders (id, note) WHERE (state = 'open');
-- since 15

-- case: a column that rows are chosen by has another type
ALTER PUBLICATION part SET TABLE app.orders (id, note);
ALTER TABLE app.orders ALTER state TYPE varchar(10);
ALTER PUBLICATION part SET TABLE app.orders (id, note) WHERE (state = 'open');
-- modified column app.orders.state
--   data_type: "text" -> "character varying(10)"
-- modified publication part
--   filters: ["app.orders: (state = 'open'::text)"] -> ["app.orders: ((state)::text = 'open'::text)"]

-- case: a published column is gone
ALTER PUBLICATION part SET TABLE app.orders (id) WHERE (state = 'open');
ALTER TABLE app.orders DROP COLUMN note;
-- missing column app.orders.note
-- modified publication part
--   tables: ["app.orders (id, note)"] -> ["app.orders (id)"]

-- case: a published column has another type
ALTER PUBLICATION part SET TABLE app.orders;
ALTER TABLE app.orders ALTER note TYPE varchar(10);
ALTER PUBLICATION part SET TABLE app.orders (id, note) WHERE (state = 'open');
-- modified column app.orders.note
--   data_type: "text" -> "character varying(10)"
