-- What the database gives its new objects.
SELECT DEFAULT_CHARACTER_SET_NAME AS `charset`, DEFAULT_COLLATION_NAME AS `collation`, DEFAULT_ENCRYPTION AS `encryption`,
       '' AS `options`, NULL AS `comment`
FROM information_schema.SCHEMATA
WHERE SCHEMA_NAME = DATABASE()
