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
