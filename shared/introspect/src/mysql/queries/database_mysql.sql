-- What the database gives its new objects.
SELECT schemata.DEFAULT_CHARACTER_SET_NAME AS `charset`, schemata.DEFAULT_COLLATION_NAME AS `collation`,
       schemata.DEFAULT_ENCRYPTION AS `encryption`, extensions.OPTIONS AS `options`, NULL AS `comment`
FROM information_schema.SCHEMATA AS `schemata`
LEFT JOIN information_schema.SCHEMATA_EXTENSIONS AS `extensions` ON extensions.SCHEMA_NAME = schemata.SCHEMA_NAME
WHERE schemata.SCHEMA_NAME = DATABASE()
