-- Indexes.
CREATE SCHEMA app;
CREATE EXTENSION pg_trgm;
CREATE TABLE app.orders (id bigint, state text, total numeric, at date, words tsvector);
CREATE INDEX by_state ON app.orders (state);
CREATE MATERIALIZED VIEW app.totals AS SELECT state, sum(total) AS total FROM app.orders GROUP BY state;

-- case: an index is dropped
DROP INDEX app.by_state;
-- missing index app.orders.by_state

-- case: an index appears
CREATE INDEX "By Total" ON app.orders (total DESC);
-- extra index app.orders."By Total"

-- case: an index of a materialised view
CREATE UNIQUE INDEX ON app.totals (state);
-- extra index app.totals.totals_state_idx

-- case: another method
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders USING hash (state);
-- modified index app.orders.by_state
--   method: "btree" -> "hash"

-- case: values are unique
DROP INDEX app.by_state;
CREATE UNIQUE INDEX by_state ON app.orders (state);
-- modified index app.orders.by_state
--   unique: false -> true

-- case: other columns and directions
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders (state DESC NULLS LAST, at);
-- modified index app.orders.by_state
--   keys: ["state"] -> ["state DESC NULLS LAST","at"]

-- case: an expression
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders (lower(state), (total * 2));
-- modified index app.orders.by_state
--   keys: ["state"] -> ["lower(state)","((total * (2)::numeric))"]

-- case: another collation and operator class
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders (state COLLATE "C" text_pattern_ops);
-- modified index app.orders.by_state
--   keys: ["state"] -> ["state COLLATE \"C\" text_pattern_ops"]

-- case: a column is carried along
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders (state) INCLUDE (total, at);
-- modified index app.orders.by_state
--   include: [] -> ["total","at"]

-- case: some rows
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders (state) WHERE total > 0;
-- modified index app.orders.by_state
--   predicate: null -> "(total > (0)::numeric)"

-- case: storage parameters
ALTER INDEX app.by_state SET (fillfactor = 70);
-- modified index app.orders.by_state
--   options: [] -> ["fillfactor=70"]

-- case: another tablespace
ALTER INDEX app.by_state SET TABLESPACE quick;
-- modified index app.orders.by_state
--   tablespace: null -> "quick"
-- not rendered: index app.orders.by_state

-- case: an index that a failed build left behind
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.by_state'::regclass;
-- modified index app.orders.by_state
--   valid: true -> false
-- not adopted: index app.orders.by_state

-- case: an index that takes no rows
UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'app.by_state'::regclass;
-- modified index app.orders.by_state
--   ready: true -> false
--   valid: true -> false
-- not adopted: index app.orders.by_state

-- case: the table is clustered
CLUSTER app.orders USING by_state;
-- modified index app.orders.by_state
--   clustered: false -> true

-- case: an index gets a comment
COMMENT ON INDEX app.by_state IS 'for the list';
-- modified index app.orders.by_state
--   comment: null -> "for the list"

-- case: only the place of nulls
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders (state NULLS FIRST);
-- modified index app.orders.by_state
--   keys: ["state"] -> ["state NULLS FIRST"]

-- case: the defaults spelled out
DROP INDEX app.by_state;
CREATE INDEX by_state ON app.orders USING btree (state COLLATE "default" text_ops ASC NULLS LAST);
-- same

-- case: a column and with it the key is renamed
ALTER TABLE app.orders RENAME at TO day;
-- missing column app.orders.at
-- extra column app.orders.day

-- case: built again
REINDEX INDEX app.by_state;
ALTER INDEX app.by_state SET (fillfactor = 70); ALTER INDEX app.by_state RESET (fillfactor);
-- same

-- base
-- since 15
CREATE SCHEMA app;
CREATE TABLE app.orders (code text);
CREATE UNIQUE INDEX by_code ON app.orders (code);

-- case: nulls count as equal
DROP INDEX app.by_code;
CREATE UNIQUE INDEX by_code ON app.orders (code) NULLS NOT DISTINCT;
-- modified index app.orders.by_code
--   nulls_not_distinct: false -> true

-- base
CREATE SCHEMA app;
CREATE EXTENSION pg_trgm;
CREATE TABLE app.orders (state text, total numeric);
CREATE INDEX near ON app.orders USING gist (state gist_trgm_ops);
CREATE INDEX doubled ON app.orders ((total * 2));

-- case: options of an operator class
DROP INDEX app.near;
CREATE INDEX near ON app.orders USING gist (state gist_trgm_ops (siglen = 32));
-- modified index app.orders.near
--   keys: ["state public.gist_trgm_ops"] -> ["state public.gist_trgm_ops (siglen='32')"]

-- case: an expression is sampled in another way
ALTER INDEX app.doubled ALTER COLUMN 1 SET STATISTICS 500;
-- modified index app.orders.doubled
--   statistics_targets: [] -> ["1: 500"]

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');
CREATE INDEX by_id ON app.events (id);

-- case: an index of all partitions is dropped
DROP INDEX app.by_id;
-- missing index app.events.by_id

-- case: an index of one partition
CREATE INDEX north_by_region ON app.events_north (region);
-- extra index app.events_north.north_by_region

-- case: an index that partitions need not have
CREATE INDEX only_here ON ONLY app.events (region);
-- extra index app.events.only_here
-- not adopted: index app.events.only_here

-- case: a partition that had its index before it was attached
DROP TABLE app.events_north;
CREATE TABLE app.events_north (id bigint, region text);
CREATE INDEX events_north_id_idx ON app.events_north (id);
ALTER TABLE app.events ATTACH PARTITION app.events_north FOR VALUES IN ('north');
-- same
