-- Partitions.
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind int)
    PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN (2010));
CREATE TABLE plain (id int NOT NULL, at date NOT NULL);
CREATE TABLE hashed (id int NOT NULL) PARTITION BY HASH (id) PARTITIONS 4;
CREATE TABLE deep (id int NOT NULL, at date NOT NULL)
    PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2
    (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE);

-- case: a partition appears
ALTER TABLE events ADD PARTITION (PARTITION p2 VALUES LESS THAN MAXVALUE);
-- modified table events
--   partitions: ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2010)"] -> ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2010)","`p2` VALUES LESS THAN MAXVALUE"]

-- case: a partition goes
ALTER TABLE events DROP PARTITION p1;
-- modified table events
--   partitions: ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2010)"] -> ["`p0` VALUES LESS THAN (2000)"]

-- case: another bound
ALTER TABLE events REORGANIZE PARTITION p1 INTO (PARTITION p1 VALUES LESS THAN (2011));
-- modified table events
--   partitions: ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2010)"] -> ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2011)"]

-- case: a table is partitioned
ALTER TABLE plain PARTITION BY LIST (id) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3));
-- modified table plain
--   partition_by: null -> "LIST (`id`)"
--   partitions: [] -> ["`a` VALUES IN (1,2)","`b` VALUES IN (3)"]

-- case: a table is not partitioned any more
ALTER TABLE events REMOVE PARTITIONING;
-- modified table events
--   partition_by: "RANGE (year(`at`))" -> null
--   partitions: ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2010)"] -> []

-- case: what partitions are made by goes with its column
ALTER TABLE events REMOVE PARTITIONING;
ALTER TABLE events DROP COLUMN at, ADD COLUMN year int NOT NULL FIRST, ADD PRIMARY KEY (year);
ALTER TABLE events PARTITION BY HASH (year) PARTITIONS 2;
-- modified table events
--   partition_by: "RANGE (year(`at`))" -> "HASH (`year`)"
--   partitions: ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2010)"] -> ["2"]
-- missing column events.at
-- extra column events.year
-- extra primary key events."PRIMARY"

-- case: another number of partitions
ALTER TABLE hashed ADD PARTITION PARTITIONS 2;
-- modified table hashed
--   partitions: ["4"] -> ["6"]

-- case: by another expression (MariaDB)
ALTER TABLE hashed PARTITION BY HASH (id + 1) PARTITIONS 4;
-- only mariadb
-- modified table hashed
--   partition_by: "HASH (`id`)" -> "HASH (`id` + 1)"

-- case: by another expression (MySQL)
ALTER TABLE hashed PARTITION BY HASH (id + 1) PARTITIONS 4;
-- only mysql
-- modified table hashed
--   partition_by: "HASH (`id`)" -> "HASH ((`id` + 1))"

-- case: other subpartitions (MariaDB)
ALTER TABLE deep PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (id + 1) SUBPARTITIONS 2
    (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE);
-- only mariadb
-- modified table deep
--   partition_by: "RANGE (year(`at`)) SUBPARTITION BY HASH (`id`) SUBPARTITIONS 2" -> "RANGE (year(`at`)) SUBPARTITION BY HASH (`id` + 1) SUBPARTITIONS 2"

-- case: other subpartitions (MySQL)
ALTER TABLE deep PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (id + 1) SUBPARTITIONS 2
    (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE);
-- only mysql
-- modified table deep
--   partition_by: "RANGE (year(`at`)) SUBPARTITION BY HASH (`id`) SUBPARTITIONS 2" -> "RANGE (year(`at`)) SUBPARTITION BY HASH ((`id` + 1)) SUBPARTITIONS 2"

-- case: a comment on a partition
ALTER TABLE events REORGANIZE PARTITION p0 INTO (PARTITION p0 VALUES LESS THAN (2000) COMMENT = 'it''s old');
-- modified table events
--   partitions: ["`p0` VALUES LESS THAN (2000)","`p1` VALUES LESS THAN (2010)"] -> ["`p0` VALUES LESS THAN (2000) COMMENT = 'it\\'s old'","`p1` VALUES LESS THAN (2010)"]

-- base
CREATE TABLE log (id int NOT NULL, at date NOT NULL)
    PARTITION BY RANGE (to_days(at)) (PARTITION p20260101 VALUES LESS THAN (739987), PARTITION p20260102 VALUES LESS THAN (739988));

-- case: days come and go
ALTER TABLE log ADD PARTITION (PARTITION p20260103 VALUES LESS THAN (739989));
ALTER TABLE log DROP PARTITION p20260101;
-- same

-- base
CREATE TABLE keyed (id int NOT NULL, at date NOT NULL, place varchar(10) NOT NULL);
CREATE TABLE listed (id int NOT NULL, place varchar(10) NOT NULL) PARTITION BY LIST COLUMNS (place) (PARTITION eu VALUES IN ('de', 'it''s'), PARTITION us VALUES IN ('us'));
CREATE TABLE ranged (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE COLUMNS (at, id) (PARTITION p0 VALUES LESS THAN ('2020-01-01', 10), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE));
CREATE TABLE deep (id int NOT NULL, at date NOT NULL)
    PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (id)
    (PARTITION p0 VALUES LESS THAN (2000) (SUBPARTITION s0, SUBPARTITION s1), PARTITION p1 VALUES LESS THAN MAXVALUE (SUBPARTITION s2, SUBPARTITION s3));

