-- Functions, procedures and packages, but for their parameters.
SELECT ROUTINE_TYPE AS `sort`, ROUTINE_NAME AS `name`, ROUTINE_DEFINITION AS `body`, DTD_IDENTIFIER AS `data_type`,
       CHARACTER_SET_NAME AS `charset`, COLLATION_NAME AS `collation`, IS_DETERMINISTIC AS `deterministic`,
       SQL_DATA_ACCESS AS `data_access`, SECURITY_TYPE AS `security`, EXTERNAL_LANGUAGE AS `language`, SQL_MODE AS `sql_mode`,
       ROUTINE_COMMENT AS `comment`, DEFINER AS `definer`, CHARACTER_SET_CLIENT AS `charset_client`,
       COLLATION_CONNECTION AS `collation_connection`, DATABASE_COLLATION AS `database_collation`
FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = DATABASE()
