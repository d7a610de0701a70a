-- What is the whole server's and has to do with the database: members of roles, accounts, and grants by a pattern.
CREATE TABLE orders (id int PRIMARY KEY);
CREATE ROLE IF NOT EXISTS reading;
CREATE ROLE IF NOT EXISTS writing;
CREATE ROLE IF NOT EXISTS elsewhere;
CREATE USER IF NOT EXISTS clerk@'%';
CREATE USER IF NOT EXISTS boss@'%';
CREATE USER IF NOT EXISTS guest@'%';
GRANT SELECT ON :database.* TO reading; GRANT INSERT ON :database.* TO writing;
GRANT SELECT ON :database.orders TO clerk@'%'; GRANT UPDATE, DELETE ON `m%`.* TO clerk@'%';
GRANT reading TO boss@'%'; GRANT elsewhere TO boss@'%';
-- only mysql

-- case: a member of one more role (MySQL)
GRANT writing TO boss@'%';
-- modified account "boss@%"
--   member_of: ["reading@%"] -> ["reading@%","writing@%"]

-- case: a member that had no share (MySQL)
GRANT reading TO guest@'%';
-- extra account "guest@%"

-- case: a role that is a member of a role (MySQL)
GRANT writing TO elsewhere;
-- modified account "boss@%"
--   member_of: ["reading@%"] -> ["elsewhere@%","reading@%"]
-- extra account "elsewhere@%"

-- case: a member no longer (MySQL)
REVOKE reading FROM boss@'%';
-- missing account "boss@%"

-- case: a member that may hand it on (MySQL)
GRANT reading TO boss@'%' WITH ADMIN OPTION;
-- modified account "boss@%"
--   member_of: ["reading@%"] -> ["reading@%: ADMIN"]

-- case: a role that is active from the beginning (MySQL)
SET DEFAULT ROLE reading, elsewhere TO boss@'%';
-- modified account "boss@%"
--   default_roles: [] -> ["reading@%"]

-- case: a role of elsewhere that is active from the beginning (MySQL)
SET DEFAULT ROLE elsewhere TO boss@'%';
-- same

-- case: a grant on all databases of some name (MySQL)
GRANT SELECT, INSERT ON `m\_%`.* TO guest@'%';
-- extra grant "guest@% (databases like m\_%)"

-- case: more and less on all databases of some name (MySQL)
GRANT INSERT ON `m%`.* TO clerk@'%' WITH GRANT OPTION; REVOKE DELETE ON `m%`.* FROM clerk@'%';
-- modified grant "clerk@% (databases like m%)"
--   grantable: false -> true
--   privileges: ["DELETE","UPDATE"] -> ["INSERT","UPDATE"]

-- case: a grant on databases of another name (MySQL)
GRANT SELECT ON `n%`.* TO guest@'%';
-- same

-- case: an account without a share (MySQL)
CREATE USER IF NOT EXISTS nobody@'%'; GRANT elsewhere TO guest@'%';
-- same

-- case: nobody can log in (MySQL)
ALTER USER clerk@'%' ACCOUNT LOCK;
-- modified account "clerk@%"
--   locked: false -> true

-- base
CREATE TABLE orders (id int PRIMARY KEY);
CREATE ROLE IF NOT EXISTS reading;
CREATE ROLE IF NOT EXISTS writing;
CREATE ROLE IF NOT EXISTS elsewhere;
CREATE USER IF NOT EXISTS clerk@'%';
CREATE USER IF NOT EXISTS boss@'%';
CREATE USER IF NOT EXISTS guest@'%';
GRANT SELECT ON :database.* TO reading; GRANT INSERT ON :database.* TO writing;
GRANT SELECT ON :database.orders TO clerk@'%'; GRANT UPDATE, DELETE ON `m%`.* TO clerk@'%';
GRANT reading TO boss@'%'; GRANT elsewhere TO boss@'%';
-- only mariadb

-- case: a member of one more role (MariaDB)
GRANT writing TO boss@'%';
-- modified account "boss@%"
--   member_of: ["reading"] -> ["reading","writing"]

-- case: a member that had no share (MariaDB)
GRANT reading TO guest@'%';
-- extra account "guest@%"

-- case: a role that is a member of a role (MariaDB)
GRANT writing TO elsewhere;
-- modified account "boss@%"
--   member_of: ["reading"] -> ["elsewhere","reading"]
-- extra role elsewhere
-- modified account "root@localhost"
--   member_of: ["reading: ADMIN","writing: ADMIN"] -> ["elsewhere: ADMIN","reading: ADMIN","writing: ADMIN"]

-- case: a member no longer (MariaDB)
REVOKE reading FROM boss@'%';
-- missing account "boss@%"

-- case: a member that may hand it on (MariaDB)
GRANT reading TO boss@'%' WITH ADMIN OPTION;
-- modified account "boss@%"
--   member_of: ["reading"] -> ["reading: ADMIN"]

-- case: a role that is active from the beginning (MariaDB)
SET DEFAULT ROLE reading FOR boss@'%';
-- modified account "boss@%"
--   default_roles: [] -> ["reading"]

-- case: a role of elsewhere that is active from the beginning (MariaDB)
SET DEFAULT ROLE elsewhere FOR boss@'%';
-- same

-- case: a grant on all databases of some name (MariaDB)
GRANT SELECT, INSERT ON `m\_%`.* TO guest@'%';
-- extra grant "guest@% (databases like m\_%)"

-- case: more and less on all databases of some name (MariaDB)
GRANT INSERT ON `m%`.* TO clerk@'%' WITH GRANT OPTION; REVOKE DELETE ON `m%`.* FROM clerk@'%';
-- modified grant "clerk@% (databases like m%)"
--   grantable: false -> true
--   privileges: ["DELETE","UPDATE"] -> ["INSERT","UPDATE"]

-- case: a grant on databases of another name (MariaDB)
GRANT SELECT ON `n%`.* TO guest@'%';
-- same

-- case: an account without a share (MariaDB)
CREATE USER IF NOT EXISTS nobody@'%'; GRANT elsewhere TO guest@'%';
-- same
