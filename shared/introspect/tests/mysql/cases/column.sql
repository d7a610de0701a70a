-- Columns.
CREATE TABLE orders (
    id int NOT NULL PRIMARY KEY,
    state varchar(20) NOT NULL DEFAULT 'new',
    total decimal(10,2),
    note text,
    kind enum('a','b'),
    at timestamp NULL,
    made datetime,
    flag tinyint(1),
    small smallint unsigned
);

-- case: a column appears at the end
ALTER TABLE orders ADD extra int;
-- extra column orders.extra

-- case: another column for a default
ALTER TABLE orders ADD extra int DEFAULT id;
-- only mariadb
-- extra column orders.extra

-- case: a column appears in the middle
ALTER TABLE orders ADD extra varchar(10) NOT NULL DEFAULT 'x' AFTER state;
-- extra column orders.extra

-- case: a column appears first
ALTER TABLE orders ADD extra int FIRST;
-- extra column orders.extra

-- case: a column goes
ALTER TABLE orders DROP note;
-- missing column orders.note

-- case: a column is renamed
ALTER TABLE orders CHANGE note remark text;
-- missing column orders.note
-- extra column orders.remark

-- case: a longer text
ALTER TABLE orders MODIFY state varchar(30) NOT NULL DEFAULT 'new';
-- modified column orders.state
--   data_type: "varchar(20)" -> "varchar(30)"

-- case: a larger number
ALTER TABLE orders MODIFY small int unsigned;
-- modified column orders.small
--   data_type: "smallint unsigned" -> "int unsigned"

-- case: a number gets a sign
ALTER TABLE orders MODIFY small smallint;
-- modified column orders.small
--   data_type: "smallint unsigned" -> "smallint"

-- case: a number is filled with zeros
ALTER TABLE orders MODIFY small smallint unsigned zerofill;
-- modified column orders.small
--   data_type: "smallint unsigned" -> "smallint(5) unsigned zerofill"

-- case: another scale
ALTER TABLE orders MODIFY total decimal(10,4);
-- modified column orders.total
--   data_type: "decimal(10,2)" -> "decimal(10,4)"

-- case: an enum gets a label
ALTER TABLE orders MODIFY kind enum('a','b','c');
-- modified column orders.kind
--   data_type: "enum('a','b')" -> "enum('a','b','c')"

-- case: the labels of an enum in another order
ALTER TABLE orders MODIFY kind enum('b','a');
-- modified column orders.kind
--   data_type: "enum('a','b')" -> "enum('b','a')"

-- case: a boolean becomes a number
ALTER TABLE orders MODIFY flag tinyint;
-- modified column orders.flag
--   data_type: "tinyint(1)" -> "tinyint"

-- case: the width that a number is shown in says nothing
ALTER TABLE orders MODIFY id int(7) NOT NULL;
-- same

-- case: fractions of a second
ALTER TABLE orders MODIFY made datetime(3);
-- modified column orders.made
--   data_type: "datetime" -> "datetime(3)"

-- case: another character set
ALTER TABLE orders MODIFY note text CHARACTER SET latin1;
-- modified column orders.note
--   charset: "utf8mb4" -> "latin1"
--   collation: "utf8mb4_general_ci" -> "latin1_swedish_ci"

-- case: another collation
ALTER TABLE orders MODIFY state varchar(20) COLLATE utf8mb4_bin NOT NULL DEFAULT 'new';
-- modified column orders.state
--   collation: "utf8mb4_general_ci" -> "utf8mb4_bin"

-- case: the character set and collation of the table, spelled out
ALTER TABLE orders MODIFY note text CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
-- same

-- case: an old name of a character set
ALTER TABLE orders MODIFY note text CHARACTER SET utf8 COLLATE utf8_general_ci;
ALTER TABLE orders MODIFY note text CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
-- modified column orders.note
--   charset: "utf8mb4" -> "utf8mb3"
--   collation: "utf8mb4_general_ci" -> "utf8mb3_general_ci"

