-- What accounts may do with tables, views and sequences.
SELECT User AS `user`, Host AS `host`, Table_name AS `on`, Table_priv AS `privileges`
FROM mysql.tables_priv
WHERE Db = DATABASE()
