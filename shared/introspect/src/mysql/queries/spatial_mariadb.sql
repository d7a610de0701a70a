-- The reference systems of spatial columns, which SHOW CREATE TABLE leaves out.
SELECT G_TABLE_NAME AS `table`, G_GEOMETRY_COLUMN AS `name`, SRID AS `srid`
FROM information_schema.GEOMETRY_COLUMNS
WHERE G_TABLE_SCHEMA = DATABASE() AND SRID <> 0
