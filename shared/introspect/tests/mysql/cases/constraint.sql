-- Foreign keys and checks.
CREATE TABLE customers (id int NOT NULL PRIMARY KEY, code int NOT NULL, UNIQUE KEY code (code));
CREATE TABLE shops (id int NOT NULL PRIMARY KEY);
CREATE TABLE orders (
    id int NOT NULL PRIMARY KEY,
    customer_id int,
    shop_id int,
    total int,
    CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT positive CHECK (total > 0)
);

-- case: a foreign key appears
ALTER TABLE orders ADD CONSTRAINT of_shop FOREIGN KEY (shop_id) REFERENCES shops (id);
-- extra foreign key orders.of_shop
-- extra index orders.of_shop

-- case: a foreign key goes
ALTER TABLE orders DROP FOREIGN KEY of_customer;
-- missing foreign key orders.of_customer

-- case: what deleting does
ALTER TABLE orders DROP FOREIGN KEY of_customer;
ALTER TABLE orders ADD CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL;
-- modified foreign key orders.of_customer
--   on_delete: "CASCADE" -> "SET NULL"

-- case: what updating does
ALTER TABLE orders DROP FOREIGN KEY of_customer;
ALTER TABLE orders ADD CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE;
-- modified foreign key orders.of_customer
--   on_update: null -> "CASCADE"

-- case: another column there
ALTER TABLE orders DROP FOREIGN KEY of_customer;
ALTER TABLE orders ADD CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customers (code) ON DELETE CASCADE;
-- modified foreign key orders.of_customer
--   referenced_columns: ["id"] -> ["code"]

-- case: another table
ALTER TABLE orders DROP FOREIGN KEY of_customer;
ALTER TABLE orders ADD CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES shops (id) ON DELETE CASCADE;
-- modified foreign key orders.of_customer
--   referenced_table: "customers" -> "shops"

-- case: another column here
ALTER TABLE orders DROP FOREIGN KEY of_customer, DROP INDEX of_customer;
ALTER TABLE orders ADD KEY of_customer (shop_id), ADD CONSTRAINT of_customer FOREIGN KEY (shop_id) REFERENCES customers (id) ON DELETE CASCADE;
-- modified foreign key orders.of_customer
--   columns: ["customer_id"] -> ["shop_id"]
-- modified index orders.of_customer
--   parts: ["`customer_id`"] -> ["`shop_id`"]

-- case: the type of a column that a foreign key holds
ALTER TABLE orders DROP FOREIGN KEY of_customer;
ALTER TABLE customers MODIFY id bigint NOT NULL;
ALTER TABLE orders MODIFY customer_id bigint;
ALTER TABLE orders ADD CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
-- modified column customers.id
--   data_type: "int" -> "bigint"
-- modified column orders.customer_id
--   data_type: "int" -> "bigint"

-- case: a check appears
ALTER TABLE orders ADD CONSTRAINT small CHECK (total < 1000);
-- extra check orders.small

-- case: a check goes
ALTER TABLE orders DROP CONSTRAINT positive;
-- missing check orders.positive

-- case: a check demands something else (MariaDB)
ALTER TABLE orders DROP CONSTRAINT positive;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0);
-- only mariadb
-- modified check orders.positive
--   expression: "(`total` > 0)" -> "(`total` >= 0)"

-- case: a check demands something else (MySQL)
ALTER TABLE orders DROP CONSTRAINT positive;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0);
-- only mysql
-- modified check orders.positive
--   expression: "((`total` > 0))" -> "((`total` >= 0))"

-- case: a check is not enforced
ALTER TABLE orders ALTER CHECK positive NOT ENFORCED;
-- only mysql
-- modified check orders.positive
--   enforced: true -> false

-- case: a foreign key becomes a check (MariaDB)
ALTER TABLE orders DROP FOREIGN KEY of_customer;
ALTER TABLE orders ADD CONSTRAINT of_customer CHECK (customer_id > 0);
-- only mariadb
-- modified check orders.of_customer
--   columns: ["customer_id"] -> []
--   constraint_type: "foreign_key" -> "check"
--   expression: null -> "(`customer_id` > 0)"
--   on_delete: "CASCADE" -> null
--   referenced_columns: ["id"] -> []
--   referenced_table: "customers" -> null

