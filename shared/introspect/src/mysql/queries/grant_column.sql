-- What accounts may do with single columns.
SELECT User AS `user`, Host AS `host`, Table_name AS `on`, Column_name AS `column`, Column_priv AS `privileges`
FROM mysql.columns_priv
WHERE Db = DATABASE()
