-- What accounts may do with the whole database. Grants whose name is a pattern are for other databases too.
SELECT db.*, NULLIF(Db, DATABASE()) AS `spelled`
FROM mysql.db AS db
WHERE REPLACE(Db, CHAR(92 USING utf8mb4), '') = DATABASE()
