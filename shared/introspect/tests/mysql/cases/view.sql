-- Views.
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, state varchar(20), total int);
CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';
CREATE VIEW large AS SELECT id FROM open_orders WHERE total > 100;

-- case: a view appears
CREATE VIEW extra AS SELECT count(*) AS number FROM orders;
-- extra view extra

-- case: a view has a column with the name of another, which reads it
CREATE VIEW zero AS SELECT id AS one FROM orders;
CREATE VIEW one AS SELECT one AS zero FROM zero;
-- extra view one
-- extra view zero

-- case: views go
DROP VIEW large, open_orders;
-- missing view large
-- missing view open_orders

-- case: another query (MariaDB)
ALTER VIEW open_orders AS SELECT id, total FROM orders WHERE state <> 'closed';
-- only mariadb
-- modified view open_orders
--   query: "select `orders`.`id` AS `id`,`orders`.`total` AS `total` from `orders` where `orders`.`state` = 'open'" -> "select `orders`.`id` AS `id`,`orders`.`total` AS `total` from `orders` where `orders`.`state` <> 'closed'"

-- case: another query (MySQL)
ALTER VIEW open_orders AS SELECT id, total FROM orders WHERE state <> 'closed';
-- only mysql
-- modified view open_orders
--   query: "select `orders`.`id` AS `id`,`orders`.`total` AS `total` from `orders` where (`orders`.`state` = 'open')" -> "select `orders`.`id` AS `id`,`orders`.`total` AS `total` from `orders` where (`orders`.`state` <> 'closed')"

-- case: names of columns (MariaDB)
ALTER VIEW open_orders (number, total) AS SELECT id, total FROM orders WHERE state = 'open';
-- only mariadb
-- modified view open_orders
--   query: "select `orders`.`id` AS `id`,`orders`.`total` AS `total` from `orders` where `orders`.`state` = 'open'" -> "select `orders`.`id` AS `number`,`orders`.`total` AS `total` from `orders` where `orders`.`state` = 'open'"

-- case: names of columns (MySQL)
ALTER VIEW open_orders (number, total) AS SELECT id, total FROM orders WHERE state = 'open';
-- only mysql
-- modified view open_orders
--   columns: [] -> ["number","total"]

-- case: another way to run it
ALTER ALGORITHM = TEMPTABLE VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';
-- modified view open_orders
--   algorithm: "UNDEFINED" -> "TEMPTABLE"

-- case: rows are checked
ALTER VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open' WITH CASCADED CHECK OPTION;
-- modified view open_orders
--   check_option: null -> "CASCADED"

-- case: with the rights of whoever reads
ALTER SQL SECURITY INVOKER VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';
-- modified view open_orders
--   security: "DEFINER" -> "INVOKER"

-- case: another definer
ALTER DEFINER = app@'%' VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';
-- modified view open_orders
--   definer: "`root`@`localhost`" -> "`app`@`%`"

-- case: made by a session of another character set
SET NAMES latin1;
ALTER VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open';
SET NAMES utf8mb4;
-- modified view open_orders
--   charset_client: "utf8mb4" -> "latin1"
--   collation_connection: "utf8mb4_general_ci" -> "latin1_swedish_ci"

-- case: the same query says the same
ALTER VIEW open_orders AS SELECT orders.id, orders.total FROM orders WHERE orders.state = 'open';
-- same

-- case: rows are checked by this view only
ALTER VIEW open_orders AS SELECT id, total FROM orders WHERE state = 'open' WITH LOCAL CHECK OPTION;
-- modified view open_orders
--   check_option: null -> "LOCAL"

-- case: a duality view appears
CREATE JSON RELATIONAL DUALITY VIEW of_orders AS SELECT JSON_DUALITY_OBJECT(WITH(INSERT,UPDATE) '_id': id) FROM orders;
-- only mysql
-- extra view of_orders

-- case: a view becomes a duality view
DROP VIEW large;
CREATE JSON RELATIONAL DUALITY VIEW large AS SELECT JSON_DUALITY_OBJECT(WITH(INSERT,UPDATE) '_id': id) FROM orders;
-- only mysql
-- modified view large
--   duality: false -> true
--   query: "select `open_orders`.`id` AS `id` from `open_orders` where (`open_orders`.`total` > 100)" -> "select json_duality_object( WITH (INSERT,UPDATE) '_id':`orders`.`id`) AS `JSON_DUALITY_OBJECT(WITH(INSERT,UPDATE) '_id': id)` from `orders`"