-- case: bytes instead of characters
ALTER TABLE orders MODIFY note blob;
-- modified column orders.note
--   charset: "utf8mb4" -> null
--   collation: "utf8mb4_general_ci" -> null
--   data_type: "text" -> "blob"

-- case: nulls are refused
ALTER TABLE orders MODIFY total decimal(10,2) NOT NULL;
-- modified column orders.total
--   not_null: false -> true

-- case: nulls are taken
ALTER TABLE orders MODIFY state varchar(20) DEFAULT 'new';
-- modified column orders.state
--   not_null: true -> false

-- case: another default
ALTER TABLE orders ALTER state SET DEFAULT 'it''s \\ "open"';
-- modified column orders.state
--   default: "'new'" -> "'it''s \\\\ \"open\"'"

-- case: a default goes
ALTER TABLE orders ALTER state DROP DEFAULT;
-- modified column orders.state
--   default: "'new'" -> null

-- case: a default number (MariaDB)
ALTER TABLE orders ALTER total SET DEFAULT 1.5;
-- only mariadb
-- modified column orders.total
--   default: null -> "1.50"

-- case: a default number (MySQL)
ALTER TABLE orders ALTER total SET DEFAULT 1.5;
-- only mysql
-- modified column orders.total
--   default: null -> "'1.50'"

-- case: a default that is computed (MariaDB)
ALTER TABLE orders MODIFY note text DEFAULT (concat('a', 'b'));
-- only mariadb
-- modified column orders.note
--   default: null -> "concat('a','b')"

-- case: a default that is computed (MySQL)
ALTER TABLE orders MODIFY note text DEFAULT (concat('a', 'b'));
-- only mysql
-- modified column orders.note
--   default: null -> "(concat(_utf8mb4'a',_utf8mb4'b'))"

-- case: the time as a default (MariaDB)
ALTER TABLE orders MODIFY at timestamp NULL DEFAULT CURRENT_TIMESTAMP;
-- only mariadb
-- modified column orders.at
--   default: null -> "current_timestamp()"

-- case: the time as a default (MySQL)
ALTER TABLE orders MODIFY at timestamp NULL DEFAULT CURRENT_TIMESTAMP;
-- only mysql
-- modified column orders.at
--   default: null -> "CURRENT_TIMESTAMP"

-- case: the time of an update (MariaDB)
ALTER TABLE orders MODIFY made datetime ON UPDATE CURRENT_TIMESTAMP;
-- only mariadb
-- modified column orders.made
--   on_update: null -> "current_timestamp()"

-- case: the time of an update (MySQL)
ALTER TABLE orders MODIFY made datetime ON UPDATE CURRENT_TIMESTAMP;
-- only mysql
-- modified column orders.made
--   on_update: null -> "CURRENT_TIMESTAMP"

-- case: a default of null says nothing
ALTER TABLE orders MODIFY total decimal(10,2) NULL DEFAULT NULL;
-- same

-- case: numbers are given out
ALTER TABLE orders MODIFY id int NOT NULL AUTO_INCREMENT;
-- modified column orders.id
--   auto_increment: false -> true

-- case: a column that SELECT * leaves out
ALTER TABLE orders MODIFY total decimal(10,2) INVISIBLE;
-- modified column orders.total
--   invisible: false -> true

-- case: a comment
ALTER TABLE orders MODIFY total decimal(10,2) COMMENT 'it''s a \\ "sum"';
-- modified column orders.total
--   comment: null -> "it's a \\ \"sum\""

-- case: a column is computed
ALTER TABLE orders ADD twice decimal(12,2) GENERATED ALWAYS AS (total * 2) VIRTUAL;
-- extra column orders.twice

