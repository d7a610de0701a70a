-- Foreign tables, with their columns, checks and triggers.
CREATE SCHEMA app;
CREATE FOREIGN DATA WRAPPER bare;
CREATE SERVER one FOREIGN DATA WRAPPER bare;
CREATE SERVER two FOREIGN DATA WRAPPER bare;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE app.parent (id bigint, note text);
CREATE FOREIGN TABLE app.far (id bigint NOT NULL, state text OPTIONS (column_name 's') DEFAULT 'new') SERVER one OPTIONS (table_name 'far', token 'hidden');
CREATE VIEW app.near AS SELECT id, state FROM app.far;

-- case: a foreign table with a secret is gone
DROP FOREIGN TABLE app.far CASCADE;
-- missing foreign table app.far
-- missing view app.near
-- not rendered: foreign table app.far
-- not rendered: view app.near

-- case: a foreign table appears with all that belongs to it
CREATE FOREIGN TABLE app."Csv" ("A b" text OPTIONS (force_not_null 'true') COLLATE "C", n numeric(10,2) NOT NULL DEFAULT 1, twice numeric GENERATED ALWAYS AS (n * 2) STORED, CONSTRAINT positive CHECK (n > 0)) SERVER two OPTIONS (filename '/nowhere/it''s.csv', format 'csv');
ALTER FOREIGN TABLE app."Csv" OWNER TO app_owner;
ALTER FOREIGN TABLE app."Csv" ALTER n SET STATISTICS 12, ALTER n SET (n_distinct = 5);
COMMENT ON FOREIGN TABLE app."Csv" IS 'rows';
COMMENT ON COLUMN app."Csv".n IS 'how many';
COMMENT ON CONSTRAINT positive ON app."Csv" IS 'more than none';
GRANT SELECT, INSERT ON app."Csv" TO app_reader;
GRANT UPDATE (n) ON app."Csv" TO app_reader;
CREATE TRIGGER touched BEFORE INSERT ON app."Csv" FOR EACH ROW EXECUTE FUNCTION app.touch();
-- extra foreign table app."Csv"

-- case: a foreign table is on another server
CREATE FOREIGN TABLE app.other (id bigint) SERVER one;
-- extra foreign table app.other

-- case: options of a foreign table
ALTER FOREIGN TABLE app.far OPTIONS (SET table_name 'farther', ADD schema_name 'x');
-- modified foreign table app.far
--   options: ["table_name=far","token"] -> ["schema_name=x","table_name=farther","token"]

-- case: options of a column
ALTER FOREIGN TABLE app.far ALTER state OPTIONS (SET column_name 'st'), ALTER id OPTIONS (ADD column_name 'number');
-- modified column app.far.id
--   foreign_options: [] -> ["column_name=number"]
-- modified column app.far.state
--   foreign_options: ["column_name=s"] -> ["column_name=st"]

-- case: a column's option that may be a secret
ALTER FOREIGN TABLE app.far ADD COLUMN extra text OPTIONS (key 'hidden');
-- extra column app.far.extra
-- not adopted: column app.far.extra

-- case: a foreign table gets an owner
ALTER FOREIGN TABLE app.far OWNER TO app_owner;
-- modified foreign table app.far
--   owner: "postgres" -> "app_owner"

-- case: a role may read a foreign table
GRANT SELECT ON app.far TO app_reader;
-- modified foreign table app.far
--   privileges: [] -> ["app_reader: SELECT"]

-- case: a role may read one column of a foreign table
GRANT SELECT (state), UPDATE (state) ON app.far TO app_reader;
-- modified column app.far.state
--   privileges: [] -> ["app_reader: SELECT, UPDATE"]

-- case: a role may read which foreign table a row is from
GRANT SELECT (tableoid) ON app.far TO app_reader;
-- modified foreign table app.far
--   system_column_privileges: [] -> ["tableoid: app_reader: SELECT"]

-- case: nobody may use the type of a foreign table's rows
REVOKE USAGE ON TYPE app.far FROM PUBLIC;
-- modified foreign table app.far
--   row_type_privileges: null -> []

-- case: a foreign table gets a comment
COMMENT ON FOREIGN TABLE app.far IS 'far away';
-- modified foreign table app.far
--   comment: null -> "far away"

-- case: a foreign table inherits
ALTER FOREIGN TABLE app.far ADD COLUMN note text;
ALTER FOREIGN TABLE app.far INHERIT app.parent;
-- modified foreign table app.far
--   inherits: [] -> ["app.parent"]
-- extra column app.far.note

-- case: a column more and a default less
ALTER FOREIGN TABLE app.far ADD COLUMN made timestamptz OPTIONS (column_name 'at') NOT NULL DEFAULT now(), ALTER state DROP DEFAULT;
COMMENT ON COLUMN app.far.made IS 'when';
-- extra column app.far.made
-- modified column app.far.state
--   default: "'new'::text" -> null

-- case: a check and a trigger
ALTER FOREIGN TABLE app.far ADD CONSTRAINT positive CHECK (id > 0);
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON app.far FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER FOREIGN TABLE app.far DISABLE TRIGGER touched;
-- extra check constraint app.far.positive
-- extra trigger app.far.touched

-- case: a sequence belongs to a column
CREATE SEQUENCE app.numbers OWNED BY app.far.id;
ALTER FOREIGN TABLE app.far ALTER id SET DEFAULT nextval('app.numbers');
-- extra sequence app.numbers
-- modified column app.far.id
--   default: null -> "nextval('app.numbers'::regclass)"

