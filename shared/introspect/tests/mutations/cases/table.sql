-- Tables.
CREATE SCHEMA app;
CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE TYPE app.row AS (id bigint, state text);
CREATE TABLE app.orders (id bigint PRIMARY KEY, state text, total numeric);
CREATE TABLE app.base (id bigint, note text);
CREATE TABLE app.other_base (other integer);

-- case: a table is dropped
DROP TABLE app.orders;
-- missing table app.orders

-- case: a table appears with all that belongs to it
CREATE TABLE app.extra (id bigint PRIMARY KEY, email text UNIQUE CHECK (email <> ''));
CREATE INDEX ON app.extra (lower(email));
COMMENT ON COLUMN app.extra.email IS 'where to write';
GRANT SELECT ON app.extra TO app_reader;
GRANT SELECT (email) ON app.extra TO app_writer;
-- extra table app.extra

-- case: a table gets an owner
ALTER TABLE app.orders OWNER TO app_owner;
-- modified table app.orders
--   owner: "postgres" -> "app_owner"

-- case: a table loses its log
ALTER TABLE app.orders SET UNLOGGED;
-- modified table app.orders
--   persistence: "permanent" -> "unlogged"

-- case: another access method
DROP TABLE app.base;
CREATE TABLE app.base (id bigint, note text) USING other_heap;
-- since 15
-- modified table app.base
--   access_method: "heap" -> "other_heap"

-- case: a table lies in another tablespace
ALTER TABLE app.orders SET TABLESPACE quick;
-- modified table app.orders
--   tablespace: null -> "quick"
-- not rendered: table app.orders

-- case: storage parameters, also of the toast table
ALTER TABLE app.orders SET (fillfactor = 70, toast.autovacuum_enabled = off);
-- modified table app.orders
--   options: [] -> ["fillfactor=70","toast.autovacuum_enabled=off"]

-- case: row security is on
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;
-- modified table app.orders
--   row_security: false -> true

-- case: row security binds the owner
ALTER TABLE app.orders FORCE ROW LEVEL SECURITY;
-- modified table app.orders
--   force_row_security: false -> true

-- case: rows are not identified
ALTER TABLE app.orders REPLICA IDENTITY NOTHING;
-- modified table app.orders
--   replica_identity: "default" -> "nothing"

-- case: rows are identified by all columns
ALTER TABLE app.orders REPLICA IDENTITY FULL;
-- modified table app.orders
--   replica_identity: "default" -> "full"

-- case: rows are identified by an index
ALTER TABLE app.orders REPLICA IDENTITY USING INDEX orders_pkey;
-- modified table app.orders
--   replica_identity: "default" -> "index orders_pkey"

-- case: a table is of a type
ALTER TABLE app.orders DROP COLUMN total;
ALTER TABLE app.orders OF app.row;
-- modified table app.orders
--   of_type: null -> "app.\"row\""
-- missing column app.orders.total

-- case: a table inherits
ALTER TABLE app.orders ADD COLUMN note text;
ALTER TABLE app.orders INHERIT app.base;
-- modified table app.orders
--   inherits: [] -> ["app.base"]
-- extra column app.orders.note

-- case: a table gets a comment
COMMENT ON TABLE app.orders IS 'what was bought';
-- modified table app.orders
--   comment: null -> "what was bought"

-- case: a role may read and write
GRANT SELECT, INSERT ON app.orders TO app_writer;
GRANT SELECT ON app.orders TO app_reader WITH GRANT OPTION;
-- modified table app.orders
--   privileges: [] -> ["app_reader: SELECT WITH GRANT OPTION","app_writer: INSERT, SELECT"]

-- case: what the owner may anyway, spelled out, and grants in another order
GRANT ALL ON app.orders TO postgres;
GRANT SELECT ON app.orders TO app_reader; GRANT SELECT ON app.orders TO app_writer;
REVOKE ALL ON app.orders FROM app_reader; REVOKE ALL ON app.orders FROM app_writer;
-- same

-- case: statistics, rows and parameters that came and went
INSERT INTO app.orders VALUES (1, 'new', 2);
ANALYZE app.orders;
ALTER TABLE app.orders SET (fillfactor = 70); ALTER TABLE app.orders RESET (fillfactor);
COMMENT ON TABLE app.orders IS 'x'; COMMENT ON TABLE app.orders IS NULL;
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY; ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY;
-- same

-- case: a temporary table
CREATE TEMPORARY TABLE passing (id integer);
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.base (id bigint, note text);
CREATE TABLE app.other_base (other integer);
CREATE TABLE app.child () INHERITS (app.base, app.other_base);