-- case: a column becomes computed (MariaDB)
ALTER TABLE orders DROP note, ADD note varchar(30) GENERATED ALWAYS AS (concat(state, '!')) STORED AFTER total;
-- only mariadb
-- modified column orders.note
--   data_type: "text" -> "varchar(30)"
--   generated: null -> "(concat(`state`,'!'))"
--   generation: null -> "STORED"

-- case: a column becomes computed (MySQL)
ALTER TABLE orders DROP note, ADD note varchar(30) GENERATED ALWAYS AS (concat(state, '!')) STORED AFTER total;
-- only mysql
-- modified column orders.note
--   data_type: "text" -> "varchar(30)"
--   generated: null -> "(concat(`state`,_utf8mb4'!'))"
--   generation: null -> "STORED"

-- case: a column becomes compressed
ALTER TABLE orders MODIFY note text COMPRESSED;
-- only mariadb
-- modified column orders.note
--   compressed: null -> "COMPRESSED"

-- case: a check is written with the column
ALTER TABLE orders MODIFY total decimal(10,2) CHECK (total > 0);
-- only mariadb
-- modified column orders.total
--   check: null -> "(`total` > 0)"

-- case: a column of JSON is a check
ALTER TABLE orders ADD doc json;
-- extra column orders.doc

-- base
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, twice int GENERATED ALWAYS AS (total * 2) VIRTUAL, thrice int GENERATED ALWAYS AS (total * 3) STORED, KEY by_twice (twice));

-- case: computed in another way (MariaDB)
ALTER TABLE orders MODIFY thrice int GENERATED ALWAYS AS (total * 4) STORED;
-- only mariadb
-- modified column orders.thrice
--   generated: "(`total` * 3)" -> "(`total` * 4)"

-- case: computed in another way (MySQL)
ALTER TABLE orders MODIFY thrice int GENERATED ALWAYS AS (total * 4) STORED;
-- only mysql
-- modified column orders.thrice
--   generated: "((`total` * 3))" -> "((`total` * 4))"

-- case: computed when it is read instead of stored
ALTER TABLE orders DROP thrice, ADD thrice int GENERATED ALWAYS AS (total * 3) VIRTUAL;
-- modified column orders.thrice
--   generation: "STORED" -> "VIRTUAL"

-- case: an indexed one is stored
ALTER TABLE orders DROP KEY by_twice, DROP twice;
ALTER TABLE orders ADD twice int GENERATED ALWAYS AS (total * 2) STORED AFTER total, ADD KEY by_twice (twice);
-- modified column orders.twice
--   generation: "VIRTUAL" -> "STORED"

-- case: a computed one becomes plain (MariaDB)
ALTER TABLE orders MODIFY thrice int;
-- only mariadb
-- modified column orders.thrice
--   generated: "(`total` * 3)" -> null
--   generation: "STORED" -> null

-- case: a computed one becomes plain (MySQL)
ALTER TABLE orders MODIFY thrice int;
-- only mysql
-- modified column orders.thrice
--   generated: "((`total` * 3))" -> null
--   generation: "STORED" -> null

-- base
CREATE TABLE places (id int NOT NULL PRIMARY KEY, at point NOT NULL, shape geometry NOT NULL SRID 4326);
-- only mysql

-- case: a reference system
ALTER TABLE places MODIFY at point NOT NULL SRID 4326;
-- modified column places.at
--   srid: null -> "4326"

-- case: no reference system
ALTER TABLE places MODIFY shape geometry NOT NULL;
-- modified column places.shape
--   srid: "4326" -> null

-- base
CREATE TABLE places (id int NOT NULL PRIMARY KEY, at point NOT NULL);
-- only mariadb

-- case: a reference system of MariaDB
ALTER TABLE places MODIFY at point REF_SYSTEM_ID = 101 NOT NULL;
-- only mariadb
-- modified column places.at
--   srid: null -> "101"

-- base
CREATE TABLE prices (id int, price int, note int) WITH SYSTEM VERSIONING;
-- only mariadb

