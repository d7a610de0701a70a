-- Tables.
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, state varchar(20), total decimal(10,2));
CREATE TABLE history (id int);

-- case: a table is dropped
DROP TABLE history;
-- missing table history

-- case: a table appears with all that belongs to it
CREATE TABLE extra (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id int, note varchar(20), KEY by_note (note), CONSTRAINT extra_order FOREIGN KEY (order_id) REFERENCES orders (id), CONSTRAINT extra_note CHECK (note <> ''));
CREATE TRIGGER extra_insert BEFORE INSERT ON extra FOR EACH ROW SET NEW.note = 'x';
-- extra table extra

-- case: a table is renamed
RENAME TABLE history TO past;
-- missing table history
-- extra table past

-- case: another storage engine
ALTER TABLE history ENGINE = MyISAM;
-- modified table history
--   engine: "InnoDB" -> "MyISAM"

-- case: another character set for new columns
ALTER TABLE orders DEFAULT CHARACTER SET latin1;
-- modified table orders
--   charset: "utf8mb4" -> "latin1"
--   collation: "utf8mb4_general_ci" -> "latin1_swedish_ci"

-- case: another collation for new columns
ALTER TABLE orders DEFAULT COLLATE utf8mb4_bin;
-- modified table orders
--   collation: "utf8mb4_general_ci" -> "utf8mb4_bin"

-- case: everything is converted to another character set
ALTER TABLE orders CONVERT TO CHARACTER SET latin1;
-- modified table orders
--   charset: "utf8mb4" -> "latin1"
--   collation: "utf8mb4_general_ci" -> "latin1_swedish_ci"
-- modified column orders.state
--   charset: "utf8mb4" -> "latin1"
--   collation: "utf8mb4_general_ci" -> "latin1_swedish_ci"

-- case: the character set of the table is spelled out
ALTER TABLE orders DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
-- same

-- case: a row format
ALTER TABLE history ROW_FORMAT = COMPACT;
-- modified table history
--   row_format: null -> "COMPACT"

-- case: compressed rows in small blocks
ALTER TABLE history ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 4;
-- modified table history
--   key_block_size: null -> "4"
--   row_format: null -> "COMPRESSED"

-- case: pages are compressed
ALTER TABLE history COMPRESSION = 'zlib';
-- only mysql
-- modified table history
--   compression: null -> "zlib"

-- case: pages are compressed by MariaDB
ALTER TABLE history PAGE_COMPRESSED = 1;
-- only mariadb
-- modified table history
--   options: [] -> ["PAGE_COMPRESSED=1"]

-- case: a table is never encrypted
ALTER TABLE history ENCRYPTED = NO;
-- only mariadb
-- modified table history
--   encryption: null -> "NO"

-- case: a table is in the general tablespace
ALTER TABLE history TABLESPACE innodb_system;
-- only mysql
-- modified table history
--   tablespace: null -> "innodb_system"

-- case: a comment
ALTER TABLE orders COMMENT = 'it''s a \\ "comment"
of two lines';
-- modified table orders
--   comment: null -> "it's a \\ \"comment\"\nof two lines"

-- case: statistics are kept
ALTER TABLE orders STATS_PERSISTENT = 1 STATS_SAMPLE_PAGES = 30 STATS_AUTO_RECALC = 0;
-- modified table orders
--   options: [] -> ["STATS_AUTO_RECALC=0","STATS_PERSISTENT=1","STATS_SAMPLE_PAGES=30"]

-- case: how many rows are expected
ALTER TABLE orders MAX_ROWS = 1000000 MIN_ROWS = 10 AVG_ROW_LENGTH = 100;
-- modified table orders
--   options: [] -> ["AVG_ROW_LENGTH=100","MAX_ROWS=1000000","MIN_ROWS=10"]

-- case: the next number is no part of the schema
ALTER TABLE history ADD n int NOT NULL AUTO_INCREMENT PRIMARY KEY, AUTO_INCREMENT = 1000;
ALTER TABLE history DROP n;
-- same

-- case: the columns stand in another order
ALTER TABLE orders MODIFY total decimal(10,2) AFTER id;
-- modified table orders
--   column_order: ["id","state","total"] -> ["id","total","state"]

-- case: rows are no part of the schema
INSERT INTO orders VALUES (1, 'x', 2);
ANALYZE TABLE orders;
-- same

-- case: a table becomes a view
DROP TABLE history;
CREATE VIEW history AS SELECT id FROM orders;
-- missing table history
-- extra view history

-- base
CREATE TABLE prices (id int, price int) WITH SYSTEM VERSIONING;
CREATE TABLE plain (id int, since date, until date);
CREATE TABLE dated (id int, d1 date, d2 date, PERIOD FOR span(d1, d2));
-- only mariadb

-- case: history is kept
ALTER TABLE plain ADD SYSTEM VERSIONING;
-- modified table plain
--   system_versioning: false -> true

-- case: history is kept no longer
ALTER TABLE prices DROP SYSTEM VERSIONING;
-- modified table prices
--   system_versioning: true -> false

