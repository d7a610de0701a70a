-- Columns of tables.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint NOT NULL, state text, total numeric(10,2), "Note" text, number integer);
CREATE TABLE app.other (number integer NOT NULL);

-- case: a column is dropped
ALTER TABLE app.orders DROP COLUMN state;
-- missing column app.orders.state

-- case: a column appears
ALTER TABLE app.orders ADD COLUMN at timestamptz NOT NULL DEFAULT now();
-- extra column app.orders.at

-- case: a column is renamed
ALTER TABLE app.orders RENAME COLUMN "Note" TO note;
-- missing column app.orders."Note"
-- extra column app.orders.note

-- case: another type
ALTER TABLE app.orders ALTER number TYPE bigint;
-- modified column app.orders.number
--   data_type: "integer" -> "bigint"

-- case: another modifier
ALTER TABLE app.orders ALTER total TYPE numeric(12,2);
-- modified column app.orders.total
--   data_type: "numeric(10,2)" -> "numeric(12,2)"

-- case: an array
ALTER TABLE app.orders ALTER state TYPE text[] USING ARRAY[state];
-- modified column app.orders.state
--   data_type: "text" -> "text[]"

-- case: it refuses nulls
ALTER TABLE app.orders ALTER state SET NOT NULL;
-- modified column app.orders.state
--   not_null: false -> true

-- case: it takes nulls
ALTER TABLE app.orders ALTER id DROP NOT NULL;
-- modified column app.orders.id
--   not_null: true -> false

-- case: it refuses nulls by a constraint with a name
ALTER TABLE app.orders ADD CONSTRAINT has_state NOT NULL state;
-- since 18
-- modified column app.orders.state
--   not_null: false -> true
--   not_null_constraint.name: null -> "has_state"
--   not_null_constraint.no_inherit: null -> false
--   not_null_constraint.validated: null -> true

-- case: the constraint against nulls has another name
ALTER TABLE app.orders RENAME CONSTRAINT orders_id_not_null TO always;
-- since 18
-- modified column app.orders.id
--   not_null_constraint.name: null -> "always"
--   not_null_constraint.no_inherit: null -> false
--   not_null_constraint.validated: null -> true

-- case: children need not refuse nulls
ALTER TABLE app.orders ALTER CONSTRAINT orders_id_not_null NO INHERIT;
-- since 18
-- modified column app.orders.id
--   not_null_constraint.name: null -> "orders_id_not_null"
--   not_null_constraint.no_inherit: null -> true
--   not_null_constraint.validated: null -> true

-- case: rows there are were not looked at
ALTER TABLE app.orders ADD CONSTRAINT orders_state_not_null NOT NULL state NOT VALID;
-- since 18
-- modified column app.orders.state
--   not_null: false -> true
--   not_null_constraint.name: null -> "orders_state_not_null"
--   not_null_constraint.no_inherit: null -> false
--   not_null_constraint.validated: null -> false

-- case: the constraint against nulls has a comment
COMMENT ON CONSTRAINT orders_id_not_null ON app.orders IS 'of course';
-- since 18
-- modified column app.orders.id
--   not_null_constraint.comment: null -> "of course"
--   not_null_constraint.name: null -> "orders_id_not_null"
--   not_null_constraint.no_inherit: null -> false
--   not_null_constraint.validated: null -> true

-- case: a default
ALTER TABLE app.orders ALTER state SET DEFAULT 'new';
-- modified column app.orders.state
--   default: null -> "'new'::text"

-- case: another collation
ALTER TABLE app.orders ALTER state TYPE text COLLATE "C";
-- modified column app.orders.state
--   collation: null -> "pg_catalog.\"C\""

-- case: stored in another way
ALTER TABLE app.orders ALTER state SET STORAGE EXTERNAL;
-- modified column app.orders.state
--   storage: null -> "external"

-- case: compressed in another way
ALTER TABLE app.orders ALTER state SET COMPRESSION pglz;
-- since 14
-- modified column app.orders.state
--   compression: null -> "pglz"

-- case: compressed in the newer way
UPDATE pg_attribute SET attcompression = 'l' WHERE attrelid = 'app.orders'::regclass AND attname = 'state';
-- since 14
-- not run: no server here is built with it
-- modified column app.orders.state
--   compression: null -> "lz4"

-- case: not sampled at all
ALTER TABLE app.orders ALTER state SET STATISTICS 0;
-- modified column app.orders.state
--   statistics_target: null -> 0

-- case: sampled in another way
ALTER TABLE app.orders ALTER state SET STATISTICS 500;
-- modified column app.orders.state
--   statistics_target: null -> 500

-- case: planner options
ALTER TABLE app.orders ALTER state SET (n_distinct = 5);
-- modified column app.orders.state
--   options: [] -> ["n_distinct=5"]