-- case: a foreign key becomes a check (MySQL)
ALTER TABLE orders DROP FOREIGN KEY of_customer;
ALTER TABLE orders ADD CONSTRAINT of_customer CHECK (customer_id > 0);
-- only mysql
-- modified check orders.of_customer
--   columns: ["customer_id"] -> []
--   constraint_type: "foreign_key" -> "check"
--   expression: null -> "((`customer_id` > 0))"
--   on_delete: "CASCADE" -> null
--   referenced_columns: ["id"] -> []
--   referenced_table: "customers" -> null

-- base
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, customer_id int, KEY of_customer (customer_id));

-- case: what is referred to is not there
SET SESSION foreign_key_checks = 0;
ALTER TABLE orders ADD CONSTRAINT to_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
-- extra foreign key orders.to_customer

-- base
CREATE TABLE a (id int NOT NULL PRIMARY KEY, b_id int);
CREATE TABLE b (id int NOT NULL PRIMARY KEY, a_id int, CONSTRAINT to_a FOREIGN KEY (a_id) REFERENCES a (id));
ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b_id) REFERENCES b (id);

-- case: tables that refer to each other go
ALTER TABLE a DROP FOREIGN KEY to_b;
DROP TABLE b, a;
-- missing table a
-- missing table b

-- base
CREATE TABLE customers (id int NOT NULL PRIMARY KEY);
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, a int, b int, KEY by_a (a), CONSTRAINT of_a FOREIGN KEY (a) REFERENCES customers (id) ON DELETE NO ACTION ON UPDATE RESTRICT);

-- case: to do nothing is to refuse (MariaDB)
ALTER TABLE orders DROP FOREIGN KEY of_a;
ALTER TABLE orders ADD CONSTRAINT of_a FOREIGN KEY (a) REFERENCES customers (id) ON DELETE RESTRICT ON UPDATE NO ACTION;
-- only mariadb
-- modified foreign key orders.of_a
--   on_delete: "NO ACTION" -> null
--   on_update: null -> "NO ACTION"

-- case: to do nothing is to refuse (MySQL)
ALTER TABLE orders DROP FOREIGN KEY of_a;
ALTER TABLE orders ADD CONSTRAINT of_a FOREIGN KEY (a) REFERENCES customers (id) ON DELETE RESTRICT ON UPDATE NO ACTION;
-- only mysql
-- modified foreign key orders.of_a
--   on_delete: null -> "RESTRICT"
--   on_update: "RESTRICT" -> null

-- case: a name that the server gives (MariaDB)
ALTER TABLE orders ADD FOREIGN KEY (b) REFERENCES customers (id), ADD CHECK (b > 0);
-- only mariadb
-- extra check orders."CONSTRAINT_1"
-- extra foreign key orders.orders_ibfk_1
-- extra index orders.b

-- case: a name that the server gives (MySQL)
ALTER TABLE orders ADD FOREIGN KEY (b) REFERENCES customers (id), ADD CHECK (b > 0);
-- only mysql
-- extra check orders.orders_chk_1
-- extra foreign key orders.orders_ibfk_1
-- extra index orders.b

-- base
CREATE DATABASE IF NOT EXISTS `driftline.elsewhere`;
CREATE TABLE IF NOT EXISTS `driftline.elsewhere`.`x.y` (id int NOT NULL PRIMARY KEY);
CREATE TABLE `x.y` (id int NOT NULL PRIMARY KEY);
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, a int, KEY by_a (a), CONSTRAINT of_a FOREIGN KEY (a) REFERENCES `x.y` (id));

-- case: a table with a dot in its name
ALTER TABLE orders DROP FOREIGN KEY of_a;
-- missing foreign key orders.of_a

-- case: a table of the same name in another database
ALTER TABLE orders DROP FOREIGN KEY of_a;
ALTER TABLE orders ADD CONSTRAINT of_a FOREIGN KEY (a) REFERENCES `driftline.elsewhere`.`x.y` (id);
-- modified foreign key orders.of_a
--   referenced_database: null -> "driftline.elsewhere"
