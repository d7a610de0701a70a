-- What a database gives the objects made in it.
CREATE TABLE orders (id int);

-- case: another character set
ALTER DATABASE CHARACTER SET latin1;
-- modified database defaults
--   charset: "utf8mb4" -> "latin1"
--   collation: "utf8mb4_general_ci" -> "latin1_swedish_ci"

-- case: another collation
ALTER DATABASE COLLATE utf8mb4_bin;
-- modified database defaults
--   collation: "utf8mb4_general_ci" -> "utf8mb4_bin"

-- case: a comment
ALTER DATABASE COMMENT 'it''s a shop';
-- only mariadb
-- modified database defaults
--   comment: null -> "it's a shop"

-- case: it is read only
ALTER DATABASE :database READ ONLY = 1;
-- only mysql
-- modified database defaults
--   read_only: false -> true


-- case: new tables are encrypted
ALTER DATABASE :database ENCRYPTION = 'Y';
-- only mysql
-- modified database defaults
--   encryption: false -> true