-- case: a comment
COMMENT ON COLUMN app.orders."Note" IS 'it''s free';
-- modified column app.orders."Note"
--   comment: null -> "it's free"

-- case: a role may read one column
GRANT SELECT (state), UPDATE (state) ON app.orders TO app_reader;
GRANT SELECT ("Note") ON app.orders TO app_writer WITH GRANT OPTION;
-- modified column app.orders."Note"
--   privileges: [] -> ["app_writer: SELECT WITH GRANT OPTION"]
-- modified column app.orders.state
--   privileges: [] -> ["app_reader: SELECT, UPDATE"]

-- case: an identity
ALTER TABLE app.orders ALTER id ADD GENERATED ALWAYS AS IDENTITY;
-- modified column app.orders.id
--   identity.cache: null -> 1
--   identity.cycle: null -> false
--   identity.generation: null -> "always"
--   identity.increment: null -> 1
--   identity.maximum: null -> 9223372036854775807
--   identity.minimum: null -> 1
--   identity.sequence: null -> "app.orders_id_seq"
--   identity.start: null -> 1

-- case: what the owner may anyway, spelled out
GRANT SELECT (state) ON app.orders TO postgres;
-- same

-- case: things that came and went
ALTER TABLE app.orders ADD COLUMN passing integer DEFAULT 7;
ALTER TABLE app.orders DROP COLUMN passing;
ALTER TABLE app.orders ALTER state SET STATISTICS 500, ALTER state SET STATISTICS -1;
ALTER TABLE app.orders ALTER state SET (n_distinct = 5), ALTER state RESET (n_distinct);
ALTER TABLE app.orders ALTER state SET STORAGE EXTERNAL, ALTER state SET STORAGE EXTENDED;
ALTER TABLE app.orders ALTER state SET DEFAULT 'x'; ALTER TABLE app.orders ALTER state DROP DEFAULT;
-- same

-- case: the order of columns
ALTER TABLE app.orders DROP COLUMN state;
ALTER TABLE app.orders ADD COLUMN state text;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (
    id bigint GENERATED ALWAYS AS IDENTITY,
    net numeric,
    gross numeric GENERATED ALWAYS AS (net * 1.2) STORED
);

-- case: a column is not generated any more
ALTER TABLE app.orders ALTER gross DROP EXPRESSION;
-- modified column app.orders.gross
--   generated: "(net * 1.2)" -> null
--   generation: "stored" -> null

-- case: a column is generated in another way
ALTER TABLE app.orders DROP COLUMN gross;
ALTER TABLE app.orders ADD COLUMN gross numeric GENERATED ALWAYS AS (net * 1.19) STORED;
-- modified column app.orders.gross
--   generated: "(net * 1.2)" -> "(net * 1.19)"

-- case: a generated column is computed when it is read
ALTER TABLE app.orders DROP COLUMN gross;
ALTER TABLE app.orders ADD COLUMN gross numeric GENERATED ALWAYS AS (net * 1.2) VIRTUAL;
-- since 18
-- modified column app.orders.gross
--   generation: "stored" -> "virtual"

-- case: all options of an identity
ALTER TABLE app.orders ALTER id SET GENERATED BY DEFAULT SET START WITH 7 SET INCREMENT BY 2 SET MINVALUE -3
    SET MAXVALUE 99 SET CACHE 5 SET CYCLE;
-- modified column app.orders.id
--   identity.cache: 1 -> 5
--   identity.cycle: false -> true
--   identity.generation: "always" -> "by default"
--   identity.increment: 1 -> 2
--   identity.maximum: 9223372036854775807 -> 99
--   identity.minimum: 1 -> -3
--   identity.start: 1 -> 7

-- case: the sequence inside has another name and a comment
ALTER SEQUENCE app.orders_id_seq RENAME TO numbers;
COMMENT ON SEQUENCE app.numbers IS 'of orders';
-- modified column app.orders.id
--   identity.comment: null -> "of orders"
--   identity.sequence: "app.orders_id_seq" -> "app.numbers"

-- case: numbers that were used
INSERT INTO app.orders (net) VALUES (1), (2);
ALTER SEQUENCE app.orders_id_seq RESTART WITH 1000;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.parent (id bigint, note text DEFAULT 'a');
CREATE TABLE app.child () INHERITS (app.parent);

-- case: a parent's column is dropped in its children too
ALTER TABLE app.parent DROP COLUMN note;
-- missing column app.parent.note

-- case: a child has another default
ALTER TABLE app.child ALTER note SET DEFAULT 'b';
-- modified column app.child.note
--   default: "'a'::text" -> "'b'::text"

-- case: a default of all
ALTER TABLE app.parent ALTER note SET DEFAULT 'c';
-- modified column app.parent.note
--   default: "'a'::text" -> "'c'::text"