-- case: another order of parents
DROP TABLE app.child;
CREATE TABLE app.child () INHERITS (app.other_base, app.base);
-- modified table app.child
--   inherits: ["app.base","app.other_base"] -> ["app.other_base","app.base"]
-- not rendered: table app.child
-- not adopted: table app.child

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint, at date NOT NULL, region text) PARTITION BY LIST (region);
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT;

-- case: a table is partitioned in another way
DROP TABLE app.events;
CREATE TABLE app.events (id bigint, at date NOT NULL, region text) PARTITION BY LIST (lower(region));
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT;
-- modified table app.events
--   partition_key: "LIST (region)" -> "LIST (lower(region))"
-- not rendered: table app.events
-- not adopted: table app.events

-- case: new partitions get another access method
CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler;
ALTER TABLE app.events SET ACCESS METHOD other_heap;
-- since 17
-- extra access method other_heap
-- modified table app.events
--   access_method: null -> "other_heap"

-- case: a partition is for other rows
ALTER TABLE app.events DETACH PARTITION app.events_north;
ALTER TABLE app.events ATTACH PARTITION app.events_north FOR VALUES IN ('north', 'far north');
-- modified table app.events_north
--   partition_bound: "FOR VALUES IN ('north')" -> "FOR VALUES IN ('north', 'far north')"

-- case: a partition is detached
ALTER TABLE app.events DETACH PARTITION app.events_north;
-- modified table app.events_north
--   partition_bound: "FOR VALUES IN ('north')" -> null
--   partition_of: "app.events" -> null

-- case: a partition was made by itself and attached
DROP TABLE app.events_north;
CREATE TABLE app.events_north (id bigint, at date NOT NULL, region text);
ALTER TABLE app.events ATTACH PARTITION app.events_north FOR VALUES IN ('north');
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint);
GRANT USAGE ON SCHEMA app TO app_reader;

-- case: a role passes its rights on
GRANT SELECT ON app.orders TO app_reader WITH GRANT OPTION;
SET ROLE app_reader;
GRANT SELECT ON app.orders TO app_writer;
RESET ROLE;
-- modified table app.orders
--   privileges: [] -> ["app_reader: SELECT WITH GRANT OPTION","app_writer: SELECT (granted by app_reader)"]

-- case: a role may read where rows are
GRANT SELECT (ctid, xmin) ON app.orders TO app_reader;
-- modified table app.orders
--   system_column_privileges: [] -> ["ctid: app_reader: SELECT","xmin: app_reader: SELECT"]

-- case: not everybody may use the type of a table's rows
REVOKE USAGE ON TYPE app.orders FROM PUBLIC;
GRANT USAGE ON TYPE app.orders TO app_writer;
-- modified table app.orders
--   row_type_privileges: null -> ["app_writer: USAGE"]

-- case: what everybody may is spelled out
GRANT USAGE ON TYPE app.orders TO PUBLIC;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, note text COLLATE "C" DEFAULT 'x') PARTITION BY RANGE (at);
CREATE TABLE app.events_2026_01 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
ALTER TABLE app.events ALTER note SET STATISTICS 50, ALTER note SET STORAGE EXTERNAL;
ALTER TABLE ONLY app.events ALTER note SET (n_distinct = 5);
GRANT SELECT ON SEQUENCE app.events_id_seq TO app_reader;
GRANT SELECT (note) ON app.events TO app_reader;
COMMENT ON COLUMN app.events.note IS 'free';
CREATE INDEX events_note ON app.events (note);
ALTER TABLE app.events ADD CONSTRAINT filled CHECK (note <> ''), ADD CONSTRAINT once UNIQUE (at, note);

-- case: next month's partition
CREATE TABLE app.events_2026_02 PARTITION OF app.events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- same

-- case: next month's partition, made by itself and attached
CREATE TABLE app.events_2026_02 (LIKE app.events INCLUDING ALL);
ALTER TABLE app.events_2026_02 ALTER id DROP IDENTITY;
ALTER TABLE app.events ATTACH PARTITION app.events_2026_02 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- same

