-- Events.
CREATE TABLE orders (id int NOT NULL PRIMARY KEY);
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DO DELETE FROM orders WHERE id < 0;
CREATE EVENT soon ON SCHEDULE EVERY 1 HOUR DO DELETE FROM orders WHERE id < 0;

-- case: an event appears
CREATE EVENT once ON SCHEDULE AT '2031-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'it''s once' DO BEGIN DELETE FROM orders; DELETE FROM orders; END;
-- extra event once

-- case: an event goes
DROP EVENT nightly;
-- missing event nightly

-- case: another interval
ALTER EVENT nightly ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 03:00:00';
-- modified event nightly
--   schedule: "EVERY 1 DAY" -> "EVERY '1:30' HOUR_MINUTE"

-- case: once instead of again and again
ALTER EVENT nightly ON SCHEDULE AT '2030-01-01 03:00:00';
-- modified event nightly
--   schedule: "EVERY 1 DAY" -> "AT '2030-01-01 03:00:00'"

-- case: another beginning
ALTER EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 04:00:00';
-- modified event nightly
--   starts: "2030-01-01 03:00:00" -> "2030-01-01 04:00:00"

-- case: an end
ALTER EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' ENDS '2031-01-01 00:00:00';
-- modified event nightly
--   ends: null -> "2031-01-01 00:00:00"

-- case: when it was made is no part of the schema
DROP EVENT soon;
DO SLEEP(1.1);
CREATE EVENT soon ON SCHEDULE EVERY 1 HOUR DO DELETE FROM orders WHERE id < 0;
-- same

-- case: it stays when it is over
ALTER EVENT nightly ON COMPLETION PRESERVE;
-- modified event nightly
--   preserved: false -> true

-- case: it is switched off
ALTER EVENT nightly DISABLE;
-- modified event nightly
--   status: "ENABLED" -> "DISABLED"

-- case: it is switched off on replicas
ALTER EVENT nightly DISABLE ON SLAVE;
-- only mariadb
-- modified event nightly
--   status: "ENABLED" -> "REPLICA_SIDE_DISABLED"

-- case: it is switched off on replicas of MySQL
ALTER EVENT nightly DISABLE ON REPLICA;
-- only mysql
-- modified event nightly
--   status: "ENABLED" -> "REPLICA_SIDE_DISABLED"

-- case: it does something else
ALTER EVENT nightly DO DELETE FROM orders WHERE id < 1;
-- modified event nightly
--   body: "DELETE FROM orders WHERE id < 0" -> "DELETE FROM orders WHERE id < 1"

-- case: a comment
ALTER EVENT nightly COMMENT 'it''s tidy';
-- modified event nightly
--   comment: null -> "it's tidy"

-- case: another definer
DROP EVENT nightly;
CREATE DEFINER = app@'%' EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DO DELETE FROM orders WHERE id < 0;
-- modified event nightly
--   definer: "`root`@`localhost`" -> "`app`@`%`"

-- case: in another time zone
DROP EVENT nightly;
SET @zone = @@time_zone, time_zone = '+02:00';
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DO DELETE FROM orders WHERE id < 0;
SET time_zone = @zone;
-- modified event nightly
--   time_zone: "+00:00" -> "+02:00"

-- case: another mode (MariaDB)
DROP EVENT nightly;
SET @mode = @@sql_mode, sql_mode = 'PIPES_AS_CONCAT';
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DO DELETE FROM orders WHERE id < 0;
SET sql_mode = @mode;
-- only mariadb
-- modified event nightly
--   sql_mode: "IGNORE_SPACE,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION" -> "PIPES_AS_CONCAT"

-- case: another mode (MySQL)
DROP EVENT nightly;
SET @mode = @@sql_mode, sql_mode = 'PIPES_AS_CONCAT';
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DO DELETE FROM orders WHERE id < 0;
SET sql_mode = @mode;
-- only mysql
-- modified event nightly
--   sql_mode: "IGNORE_SPACE,ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION" -> "PIPES_AS_CONCAT"

-- case: a session of another character set
DROP EVENT nightly;
SET NAMES latin1;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DO DELETE FROM orders WHERE id < 0;
SET NAMES utf8mb4;
-- modified event nightly
--   charset_client: "utf8mb4" -> "latin1"
--   collation_connection: "utf8mb4_general_ci" -> "latin1_swedish_ci"

-- case: the database had another collation
DROP EVENT nightly;
ALTER DATABASE COLLATE utf8mb4_bin;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' DO DELETE FROM orders WHERE id < 0;
ALTER DATABASE COLLATE utf8mb4_general_ci;
-- modified event nightly
--   database_collation: "utf8mb4_general_ci" -> "utf8mb4_bin"

-- case: quotes and backslashes in what an event does
ALTER EVENT soon DO SELECT 'it''s', _latin1'\\';
-- modified event soon
--   body: "DELETE FROM orders WHERE id < 0" -> "SELECT 'it''s', _latin1'\\\\'"
