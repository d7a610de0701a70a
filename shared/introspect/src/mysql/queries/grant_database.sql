-- What accounts may do with the whole database. A name is a pattern, and may be like those of other databases too.
SELECT db.*, NULLIF(Db, DATABASE()) AS `spelled`,
       IF(REPLACE(Db, CHAR(92 USING utf8mb4), '') = DATABASE(), NULL, Db) AS `pattern`
FROM mysql.db AS db
WHERE REPLACE(Db, CHAR(92 USING utf8mb4), '') = DATABASE() OR DATABASE() LIKE Db