-- case: a column has no history
SET SESSION system_versioning_alter_history = KEEP;
ALTER TABLE prices MODIFY note int WITHOUT SYSTEM VERSIONING;
-- modified column prices.note
--   without_system_versioning: false -> true

-- base
CREATE TABLE parts (id int NOT NULL PRIMARY KEY, note varchar(10));
-- only mysql

-- case: what an engine is asked of a column
ALTER TABLE parts MODIFY note varchar(10) COLUMN_FORMAT FIXED;
-- modified column parts.note
--   options: [] -> ["COLUMN_FORMAT FIXED"]

-- base
CREATE TABLE words (id int, word varchar(20) COLLATE utf8mb4_unicode_ci, address varchar(50));
-- only mariadb

-- case: a collation of the newer sort
ALTER TABLE words MODIFY word varchar(20) COLLATE utf8mb4_uca1400_ai_ci;
-- since 1010
-- modified column words.word
--   collation: "utf8mb4_unicode_ci" -> "utf8mb4_uca1400_ai_ci"

-- case: types of MariaDB
ALTER TABLE words ADD uuid uuid, ADD six inet6, ADD list json, MODIFY address inet4;
-- since 1010
-- modified column words.address
--   charset: "utf8mb4" -> null
--   collation: "utf8mb4_general_ci" -> null
--   data_type: "varchar(50)" -> "inet4"
-- extra column words.list
-- extra column words.six
-- extra column words.uuid

-- case: compressed by the method that there always is
ALTER TABLE words MODIFY address varchar(50) COMPRESSED=zlib;
-- modified column words.address
--   compressed: null -> "COMPRESSED"

-- base
CREATE TABLE near (id int NOT NULL, v vector(3));
-- only mysql
-- since 900

-- case: longer vectors
ALTER TABLE near MODIFY v vector(4);
-- modified column near.v
--   data_type: "vector(3)" -> "vector(4)"

-- base
CREATE TABLE near (id int NOT NULL, v vector(3));
-- only mariadb
-- since 1107

-- case: longer vectors of MariaDB
ALTER TABLE near MODIFY v vector(4);
-- modified column near.v
--   data_type: "vector(3)" -> "vector(4)"

-- base
CREATE TABLE rich (id int NOT NULL, bits bit(4) DEFAULT b'101', labels set('a','b') DEFAULT 'a,b', y year DEFAULT 2020, ts timestamp(3) NULL DEFAULT NULL, d double, doc json);

-- case: defaults of every sort of type (MariaDB)
ALTER TABLE rich MODIFY bits bit(4) DEFAULT b'111', MODIFY labels set('a','b') DEFAULT 'b', MODIFY y year DEFAULT 2021;
-- only mariadb
-- modified column rich.bits
--   default: "b'101'" -> "b'111'"
-- modified column rich.labels
--   default: "'a,b'" -> "'b'"
-- modified column rich.y
--   default: "2020" -> "2021"

-- case: defaults of every sort of type (MySQL)
ALTER TABLE rich MODIFY bits bit(4) DEFAULT b'111', MODIFY labels set('a','b') DEFAULT 'b', MODIFY y year DEFAULT 2021;
-- only mysql
-- modified column rich.bits
--   default: "b'101'" -> "b'111'"
-- modified column rich.labels
--   default: "'a,b'" -> "'b'"
-- modified column rich.y
--   default: "'2020'" -> "'2021'"

-- case: an update sets a fraction of a second (MariaDB)
ALTER TABLE rich MODIFY ts timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3);
-- only mariadb
-- modified column rich.ts
--   default: null -> "current_timestamp(3)"
--   on_update: null -> "current_timestamp(3)"

-- case: an update sets a fraction of a second (MySQL)
ALTER TABLE rich MODIFY ts timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3);
-- only mysql
-- modified column rich.ts
--   default: null -> "CURRENT_TIMESTAMP(3)"
--   on_update: null -> "CURRENT_TIMESTAMP(3)"