-- case: by key (MariaDB)
ALTER TABLE keyed PARTITION BY KEY (id, place) PARTITIONS 3;
-- only mariadb
-- modified table keyed
--   partition_by: null -> "KEY (`id`,`place`)"
--   partitions: [] -> ["3"]

-- case: by key (MySQL)
ALTER TABLE keyed PARTITION BY KEY (id, place) PARTITIONS 3;
-- only mysql
-- modified table keyed
--   partition_by: null -> "KEY (id,place)"
--   partitions: [] -> ["3"]

-- case: by key, in the old way (MariaDB)
ALTER TABLE keyed PARTITION BY LINEAR KEY ALGORITHM = 1 (id) PARTITIONS 3;
-- only mariadb
-- modified table keyed
--   partition_by: null -> "LINEAR KEY ALGORITHM = 1 (`id`)"
--   partitions: [] -> ["3"]

-- case: by key, in the old way (MySQL)
ALTER TABLE keyed PARTITION BY LINEAR KEY ALGORITHM = 1 (id) PARTITIONS 3;
-- only mysql
-- modified table keyed
--   partition_by: null -> "LINEAR KEY ALGORITHM = 1 (id)"
--   partitions: [] -> ["3"]

-- case: by linear hash
ALTER TABLE keyed PARTITION BY LINEAR HASH (id) PARTITIONS 3;
-- modified table keyed
--   partition_by: null -> "LINEAR HASH (`id`)"
--   partitions: [] -> ["3"]

-- case: other values of a list of texts
ALTER TABLE listed REORGANIZE PARTITION us INTO (PARTITION us VALUES IN ('us', 'ca'));
-- modified table listed
--   partitions: ["`eu` VALUES IN ('de','it''s')","`us` VALUES IN ('us')"] -> ["`eu` VALUES IN ('de','it''s')","`us` VALUES IN ('us','ca')"]

-- case: another bound of several columns
ALTER TABLE ranged PARTITION BY RANGE COLUMNS (at, id) (PARTITION p0 VALUES LESS THAN ('2020-01-01', 20), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE));
-- modified table ranged
--   partitions: ["`p0` VALUES LESS THAN ('2020-01-01',10)","`p1` VALUES LESS THAN (MAXVALUE,MAXVALUE)"] -> ["`p0` VALUES LESS THAN ('2020-01-01',20)","`p1` VALUES LESS THAN (MAXVALUE,MAXVALUE)"]

-- case: subpartitions of other names
ALTER TABLE deep REORGANIZE PARTITION p1 INTO (PARTITION p1 VALUES LESS THAN MAXVALUE (SUBPARTITION s2, SUBPARTITION s9));
-- modified table deep
--   partitions: ["`p0` VALUES LESS THAN (2000) (SUBPARTITION `s0`, SUBPARTITION `s1`)","`p1` VALUES LESS THAN MAXVALUE (SUBPARTITION `s2`, SUBPARTITION `s3`)"] -> ["`p0` VALUES LESS THAN (2000) (SUBPARTITION `s0`, SUBPARTITION `s1`)","`p1` VALUES LESS THAN MAXVALUE (SUBPARTITION `s2`, SUBPARTITION `s9`)"]

-- case: how many rows a partition is to hold
ALTER TABLE listed REORGANIZE PARTITION us INTO (PARTITION us VALUES IN ('us') MAX_ROWS = 1000 MIN_ROWS = 10);
-- modified table listed
--   partitions: ["`eu` VALUES IN ('de','it''s')","`us` VALUES IN ('us')"] -> ["`eu` VALUES IN ('de','it''s')","`us` VALUES IN ('us') MAX_ROWS = 1000 MIN_ROWS = 10"]

-- case: what is in no list (MariaDB)
ALTER TABLE listed ADD PARTITION (PARTITION others DEFAULT);
-- only mariadb
-- modified table listed
--   partitions: ["`eu` VALUES IN ('de','it''s')","`us` VALUES IN ('us')"] -> ["`eu` VALUES IN ('de','it''s')","`us` VALUES IN ('us')","`others` DEFAULT"]

-- base
CREATE TABLE kept (id int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION now CURRENT);
CREATE TABLE limited (id int) WITH SYSTEM VERSIONING;
-- only mariadb

-- case: more partitions of history
ALTER TABLE kept ADD PARTITION (PARTITION p1 HISTORY, PARTITION p2 HISTORY);
-- modified table kept
--   partitions: ["`p0` HISTORY","`now` CURRENT"] -> ["`p0` HISTORY","`p1` HISTORY","`p2` HISTORY","`now` CURRENT"]

-- case: another partition of history
ALTER TABLE kept ADD PARTITION (PARTITION p1 HISTORY);
-- modified table kept
--   partitions: ["`p0` HISTORY","`now` CURRENT"] -> ["`p0` HISTORY","`p1` HISTORY","`now` CURRENT"]

-- case: history in partitions of so many rows
ALTER TABLE limited PARTITION BY SYSTEM_TIME LIMIT 10000 (PARTITION p0 HISTORY, PARTITION now CURRENT);
-- modified table limited
--   partition_by: null -> "SYSTEM_TIME LIMIT 10000"
--   partitions: [] -> ["`p0` HISTORY","`now` CURRENT"]

-- base
CREATE TABLE one (id int NOT NULL) PARTITION BY HASH (id);

-- case: one partition is what there is anyway
ALTER TABLE one PARTITION BY HASH (id) PARTITIONS 1;
-- same

-- case: more than one
ALTER TABLE one PARTITION BY HASH (id) PARTITIONS 2;
-- modified table one
--   partitions: [] -> ["2"]