-- case: what a month's partition calls its indexes
ALTER INDEX app.events_2026_01_note_idx RENAME TO whatever;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint NOT NULL) PARTITION BY HASH (id);
CREATE TABLE app.events_p0 PARTITION OF app.events FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.events_p1 PARTITION OF app.events FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE app.orders (id bigint NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE app.orders_p1 PARTITION OF app.orders FOR VALUES FROM (0) TO (5000);

-- case: a numbered partition is lost
DROP TABLE app.events_p1;
-- missing table app.events_p1

-- case: a numbered range is lost
DROP TABLE app.orders_p1;
-- missing table app.orders_p1

-- case: the next range of a schedule by number
CREATE TABLE app.orders_p5000 PARTITION OF app.orders FOR VALUES FROM (5000) TO (10000);
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint, at date, region text) PARTITION BY LIST (region);
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');
CREATE TABLE app.events_south PARTITION OF app.events FOR VALUES IN ('south') PARTITION BY RANGE (at);
CREATE TABLE app.events_south_old PARTITION OF app.events_south FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE INDEX by_id ON app.events (id, (lower(region))) WITH (fillfactor = 80);
CREATE INDEX by_at ON app.events (at);
CREATE INDEX by_at_too ON app.events (at) WHERE id > 0;
ALTER TABLE app.events ADD CONSTRAINT once UNIQUE (id, region, at);
COMMENT ON INDEX app.events_north_at_idx1 IS 'the second';

-- case: a partition calls its indexes otherwise
ALTER INDEX app.events_north_id_lower_idx RENAME TO "North's $do$";
ALTER INDEX app.events_south_id_lower_idx RENAME TO southern;
ALTER INDEX app.events_south_old_id_lower_idx RENAME TO old_southern;
ALTER INDEX app.events_north_id_region_at_key RENAME TO once_north;
-- modified table app.events_north
--   attached_indexes: [{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"}] -> [{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"},{"name":"North's $do$","of":"app.by_id"},{"name":"once_north","of":"app.once"}]
-- modified table app.events_south
--   attached_indexes: [{"name":"events_south_at_idx1","of":"app.by_at_too"}] -> [{"name":"events_south_at_idx1","of":"app.by_at_too"},{"name":"southern","of":"app.by_id"}]
-- modified table app.events_south_old
--   attached_indexes: [{"name":"events_south_old_at_idx1","of":"app.by_at_too"}] -> [{"name":"events_south_old_at_idx1","of":"app.by_at_too"},{"name":"old_southern","of":"app.by_id"}]