-- base
CREATE SCHEMA app;
CREATE FOREIGN DATA WRAPPER bare;
CREATE SERVER one FOREIGN DATA WRAPPER bare;
CREATE SERVER two FOREIGN DATA WRAPPER bare;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FOREIGN TABLE app.far (id bigint NOT NULL, state text) SERVER one;
CREATE TRIGGER touched BEFORE INSERT ON app.far FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE VIEW app.near AS SELECT id, state FROM app.far;

-- case: the rows of a foreign table are elsewhere
DROP FOREIGN TABLE app.far CASCADE;
CREATE FOREIGN TABLE app.far (id bigint NOT NULL, state varchar, more text) SERVER two;
CREATE TRIGGER touched BEFORE INSERT ON app.far FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE VIEW app.near AS SELECT id, state::text FROM app.far;
-- since 16
-- modified foreign table app.far
--   server: "one" -> "two"
-- extra column app.far.more
-- modified column app.far.state
--   data_type: "text" -> "character varying"
-- modified view app.near
--   query: " SELECT id,\n    state\n   FROM app.far;" -> " SELECT id,\n    (state)::text AS state\n   FROM app.far;"

-- case: it is on another server
DROP FOREIGN TABLE app.far CASCADE;
CREATE FOREIGN TABLE app.far (id bigint NOT NULL, state text) SERVER two;
CREATE TRIGGER touched BEFORE INSERT ON app.far FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE VIEW app.near AS SELECT id, state FROM app.far;
-- modified foreign table app.far
--   server: "one" -> "two"

-- case: the server goes with the foreign table
DROP SERVER one CASCADE;
-- missing foreign server one
-- missing foreign table app.far
-- missing view app.near

-- base
CREATE SCHEMA app;
CREATE FOREIGN DATA WRAPPER bare;
CREATE SERVER one FOREIGN DATA WRAPPER bare;
CREATE TABLE app.split (at date, id integer) PARTITION BY RANGE (at);
CREATE TABLE app.split_new PARTITION OF app.split FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);
CREATE FOREIGN TABLE app.old PARTITION OF app.split (id DEFAULT 3) FOR VALUES FROM ('2010-01-01') TO ('2020-01-01') SERVER one;
CREATE TABLE app.parent (id bigint NOT NULL, note text, CONSTRAINT filled CHECK (note <> ''));
CREATE FOREIGN TABLE app.heir (more text) INHERITS (app.parent) SERVER one;
CREATE FOREIGN TABLE app.plain (id bigint) SERVER one;
CREATE TABLE app.of_plain (own text) INHERITS (app.plain);

-- case: a partition elsewhere is gone
DROP FOREIGN TABLE app.old;
-- missing foreign table app.old

-- case: a partition elsewhere appears
CREATE FOREIGN TABLE app.older PARTITION OF app.split FOR VALUES FROM (MINVALUE) TO ('2010-01-01') SERVER one OPTIONS (table_name 'older');
-- extra foreign table app.older

-- case: a partition elsewhere has other bounds
ALTER TABLE app.split DETACH PARTITION app.old;
ALTER TABLE app.split ATTACH PARTITION app.old FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
-- modified foreign table app.old
--   partition_bound: "FOR VALUES FROM ('2010-01-01') TO ('2020-01-01')" -> "FOR VALUES FROM ('2000-01-01') TO ('2020-01-01')"

-- case: a partition elsewhere is detached
ALTER TABLE app.split DETACH PARTITION app.old;
-- modified foreign table app.old
--   partition_bound: "FOR VALUES FROM ('2010-01-01') TO ('2020-01-01')" -> null
--   partition_of: "app.split" -> null

-- case: an heir elsewhere is gone
DROP FOREIGN TABLE app.heir;
-- missing foreign table app.heir

-- case: types of columns
ALTER FOREIGN TABLE app.plain ALTER id TYPE integer;
ALTER FOREIGN TABLE app.heir ALTER more TYPE bigint;
ALTER TABLE app.parent ALTER id TYPE integer;
-- modified column app.heir.more
--   data_type: "text" -> "bigint"
-- modified column app.parent.id
--   data_type: "bigint" -> "integer"
-- modified column app.plain.id
--   data_type: "bigint" -> "integer"

-- case: a column of all partitions
ALTER TABLE app.split ADD COLUMN note text DEFAULT 'x';
ALTER TABLE app.split ALTER id SET NOT NULL;
-- modified column app.split.id
--   not_null: false -> true
-- extra column app.split.note

-- case: a column of all heirs
ALTER TABLE app.parent ADD COLUMN extra text;
ALTER FOREIGN TABLE app.plain ADD COLUMN extra text;
-- extra column app.parent.extra
-- extra column app.plain.extra

-- base
CREATE SCHEMA app;
CREATE FOREIGN DATA WRAPPER bare;
CREATE SERVER one FOREIGN DATA WRAPPER bare;
CREATE TABLE app.split (at date, id integer) PARTITION BY RANGE (at);

-- case: a partition elsewhere of a table whose constraint against nulls was never checked
CREATE FOREIGN TABLE app.older PARTITION OF app.split FOR VALUES FROM (MINVALUE) TO ('2010-01-01') SERVER one;
ALTER TABLE app.split ADD CONSTRAINT inn NOT NULL id NOT VALID;
-- since 18
-- extra foreign table app.older
-- modified column app.split.id
--   not_null: false -> true
--   not_null_constraint.name: null -> "inn"
--   not_null_constraint.no_inherit: null -> false
--   not_null_constraint.validated: null -> false
