-- Indexes.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, state text, note text, words tsvector, amount int);
CREATE INDEX orders_state ON app.orders (state);
CREATE UNIQUE INDEX orders_note ON app.orders (note);
CREATE INDEX orders_lower ON app.orders (lower(state));

-- case: an index is dropped
DROP INDEX app.orders_state;
-- missing index app.orders.orders_state

-- case: an index appears
CREATE INDEX orders_amount ON app.orders (amount);
-- extra index app.orders.orders_amount

-- case: the access method changes
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders USING hash (state);
-- modified index app.orders.orders_state
--   method: "btree" -> "hash"

-- case: an index becomes unique
DROP INDEX app.orders_state;
CREATE UNIQUE INDEX orders_state ON app.orders (state);
-- modified index app.orders.orders_state
--   unique: false -> true

-- case: nulls count as equal
-- since 15
DROP INDEX app.orders_note;
CREATE UNIQUE INDEX orders_note ON app.orders (note) NULLS NOT DISTINCT;
-- modified index app.orders.orders_note
--   nulls_not_distinct: false -> true

-- case: a key is added
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders (state, amount);
-- modified index app.orders.orders_state
--   keys: ["state"] -> ["state","amount"]

-- case: the direction and the place of nulls change
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders (state DESC NULLS LAST);
-- modified index app.orders.orders_state
--   keys: ["state"] -> ["state DESC NULLS LAST"]

-- case: only the place of nulls changes
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders (state NULLS FIRST);
-- modified index app.orders.orders_state
--   keys: ["state"] -> ["state NULLS FIRST"]

-- case: the operator class changes
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders (state text_pattern_ops);
-- modified index app.orders.orders_state
--   keys: ["state"] -> ["state text_pattern_ops"]

-- case: the collation changes
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders (state COLLATE "C");
-- modified index app.orders.orders_state
--   keys: ["state"] -> ["state COLLATE pg_catalog.\"C\""]

-- case: the collation of an expression changes
DROP INDEX app.orders_lower;
CREATE INDEX orders_lower ON app.orders (lower(state) COLLATE "C");
-- modified index app.orders.orders_lower
--   keys: ["lower(state)"] -> ["lower(state) COLLATE pg_catalog.\"C\""]

-- case: the expression changes
DROP INDEX app.orders_lower;
CREATE INDEX orders_lower ON app.orders (upper(state));
-- modified index app.orders.orders_lower
--   keys: ["lower(state)"] -> ["upper(state)"]

-- case: a column is included
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders (state) INCLUDE (amount);
-- modified index app.orders.orders_state
--   include: [] -> ["amount"]

-- case: an index becomes partial
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders (state) WHERE amount > 0;
-- modified index app.orders.orders_state
--   predicate: null -> "(amount > 0)"

-- case: a storage parameter is set
ALTER INDEX app.orders_state SET (fillfactor = 70);
-- modified index app.orders.orders_state
--   options: [] -> ["fillfactor=70"]

-- case: the index is invalid
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.orders_state'::regclass;
-- modified index app.orders.orders_state
--   valid: true -> false
-- not adopted: index app.orders.orders_state

-- case: the index is neither valid nor maintained
UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'app.orders_state'::regclass;
-- modified index app.orders.orders_state
--   ready: true -> false
--   valid: true -> false
-- not adopted: index app.orders.orders_state

-- case: the table is clustered on the index
ALTER TABLE app.orders CLUSTER ON orders_state;
-- modified index app.orders.orders_state
--   clustered: false -> true

-- case: an expression gets a statistics target
ALTER INDEX app.orders_lower ALTER COLUMN 1 SET STATISTICS 500;
-- modified index app.orders.orders_lower
--   statistics_targets: [] -> ["1: 500"]

-- case: an index gets a comment
COMMENT ON INDEX app.orders_state IS 'for the list';
-- modified index app.orders.orders_state
--   comment: null -> "for the list"

-- case: a column and with it the key is renamed
ALTER TABLE app.orders RENAME state TO status;
-- missing column app.orders.state
-- extra column app.orders.status
-- modified index app.orders.orders_lower
--   keys: ["lower(state)"] -> ["lower(status)"]
-- modified index app.orders.orders_state
--   keys: ["state"] -> ["status"]

-- case: an index that is built anew is the same
REINDEX TABLE app.orders;
ANALYZE app.orders;
-- same

-- case: an option and the default order spelled out are the same
DROP INDEX app.orders_state;
CREATE INDEX orders_state ON app.orders USING btree (state COLLATE "default" text_ops ASC NULLS LAST);
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.texts (id int, words tsvector);
CREATE INDEX texts_words ON app.texts USING gist (words);

-- case: the operator class gets a parameter
DROP INDEX app.texts_words;
CREATE INDEX texts_words ON app.texts USING gist (words tsvector_ops (siglen = 100));
-- modified index app.texts.texts_words
--   keys: ["words"] -> ["words tsvector_ops (siglen=100)"]