-- case: a period appears
ALTER TABLE plain MODIFY since date NOT NULL, MODIFY until date NOT NULL, ADD PERIOD FOR validity (since, until);
-- modified table plain
--   periods: [] -> ["`validity` (`since`, `until`)"]
-- modified column plain.since
--   not_null: false -> true
-- modified column plain.until
--   not_null: false -> true

-- case: a period goes
ALTER TABLE dated DROP PERIOD FOR span;
-- modified table dated
--   periods: ["`span` (`d1`, `d2`)"] -> []

-- base
CREATE TABLE orders (id int) ENGINE = MyISAM;

-- case: the options of another engine
ALTER TABLE orders CHECKSUM = 1 DELAY_KEY_WRITE = 1 PACK_KEYS = 1;
-- modified table orders
--   options: [] -> ["CHECKSUM=1","DELAY_KEY_WRITE=1","PACK_KEYS=1"]

-- case: an option goes with the engine
ALTER TABLE orders ROW_FORMAT = FIXED;
-- modified table orders
--   row_format: null -> "FIXED"

-- base
CREATE TABLE first (id int) ENGINE = MyISAM;
CREATE TABLE second (id int) ENGINE = MyISAM;
CREATE TABLE both_of_them (id int) ENGINE = MERGE UNION = (first, second) INSERT_METHOD = LAST;

-- case: a table of tables has fewer
ALTER TABLE both_of_them UNION = (first) INSERT_METHOD = FIRST;
-- modified table both_of_them
--   options: ["INSERT_METHOD=LAST","UNION=(`first`,`second`)"] -> ["INSERT_METHOD=FIRST","UNION=(`first`)"]

-- base
CREATE TABLE orders (id int);
-- only mysql

-- case: space comes in steps
ALTER TABLE orders AUTOEXTEND_SIZE = 4M;
-- modified table orders
--   options: [] -> ["AUTOEXTEND_SIZE=4194304"]

-- case: what a second engine is asked
ALTER TABLE orders SECONDARY_ENGINE_ATTRIBUTE = '{"b": "it''s"}';
-- modified table orders
--   options: [] -> ["SECONDARY_ENGINE_ATTRIBUTE='{\"b\": \"it''s\"}'"]

-- case: a second engine
ALTER TABLE orders SECONDARY_ENGINE = rapid;
-- modified table orders
--   options: [] -> ["SECONDARY_ENGINE=rapid"]

-- base
CREATE TABLE orders (id int) ENGINE = Aria;
-- only mariadb

-- case: a table survives no crash
ALTER TABLE orders TRANSACTIONAL = 0 PAGE_CHECKSUM = 0;
-- modified table orders
--   options: ["PAGE_CHECKSUM=1"] -> ["PAGE_CHECKSUM=0","TRANSACTIONAL=0"]

-- case: a table is kept by another engine, and its pages have no checksum of Aria's
ALTER TABLE orders ENGINE = InnoDB;
ALTER TABLE orders PAGE_CHECKSUM = DEFAULT;
-- modified table orders
--   engine: "Aria" -> "InnoDB"
--   options: ["PAGE_CHECKSUM=1"] -> []

-- base
CREATE TABLE prices (id int, price int, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
-- only mariadb

-- case: when rows were there is kept no longer, nor where it was kept
SET SESSION system_versioning_alter_history = KEEP;
ALTER TABLE prices DROP SYSTEM VERSIONING, DROP PERIOD FOR SYSTEM_TIME, DROP COLUMN s, DROP COLUMN e;
-- modified table prices
--   periods: ["SYSTEM_TIME (`s`, `e`)"] -> []
--   system_versioning: true -> false
-- missing column prices.e
-- missing column prices.s

-- base
CREATE TABLE plain (id int NOT NULL PRIMARY KEY, since date NOT NULL, until date NOT NULL);
-- only mariadb

-- case: a period whose name has to be quoted
ALTER TABLE plain ADD PERIOD FOR `from ``to` (since, until);
-- modified table plain
--   periods: [] -> ["`from ``to` (`since`, `until`)"]

-- case: history is kept in partitions
ALTER TABLE plain ADD SYSTEM VERSIONING;
ALTER TABLE plain PARTITION BY SYSTEM_TIME INTERVAL 1 HOUR STARTS '2030-01-01 00:00:00' AUTO PARTITIONS 3;
-- modified table plain
--   partition_by: null -> "SYSTEM_TIME INTERVAL 1 HOUR AUTO"
--   partitions: [] -> ["3"]
--   system_versioning: false -> true

-- case: files elsewhere
DROP TABLE plain;
CREATE TABLE plain (id int NOT NULL PRIMARY KEY, since date NOT NULL, until date NOT NULL) DATA DIRECTORY = '/tmp';
-- not rendered: table plain
-- not adopted: table plain
-- modified table plain
--   options: [] -> ["DATA DIRECTORY='/tmp/'"]

-- base
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, KEY by_total (total));

-- case: compressed rows of a table with keys
ALTER TABLE orders ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8;
-- modified table orders
--   key_block_size: null -> "8"
--   row_format: null -> "COMPRESSED"

-- case: where a table leads is not told
CREATE TABLE afar (id int) CONNECTION = 'mysql://reader:secret@host/shop/orders';
-- not adopted: table afar
-- extra table afar
