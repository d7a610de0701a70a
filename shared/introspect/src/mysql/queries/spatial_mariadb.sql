-- The reference systems of spatial columns, which SHOW CREATE TABLE leaves out.
SELECT F_TABLE_NAME AS `table`, F_GEOMETRY_COLUMN AS name, SRID AS srid
FROM information_schema.GEOMETRY_COLUMNS
WHERE F_TABLE_SCHEMA = DATABASE() AND SRID <> 0