-- case: a child says that a column is its own too
CREATE TABLE app.second (id bigint, note text DEFAULT 'a') INHERITS (app.parent);
DROP TABLE app.child;
CREATE TABLE app.child (id bigint, note text DEFAULT 'a') INHERITS (app.parent);
DROP TABLE app.second;
-- same

-- case: a default of null is none
ALTER TABLE app.parent ALTER id SET DEFAULT NULL;
ALTER TABLE ONLY app.child ALTER id SET DEFAULT NULL;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (net numeric, twice numeric GENERATED ALWAYS AS (net * 2) VIRTUAL);
-- since 18

-- case: a column is computed in another way when it is read
ALTER TABLE app.orders ALTER twice SET EXPRESSION AS (net + net);
-- since 18
-- modified column app.orders.twice
--   generated: "(net * (2)::numeric)" -> "(net + net)"

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint GENERATED ALWAYS AS IDENTITY, region text) PARTITION BY LIST (region);
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');
-- since 17

-- case: the identity of all partitions
ALTER TABLE app.events ALTER id SET GENERATED BY DEFAULT;
-- since 17
-- modified column app.events.id
--   identity.generation: "always" -> "by default"

-- case: all partitions lose their identity
ALTER TABLE app.events ALTER id DROP IDENTITY;
-- since 17
-- modified column app.events.id
--   identity.cache: 1 -> null
--   identity.cycle: false -> null
--   identity.generation: "always" -> null
--   identity.increment: 1 -> null
--   identity.maximum: 9223372036854775807 -> null
--   identity.minimum: 1 -> null
--   identity.sequence: "app.events_id_seq" -> null
--   identity.start: 1 -> null

-- base
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE ON SEQUENCES TO app_writer;
CREATE TABLE app.orders (id bigint GENERATED ALWAYS AS IDENTITY);

-- case: a role may use the sequence of an identity
GRANT SELECT, USAGE ON SEQUENCE app.orders_id_seq TO app_reader;
-- modified column app.orders.id
--   sequence_privileges: ["app_writer: USAGE"] -> ["app_reader: SELECT, USAGE", "app_writer: USAGE"]

-- case: a new identity has what new sequences have
CREATE TABLE app.items (id bigint GENERATED ALWAYS AS IDENTITY);
-- extra table app.items

-- case: a new identity has not what new sequences have
CREATE TABLE app.items (id bigint GENERATED ALWAYS AS IDENTITY, other bigint GENERATED ALWAYS AS IDENTITY);
REVOKE ALL ON SEQUENCE app.items_id_seq FROM app_writer;
GRANT SELECT ON SEQUENCE app.items_id_seq TO app_reader;
ALTER TABLE app.items OWNER TO app_owner;
-- extra table app.items

-- case: an identity is gone, and what was allowed with it
ALTER TABLE app.orders ALTER id DROP IDENTITY;
-- modified column app.orders.id
--   identity.cache: 1 -> null
--   identity.cycle: false -> null
--   identity.generation: "always" -> null
--   identity.increment: 1 -> null
--   identity.maximum: 9223372036854775807 -> null
--   identity.minimum: 1 -> null
--   identity.sequence: "app.orders_id_seq" -> null
--   identity.start: 1 -> null
--   sequence_privileges: ["app_writer: USAGE"] -> []

-- base
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('new', 'done');
CREATE TYPE app.status AS ENUM ('new', 'done', 'gone');
CREATE TABLE app.orders (state app.state DEFAULT 'new', states app.state[], documents jsonb[], number bigint);
CREATE TABLE app.base (id integer, note text);
CREATE TABLE app.heir () INHERITS (app.base);

-- case: from one enum to another
ALTER TABLE app.orders ALTER state DROP DEFAULT, ALTER state TYPE app.status USING state::text::app.status, ALTER state SET DEFAULT 'new';
ALTER TABLE app.orders ALTER states TYPE app.status[] USING states::text::app.status[];
-- modified column app.orders.state
--   data_type: "app.state" -> "app.status"
--   default: "'new'::app.state" -> "'new'::app.status"
-- modified column app.orders.states
--   data_type: "app.state[]" -> "app.status[]"

-- case: a type that nobody can cast to
ALTER TABLE app.orders ALTER documents TYPE jsonb USING to_jsonb(documents);
ALTER TABLE app.orders ALTER number TYPE timestamptz USING to_timestamp(number);
-- modified column app.orders.documents
--   data_type: "jsonb[]" -> "jsonb"
-- modified column app.orders.number
--   data_type: "bigint" -> "timestamp with time zone"
-- not rendered: column app.orders.documents
-- not rendered: column app.orders.number
-- not adopted: column app.orders.documents
-- not adopted: column app.orders.number

-- case: a child keeps the column that its parent loses
ALTER TABLE ONLY app.base DROP COLUMN note;
-- missing column app.base.note
