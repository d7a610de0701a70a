-- Triggers in the order in which they run. They are in the database of their table; asked by TRIGGER_SCHEMA, MariaDB would
-- open the tables of every database.
SELECT TRIGGER_NAME AS `name`, EVENT_OBJECT_TABLE AS `table`, ACTION_TIMING AS `timing`, EVENT_MANIPULATION AS `event`,
       ACTION_STATEMENT AS `body`, DEFINER AS `definer`, SQL_MODE AS `sql_mode`, CHARACTER_SET_CLIENT AS `charset_client`,
       COLLATION_CONNECTION AS `collation_connection`, DATABASE_COLLATION AS `database_collation`
FROM information_schema.TRIGGERS
WHERE EVENT_OBJECT_SCHEMA = DATABASE()
ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER
