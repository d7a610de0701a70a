-- Who may do what.
CREATE TABLE orders (id int PRIMARY KEY, email varchar(80), note text);
CREATE VIEW emails AS SELECT email FROM orders;
CREATE PROCEDURE total() SELECT count(*) FROM orders;
CREATE FUNCTION total() RETURNS int DETERMINISTIC RETURN 1;
GRANT SELECT, INSERT ON :database.* TO app@'%';
GRANT SELECT, UPDATE ON :database.orders TO app@'%';
GRANT SELECT (email), UPDATE (email) ON :database.orders TO other@localhost;
GRANT EXECUTE ON PROCEDURE :database.total TO app@'%';

-- case: an account gets to the database
GRANT DELETE, CREATE TEMPORARY TABLES, LOCK TABLES ON :database.* TO other@localhost;
-- extra grant "other@localhost"

-- case: an account loses the database
REVOKE SELECT, INSERT ON :database.* FROM app@'%';
-- missing grant "app@%"

-- case: other privileges on the database, all of them
GRANT ALL ON :database.* TO other@localhost;
-- extra grant "other@localhost"

-- case: one privilege more and one less on the database
GRANT DELETE ON :database.* TO app@'%'; REVOKE INSERT ON :database.* FROM app@'%';
-- modified grant "app@%"
--   privileges: ["INSERT","SELECT"] -> ["DELETE","SELECT"]

-- case: who may hand on what it may
GRANT SELECT ON :database.* TO app@'%' WITH GRANT OPTION;
GRANT SELECT ON :database.orders TO app@'%' WITH GRANT OPTION;
GRANT EXECUTE ON PROCEDURE :database.total TO app@'%' WITH GRANT OPTION;
-- modified grant "app@%"
--   grantable: false -> true
-- modified grant orders."app@%"
--   grantable: false -> true
-- modified grant total."app@% (procedure)"
--   grantable: false -> true

-- case: one privilege more and one less on a table
REVOKE UPDATE ON :database.orders FROM app@'%'; GRANT DELETE ON :database.orders TO app@'%';
-- modified grant orders."app@%"
--   privileges: ["SELECT","UPDATE"] -> ["DELETE","SELECT"]

-- case: other columns
REVOKE UPDATE (email) ON :database.orders FROM other@localhost;
GRANT SELECT (note) ON :database.orders TO other@localhost;
-- modified grant orders."other@localhost"
--   column_privileges: ["email: SELECT, UPDATE"] -> ["email: SELECT","note: SELECT"]

-- case: a whole table in place of columns
GRANT SELECT ON :database.orders TO other@localhost;
-- modified grant orders."other@localhost"
--   privileges: [] -> ["SELECT"]

-- case: a view is read by somebody
GRANT SELECT, SHOW VIEW ON :database.emails TO other@localhost;
-- extra grant emails."other@localhost"

-- case: somebody runs a function of the same name as a procedure
GRANT EXECUTE ON FUNCTION :database.total TO app@'%';
-- extra grant total."app@% (function)"

-- case: nobody runs the procedure
REVOKE EXECUTE ON PROCEDURE :database.total FROM app@'%';
-- missing grant total."app@% (procedure)"

-- case: a routine that is made anew loses its grants, and gets them back
DROP PROCEDURE total; CREATE PROCEDURE total() SELECT 2;
GRANT EXECUTE ON PROCEDURE :database.total TO app@'%';
-- modified procedure total
--   body: "SELECT count(*) FROM orders" -> "SELECT 2"

-- case: a table that is gone speaks for its grants
DROP VIEW emails; DROP TABLE orders;
-- missing table orders
-- missing view emails

-- case: a new table comes with its grants
CREATE TABLE payments (id int); GRANT SELECT ON :database.payments TO app@'%';
-- extra table payments

-- case: a new routine comes with its grants
CREATE PROCEDURE pay() SELECT 1; GRANT EXECUTE ON PROCEDURE :database.pay TO app@'%';
-- extra procedure pay

-- case: what the reader was given for reading
GRANT SELECT ON :database.orders TO driftline_reader@'%'; GRANT SELECT (email) ON :database.emails TO driftline_reader@'%';
-- same

-- case: what the reader was given for reading on the database
-- only mysql
GRANT REFERENCES, TRIGGER, EVENT ON :database.* TO driftline_reader@'%';
-- same

-- case: what the reader was given besides
GRANT SELECT, INSERT ON :database.orders TO driftline_reader@'%';
-- extra grant orders."driftline_reader@%"

-- case: what whoever makes a routine is given with it
CREATE DEFINER=other@localhost PROCEDURE pay() SELECT 1;
GRANT EXECUTE, ALTER ROUTINE ON PROCEDURE :database.pay TO other@localhost;
-- extra procedure pay

-- case: a sequence is used by somebody
-- only mariadb
CREATE SEQUENCE numbers; GRANT SELECT, INSERT ON :database.numbers TO app@'%';
-- extra sequence numbers

-- case: an account without a name
CREATE USER IF NOT EXISTS ''@'nowhere.invalid';
GRANT SELECT ON :database.* TO ''@'nowhere.invalid'; GRANT SELECT (note), UPDATE (note) ON :database.orders TO ''@'nowhere.invalid';
-- extra grant "@nowhere.invalid"
-- extra grant orders."@nowhere.invalid"

-- case: everybody
-- only mariadb
-- since 1011
GRANT SELECT ON :database.* TO PUBLIC; GRANT INSERT ON :database.orders TO PUBLIC; GRANT EXECUTE ON PROCEDURE :database.total TO PUBLIC;
-- extra grant "PUBLIC"
-- extra grant orders."PUBLIC"
-- extra grant total."PUBLIC (procedure)"

-- case: a role (MariaDB)
CREATE ROLE IF NOT EXISTS clerks;
GRANT SELECT ON :database.* TO clerks; GRANT UPDATE ON :database.orders TO clerks;
-- only mariadb
-- extra grant clerks
-- extra grant orders.clerks

-- case: a role (MySQL)
CREATE ROLE IF NOT EXISTS clerks;
GRANT SELECT ON :database.* TO clerks; GRANT UPDATE ON :database.orders TO clerks;
-- only mysql
-- extra grant "clerks@%"
-- extra grant orders."clerks@%"

-- base
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE USER IF NOT EXISTS ''@'nowhere.invalid';
GRANT SELECT, INSERT ON :database.* TO ''@'nowhere.invalid'; GRANT SELECT (id) ON :database.orders TO ''@'nowhere.invalid';

-- case: an account without a name has more and less
REVOKE INSERT ON :database.* FROM ''@'nowhere.invalid'; GRANT SELECT (note) ON :database.orders TO ''@'nowhere.invalid';
-- modified grant "@nowhere.invalid"
--   privileges: ["INSERT","SELECT"] -> ["SELECT"]
-- modified grant orders."@nowhere.invalid"
--   column_privileges: ["id: SELECT"] -> ["id: SELECT","note: SELECT"]

-- base
CREATE TABLE orders (id int PRIMARY KEY, note text);
GRANT SELECT, INSERT ON :database.* TO PUBLIC; GRANT SELECT (id) ON :database.orders TO PUBLIC;
-- only mariadb
-- since 1011

-- case: everybody has more and less
REVOKE INSERT ON :database.* FROM PUBLIC; GRANT SELECT (note) ON :database.orders TO PUBLIC;
-- modified grant "PUBLIC"
--   privileges: ["INSERT","SELECT"] -> ["SELECT"]
-- modified grant orders."PUBLIC"
--   column_privileges: ["id: SELECT"] -> ["id: SELECT","note: SELECT"]