-- case: fewer digits
ALTER TABLE rich MODIFY d double(10,2), MODIFY labels set('a','b','c') DEFAULT 'a,b';
-- modified column rich.d
--   data_type: "double" -> "double(10,2)"
-- modified column rich.labels
--   data_type: "set('a','b')" -> "set('a','b','c')"

-- base
CREATE TABLE rich (id int NOT NULL, note text, doc json);
-- only mysql

-- case: defaults of texts and documents
ALTER TABLE rich MODIFY note text DEFAULT ('x'), MODIFY doc json DEFAULT (json_array(1, 'two'));
-- modified column rich.doc
--   default: null -> "(json_array(1,_utf8mb4'two'))"
-- modified column rich.note
--   default: null -> "(_utf8mb4'x')"

-- base
CREATE TABLE bytes (id int NOT NULL PRIMARY KEY, a varbinary(20), b binary(3), c varbinary(20) DEFAULT 'x');

-- case: defaults of bytes
ALTER TABLE bytes MODIFY a varbinary(20) DEFAULT x'00ff41', MODIFY b binary(3) DEFAULT 'a', MODIFY c varbinary(20) DEFAULT 'it''s \\';
-- modified column bytes.a
--   default: null -> "x'00ff41'"
-- modified column bytes.b
--   default: null -> "x'610000'"
-- modified column bytes.c
--   default: "'x'" -> "'it''s \\\\'"

-- case: bytes whose last digit is the letter of an exponent
ALTER TABLE bytes MODIFY a varbinary(20) DEFAULT x'fffe', ADD d double DEFAULT 1e-3;
-- modified column bytes.a
--   default: null -> "x'fffe'"
-- extra column bytes.d

-- base
CREATE TABLE chain (id int NOT NULL PRIMARY KEY, c int, h int GENERATED ALWAYS AS (c * 2) STORED, i int GENERATED ALWAYS AS (h + 1) VIRTUAL, KEY by_h (h), CONSTRAINT positive CHECK (h > 0));

-- case: what is computed is read by others and by a check
ALTER TABLE chain DROP CONSTRAINT positive;
ALTER TABLE chain DROP COLUMN i, DROP COLUMN h;
ALTER TABLE chain ADD h int GENERATED ALWAYS AS (c * 2) VIRTUAL, ADD i int GENERATED ALWAYS AS (h + 1) VIRTUAL, ADD KEY by_h (h), ADD CONSTRAINT positive CHECK (h > 0);
-- modified column chain.h
--   generation: "STORED" -> "VIRTUAL"

-- case: what something is computed from has another name (MariaDB)
ALTER TABLE chain DROP CONSTRAINT positive;
ALTER TABLE chain DROP COLUMN i, DROP COLUMN h;
ALTER TABLE chain CHANGE c cc int, ADD h int GENERATED ALWAYS AS (cc * 2) STORED, ADD i int GENERATED ALWAYS AS (h + 1) VIRTUAL, ADD KEY by_h (h), ADD CONSTRAINT positive CHECK (h > 0);
-- only mariadb
-- missing column chain.c
-- extra column chain.cc
-- modified column chain.h
--   generated: "(`c` * 2)" -> "(`cc` * 2)"

-- case: what something is computed from has another name (MySQL)
ALTER TABLE chain DROP CONSTRAINT positive;
ALTER TABLE chain DROP COLUMN i, DROP COLUMN h;
ALTER TABLE chain CHANGE c cc int, ADD h int GENERATED ALWAYS AS (cc * 2) STORED, ADD i int GENERATED ALWAYS AS (h + 1) VIRTUAL, ADD KEY by_h (h), ADD CONSTRAINT positive CHECK (h > 0);
-- only mysql
-- missing column chain.c
-- extra column chain.cc
-- modified column chain.h
--   generated: "((`c` * 2))" -> "((`cc` * 2))"
