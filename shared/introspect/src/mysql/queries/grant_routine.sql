-- What accounts may do with routines.
SELECT User AS `user`, Host AS `host`, Routine_name AS `on`, LOWER(Routine_type) AS `sort`, Proc_priv AS `privileges`
FROM mysql.procs_priv
WHERE Db = DATABASE()
