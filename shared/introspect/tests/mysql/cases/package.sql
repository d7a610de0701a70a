-- Packages of MariaDB.
SET sql_mode = 'ORACLE';
CREATE PACKAGE pay AS
  FUNCTION tax(n int) RETURN int;
END;
CREATE PACKAGE BODY pay AS
  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 2; END;
END;
-- only mariadb

-- case: a package goes
SET sql_mode = 'ORACLE';
DROP PACKAGE pay;
-- missing package pay
-- missing package body pay

-- case: a package body goes
SET sql_mode = 'ORACLE';
DROP PACKAGE BODY pay;
-- missing package body pay

-- case: it offers more
SET sql_mode = 'ORACLE';
CREATE OR REPLACE PACKAGE pay AS
  FUNCTION tax(n int) RETURN int;
  FUNCTION fee(n int) RETURN int;
END;
CREATE OR REPLACE PACKAGE BODY pay AS
  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 2; END;
  FUNCTION fee(n int) RETURN int AS BEGIN RETURN n * 2; END;
END;
-- modified package pay
--   body: "AS\n  FUNCTION tax(n int) RETURN int;\nEND" -> "AS\n  FUNCTION tax(n int) RETURN int;\n  FUNCTION fee(n int) RETURN int;\nEND"
-- modified package body pay
--   body: "AS\n  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 2; END;\nEND" -> "AS\n  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 2; END;\n  FUNCTION fee(n int) RETURN int AS BEGIN RETURN n * 2; END;\nEND"

-- case: it does something else
SET sql_mode = 'ORACLE';
CREATE OR REPLACE PACKAGE BODY pay AS
  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 3; END;
END;
-- modified package body pay
--   body: "AS\n  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 2; END;\nEND" -> "AS\n  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 3; END;\nEND"

-- case: with other rights and a comment
SET sql_mode = 'ORACLE';
CREATE OR REPLACE PACKAGE pay SQL SECURITY INVOKER COMMENT 'x' AS
  FUNCTION tax(n int) RETURN int;
END;
CREATE OR REPLACE PACKAGE BODY pay SQL SECURITY INVOKER COMMENT 'x' AS
  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 2; END;
END;
-- modified package pay
--   comment: null -> "x"
--   security: "DEFINER" -> "INVOKER"
-- modified package body pay
--   comment: null -> "x"
--   security: "DEFINER" -> "INVOKER"

-- case: of another definer, mode, session and collation (MariaDB)
ALTER DATABASE COLLATE utf8mb4_bin;
SET NAMES latin1;
SET sql_mode = 'ORACLE,NO_BACKSLASH_ESCAPES';
CREATE OR REPLACE DEFINER = app@'%' PACKAGE pay AS
  FUNCTION tax(n int) RETURN int;
END;
CREATE OR REPLACE DEFINER = app@'%' PACKAGE BODY pay AS
  FUNCTION tax(n int) RETURN int AS BEGIN RETURN n * 2; END;
END;
SET NAMES utf8mb4;
ALTER DATABASE COLLATE utf8mb4_general_ci;
-- only mariadb
-- modified package pay
--   charset_client: "utf8mb4" -> "latin1"
--   collation_connection: "utf8mb4_general_ci" -> "latin1_swedish_ci"
--   database_collation: "utf8mb4_general_ci" -> "utf8mb4_bin"
--   definer: "`root`@`localhost`" -> "`app`@`%`"
--   sql_mode: "PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ORACLE,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT" -> "PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ORACLE,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_BACKSLASH_ESCAPES,NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT"
-- modified package body pay
--   charset_client: "utf8mb4" -> "latin1"
--   collation_connection: "utf8mb4_general_ci" -> "latin1_swedish_ci"
--   database_collation: "utf8mb4_general_ci" -> "utf8mb4_bin"
--   definer: "`root`@`localhost`" -> "`app`@`%`"
--   sql_mode: "PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ORACLE,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT" -> "PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ORACLE,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_BACKSLASH_ESCAPES,NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT"