-- case: two indexes of a partition change names
ALTER INDEX app.events_north_at_idx RENAME TO x;
ALTER INDEX app.events_north_at_idx1 RENAME TO events_north_at_idx;
ALTER INDEX app.x RENAME TO events_north_at_idx1;
-- modified table app.events_north
--   attached_indexes: [{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"}] -> [{"name":"events_north_at_idx1","of":"app.by_at"},{"comment":"the second","of":"app.by_at_too"}]

-- case: a partition's indexes are set apart
ALTER INDEX app.events_north_id_lower_idx SET (fillfactor = 70, deduplicate_items = off);
ALTER INDEX app.events_north_id_lower_idx ALTER COLUMN 2 SET STATISTICS 50;
ALTER INDEX app.events_south_old_id_lower_idx RESET (fillfactor);
COMMENT ON INDEX app.events_north_at_idx IS '100% $do$';
COMMENT ON INDEX app.events_north_at_idx1 IS NULL;
COMMENT ON CONSTRAINT events_north_id_region_at_key ON app.events_north IS 'its own';
ALTER TABLE app.events_north CLUSTER ON events_north_at_idx;
-- modified table app.events_north
--   attached_indexes: [{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"}] -> [{"clustered":true,"comment":"100% $do$","of":"app.by_at"},{"name":"events_north_at_idx1","of":"app.by_at_too"},{"of":"app.by_id","options":["deduplicate_items=off","fillfactor=70"],"statistics_targets":["2: 50"]},{"constraint_comment":"its own","of":"app.once"}]
-- modified table app.events_south_old
--   attached_indexes: [{"name":"events_south_old_at_idx1","of":"app.by_at_too"}] -> [{"name":"events_south_old_at_idx1","of":"app.by_at_too"},{"of":"app.by_id","options":[]}]

-- case: a partition's index is elsewhere
ALTER INDEX app.events_north_at_idx SET TABLESPACE quick;
-- modified table app.events_north
--   attached_indexes: [{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"}] -> [{"of":"app.by_at","tablespace":"quick"},{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"}]
-- not rendered: table app.events_north

-- case: a partition's index is not valid
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.events_north_at_idx'::regclass;
-- modified table app.events_north
--   attached_indexes: [{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"}] -> [{"invalid":true,"of":"app.by_at"},{"comment":"the second","name":"events_north_at_idx1","of":"app.by_at_too"}]
-- not adopted: table app.events_north

-- case: an index is gone, and what its partitions had set
DROP INDEX app.by_at_too;
-- missing index app.events.by_at_too

-- case: an index is made again, and what its partitions had set with it
DROP INDEX app.by_at_too;
CREATE INDEX by_at_too ON app.events (at) WHERE id > 1;
COMMENT ON INDEX app.events_north_at_idx1 IS 'the second';
-- modified index app.events.by_at_too
--   predicate: "(id > 0)" -> "(id > 1)"

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint, at date);
CREATE TABLE app.events_old (id bigint, at date);

-- case: a table is partitioned now
DROP TABLE app.events, app.events_old;
CREATE TABLE app.events (id bigint, at date, UNIQUE (id, at)) PARTITION BY RANGE (at);
CREATE TABLE app.events_old PARTITION OF app.events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE app.events_new PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE INDEX ON app.events (at);
-- modified table app.events
--   access_method: "heap" -> null
--   partition_key: null -> "RANGE (at)"
-- extra table app.events_new
-- modified table app.events_old
--   partition_bound: null -> "FOR VALUES FROM (MINVALUE) TO ('2026-01-01')"
--   partition_of: null -> "app.events"
-- extra unique constraint app.events.events_id_at_key
-- extra index app.events.events_at_idx
-- not rendered: table app.events
-- not rendered: table app.events_old
-- not rendered: constraint app.events.events_id_at_key
-- not rendered: index app.events.events_at_idx
-- not adopted: table app.events
-- not adopted: table app.events_new
-- not adopted: table app.events_old
-- not adopted: constraint app.events.events_id_at_key
-- not adopted: index app.events.events_at_idx

-- base
CREATE SCHEMA app;
CREATE TABLE app.kinds (id int PRIMARY KEY);
CREATE TABLE app.events (id int, at date, CONSTRAINT positive CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE TABLE app.events_old PARTITION OF app.events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
ALTER TABLE app.events ADD CONSTRAINT "of Kind" FOREIGN KEY (id) REFERENCES app.kinds;
CREATE TABLE app.base (n int, CONSTRAINT small CHECK (n < 10));
CREATE TABLE app.heir () INHERITS (app.base);
COMMENT ON CONSTRAINT small ON app.heir IS 'as its parent';

-- case: constraints from a parent get comments
COMMENT ON CONSTRAINT positive ON app.events_old IS 'it''s above zero';
COMMENT ON CONSTRAINT "of Kind" ON app.events_old IS 'a kind';
COMMENT ON CONSTRAINT small ON app.heir IS 'smaller';
-- modified table app.events_old
--   constraint_comments: [] -> [{"comment":"a kind","constraint":"of Kind"},{"comment":"it's above zero","constraint":"positive"}]
-- modified table app.heir
--   constraint_comments: [{"comment":"as its parent","constraint":"small"}] -> [{"comment":"smaller","constraint":"small"}]

-- case: a constraint from a parent loses its comment
COMMENT ON CONSTRAINT small ON app.heir IS NULL;
-- modified table app.heir
--   constraint_comments: [{"comment":"as its parent","constraint":"small"}] -> []

-- case: a constraint with a child's comment is gone
ALTER TABLE app.base DROP CONSTRAINT small;
-- missing check constraint app.base.small

-- case: a constraint with a child's comment says something else
ALTER TABLE app.base DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (n < 20);
COMMENT ON CONSTRAINT small ON app.heir IS 'as its parent';
-- modified check constraint app.base.small
--   expression: "(n < 10)" -> "(n < 20)"

-- case: a child with a comment on its parent's constraint is gone
DROP TABLE app.heir;
-- missing table app.heir

-- base
CREATE SCHEMA app;
CREATE TABLE app.base (net integer, gross integer GENERATED ALWAYS AS (net * 2) STORED);

-- case: a child says what it has from its parent
CREATE TABLE app.child (net integer, gross integer GENERATED ALWAYS AS (net * 2) STORED);
ALTER TABLE app.child INHERIT app.base;
-- extra table app.child

-- case: a child has the parent's columns itself, generated in the parent
CREATE TABLE app.child (gross integer, net integer) INHERITS (app.base);
-- extra table app.child

-- base
CREATE SCHEMA app;
CREATE TABLE app.base (a integer CONSTRAINT ann NOT NULL, b integer);
CREATE TABLE app.events (a integer) PARTITION BY LIST (a);

-- case: a child keeps a named constraint against nulls that its parent lost
CREATE TABLE app.child () INHERITS (app.base);
ALTER TABLE ONLY app.child ADD CONSTRAINT bnn NOT NULL b;
-- since 18
-- extra table app.child

-- case: a partition of a table whose constraint against nulls was never checked
CREATE TABLE app.events_one PARTITION OF app.events FOR VALUES IN (1);
ALTER TABLE app.events ADD CONSTRAINT ann NOT NULL a NOT VALID;
-- since 18
-- extra table app.events_one
-- modified column app.events.a
--   not_null: false -> true
--   not_null_constraint.name: null -> "ann"
--   not_null_constraint.no_inherit: null -> false
--   not_null_constraint.validated: null -> false
