-- The reference systems of spatial columns, which SHOW CREATE TABLE leaves out. By another column than F_TABLE_SCHEMA the
-- server would open the tables of every database.
SELECT G_TABLE_NAME AS `table`, G_GEOMETRY_COLUMN AS `name`, SRID AS `srid`
FROM information_schema.GEOMETRY_COLUMNS
WHERE F_TABLE_SCHEMA = DATABASE() AND SRID <> 0
