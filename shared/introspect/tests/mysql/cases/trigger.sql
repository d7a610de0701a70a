-- Triggers.
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, state varchar(20), total int);
CREATE TABLE others (id int NOT NULL PRIMARY KEY, state varchar(20));
CREATE TRIGGER first BEFORE INSERT ON orders FOR EACH ROW SET NEW.state = 'a';
CREATE TRIGGER second BEFORE INSERT ON orders FOR EACH ROW SET NEW.state = 'b';
CREATE TRIGGER after_update AFTER UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;

-- case: a trigger appears
CREATE TRIGGER extra AFTER DELETE ON orders FOR EACH ROW BEGIN DECLARE n int; SET n = 1; END;
-- extra trigger orders.extra

-- case: a trigger goes
DROP TRIGGER after_update;
-- missing trigger orders.after_update

-- case: the first of two goes
DROP TRIGGER first;
-- missing trigger orders.first
-- modified trigger orders.second
--   follows: "first" -> null

-- case: the other one runs first
DROP TRIGGER first;
CREATE TRIGGER first BEFORE INSERT ON orders FOR EACH ROW FOLLOWS second SET NEW.state = 'a';
-- modified trigger orders.first
--   follows: null -> "second"
-- modified trigger orders.second
--   follows: "first" -> null

-- case: it does something else
DROP TRIGGER after_update;
CREATE TRIGGER after_update AFTER UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 3; END;
-- modified trigger orders.after_update
--   body: "BEGIN SET @n = 1; SET @m = 2; END" -> "BEGIN SET @n = 1; SET @m = 3; END"

-- case: at another time
DROP TRIGGER after_update;
CREATE TRIGGER after_update BEFORE UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
-- modified trigger orders.after_update
--   timing: "AFTER" -> "BEFORE"

-- case: on another event
DROP TRIGGER after_update;
CREATE TRIGGER after_update AFTER DELETE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
-- modified trigger orders.after_update
--   event: "UPDATE" -> "DELETE"

-- case: on another table
DROP TRIGGER after_update;
CREATE TRIGGER after_update AFTER UPDATE ON others FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
-- missing trigger orders.after_update
-- extra trigger others.after_update

-- case: another definer
DROP TRIGGER after_update;
CREATE DEFINER = app@'%' TRIGGER after_update AFTER UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
-- modified trigger orders.after_update
--   definer: "`root`@`localhost`" -> "`app`@`%`"

-- case: another mode (MariaDB)
DROP TRIGGER after_update;
SET @mode = @@sql_mode, sql_mode = 'NO_BACKSLASH_ESCAPES';
CREATE TRIGGER after_update AFTER UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
SET sql_mode = @mode;
-- only mariadb
-- modified trigger orders.after_update
--   sql_mode: "IGNORE_SPACE,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION" -> "NO_BACKSLASH_ESCAPES"

-- case: another mode (MySQL)
DROP TRIGGER after_update;
SET @mode = @@sql_mode, sql_mode = 'NO_BACKSLASH_ESCAPES';
CREATE TRIGGER after_update AFTER UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
SET sql_mode = @mode;
-- only mysql
-- modified trigger orders.after_update
--   sql_mode: "IGNORE_SPACE,ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION" -> "NO_BACKSLASH_ESCAPES"

-- case: made by a session of another character set
DROP TRIGGER after_update;
SET NAMES latin1;
CREATE TRIGGER after_update AFTER UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
SET NAMES utf8mb4;
-- modified trigger orders.after_update
--   charset_client: "utf8mb4" -> "latin1"
--   collation_connection: "utf8mb4_general_ci" -> "latin1_swedish_ci"

-- case: made when the database had another collation
DROP TRIGGER after_update;
ALTER DATABASE COLLATE utf8mb4_bin;
CREATE TRIGGER after_update AFTER UPDATE ON orders FOR EACH ROW BEGIN SET @n = 1; SET @m = 2; END;
ALTER DATABASE COLLATE utf8mb4_general_ci;
-- modified trigger orders.after_update
--   database_collation: "utf8mb4_general_ci" -> "utf8mb4_bin"

-- case: quotes and backslashes in what a trigger does
DROP TRIGGER second;
CREATE TRIGGER second BEFORE INSERT ON orders FOR EACH ROW SET NEW.state = concat('it''s', _latin1'\\');
-- modified trigger orders.second
--   body: "SET NEW.state = 'b'" -> "SET NEW.state = concat('it''s', _latin1'\\\\')"

-- base
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, state varchar(20));

-- case: what is said before it begins
CREATE TRIGGER noted BEFORE INSERT ON orders /* it's for each row */ FOR EACH ROW SET NEW.state = 'a';
-- extra trigger orders.noted
