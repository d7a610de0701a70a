-- How many columns, keys and constraints each table has, counted without reading its definition.
SELECT 'column' AS `sort`, TABLE_NAME AS `name`, COUNT(*) AS `number`
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() GROUP BY TABLE_NAME
UNION ALL
SELECT 'index', TABLE_NAME, COUNT(DISTINCT INDEX_NAME)
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() GROUP BY TABLE_NAME
UNION ALL
SELECT 'foreign key', TABLE_NAME, COUNT(*)
FROM information_schema.TABLE_CONSTRAINTS
WHERE TABLE_SCHEMA = DATABASE() AND CONSTRAINT_TYPE = 'FOREIGN KEY' GROUP BY TABLE_NAME
