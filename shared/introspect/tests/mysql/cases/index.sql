-- Indexes and keys.
CREATE TABLE orders (
    id int NOT NULL,
    state varchar(20) NOT NULL,
    note text,
    total int,
    place point NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY one_state (state),
    KEY by_total (total),
    KEY by_note (note(10))
);

-- case: an index appears
CREATE INDEX by_both ON orders (state, total);
-- extra index orders.by_both

-- case: an index goes
DROP INDEX by_total ON orders;
-- missing index orders.by_total

-- case: an index is renamed
ALTER TABLE orders RENAME INDEX by_total TO total_idx;
-- missing index orders.by_total
-- extra index orders.total_idx

-- case: another order
ALTER TABLE orders DROP INDEX by_total, ADD INDEX by_total (total DESC);
-- modified index orders.by_total
--   parts: ["`total`"] -> ["`total` DESC"]

-- case: more columns
ALTER TABLE orders DROP INDEX by_total, ADD INDEX by_total (total, state);
-- modified index orders.by_total
--   parts: ["`total`"] -> ["`total`","`state`"]

-- case: a longer prefix
ALTER TABLE orders DROP INDEX by_note, ADD INDEX by_note (note(20));
-- modified index orders.by_note
--   parts: ["`note`(10)"] -> ["`note`(20)"]

-- case: an index becomes unique
ALTER TABLE orders DROP INDEX by_total, ADD UNIQUE INDEX by_total (total);
-- modified unique key orders.by_total
--   index_type: "plain" -> "unique"

-- case: a unique key becomes an index
ALTER TABLE orders DROP INDEX one_state, ADD INDEX one_state (state);
-- modified index orders.one_state
--   index_type: "unique" -> "plain"

-- case: another primary key
ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id, state);
-- modified primary key orders."PRIMARY"
--   parts: ["`id`"] -> ["`id`","`state`"]

-- case: no primary key
ALTER TABLE orders DROP PRIMARY KEY;
-- missing primary key orders."PRIMARY"

-- case: an index on words
CREATE FULLTEXT INDEX words ON orders (note);
-- extra full-text index orders.words

-- case: an index on places
CREATE SPATIAL INDEX places ON orders (place);
-- extra spatial index orders.places

-- case: a comment
ALTER TABLE orders DROP INDEX by_total, ADD INDEX by_total (total) COMMENT 'it''s \\ for sums';
-- modified index orders.by_total
--   comment: null -> "it's \\ for sums"

-- case: smaller blocks (MariaDB)
ALTER TABLE orders DROP INDEX by_total, ADD INDEX by_total (total) KEY_BLOCK_SIZE = 4;
-- only mariadb
-- modified index orders.by_total
--   key_block_size: null -> "4"

-- case: the only method there is, spelled out
ALTER TABLE orders DROP INDEX by_total;
ALTER TABLE orders ADD INDEX by_total (total) USING BTREE;
-- modified index orders.by_total
--   using: null -> "BTREE"

-- case: queries do not use it
ALTER TABLE orders ALTER INDEX by_total INVISIBLE;
-- only mysql
-- modified index orders.by_total
--   invisible: false -> true

-- case: queries ignore it
ALTER TABLE orders ALTER INDEX by_total IGNORED;
-- only mariadb
-- modified index orders.by_total
--   invisible: false -> true

-- case: an index on an expression
CREATE INDEX lowered ON orders ((lower(state)), (total + 1) DESC);
-- only mysql
-- extra index orders.lowered

-- base
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, doc json, note text, KEY lowered ((id + 1)), FULLTEXT KEY words (note));
-- only mysql

-- case: another expression
ALTER TABLE orders DROP INDEX lowered, ADD INDEX lowered ((id + 2));
-- modified index orders.lowered
--   parts: ["((`id` + 1))"] -> ["((`id` + 2))"]

-- case: one for every value of a list
CREATE INDEX tags ON orders ((CAST(doc->'$.tags' AS char(20) ARRAY)));
-- extra index orders.tags

-- case: words are found in another way
ALTER TABLE orders DROP INDEX words;
ALTER TABLE orders ADD FULLTEXT INDEX words (note) WITH PARSER ngram;
-- modified full-text index orders.words
--   parser: null -> "ngram"

-- base
CREATE TABLE quick (id int NOT NULL, other int, KEY by_other (other)) ENGINE = MEMORY;

-- case: another method
ALTER TABLE quick DROP INDEX by_other, ADD INDEX by_other (other) USING BTREE;
-- modified index quick.by_other
--   using: null -> "BTREE"

-- base
CREATE TABLE near (id int NOT NULL PRIMARY KEY, v vector(4) NOT NULL, VECTOR INDEX near (v));
-- only mariadb
-- since 1107

-- case: a vector index measures in another way
ALTER TABLE near DROP INDEX near, ADD VECTOR INDEX near (v) DISTANCE = cosine;
-- modified vector index near.near
--   options: [] -> ["`DISTANCE`='cosine'"]

-- case: a vector index goes
ALTER TABLE near DROP INDEX near;
-- missing vector index near.near

-- base
CREATE TABLE stays (id int NOT NULL, since date NOT NULL, until date NOT NULL, PERIOD FOR stay (since, until), PRIMARY KEY (id, stay WITHOUT OVERLAPS));
-- only mariadb

-- case: stays may overlap
ALTER TABLE stays DROP PRIMARY KEY, ADD PRIMARY KEY (id, since);
-- modified primary key stays."PRIMARY"
--   parts: ["`id`","`stay` WITHOUT OVERLAPS"] -> ["`id`","`since`"]

-- base
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, note text, total int, KEY by_total (total)) ENGINE = Aria;
-- only mariadb

-- case: an index whose direction counts
ALTER TABLE orders DROP INDEX by_total, ADD UNIQUE INDEX by_total (total DESC, id ASC);
-- since 1008
-- modified unique key orders.by_total
--   index_type: "plain" -> "unique"
--   parts: ["`total`"] -> ["`total` DESC","`id`"]

-- base
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, note text);
-- only mariadb

-- case: a unique key of whole texts
ALTER TABLE orders ADD UNIQUE KEY one_note (note);
-- extra unique key orders.one_note
