-- What is said of views; their queries are printed by SHOW CREATE VIEW.
SELECT TABLE_NAME AS `name`, SECURITY_TYPE AS `security`, DEFINER AS `definer`, CHARACTER_SET_CLIENT AS `charset_client`,
       COLLATION_CONNECTION AS `collation_connection`
FROM information_schema.VIEWS
WHERE TABLE_SCHEMA = DATABASE()
