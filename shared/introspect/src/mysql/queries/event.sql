-- Events. `CREATED` is in the session's time zone, which is UTC; the other times are in the event's own, and so is the
-- time of creation that stands in STARTS where nobody said one.
SELECT EVENT_NAME AS `name`, EVENT_DEFINITION AS `body`, EVENT_TYPE AS `sort`, EXECUTE_AT AS `execute_at`,
       INTERVAL_VALUE AS `interval_value`, INTERVAL_FIELD AS `interval_field`, STARTS AS `starts`, ENDS AS `ends`,
       TIME_ZONE AS `time_zone`, ON_COMPLETION AS `on_completion`, STATUS AS `status`, SQL_MODE AS `sql_mode`,
       EVENT_COMMENT AS `comment`, DEFINER AS `definer`, CHARACTER_SET_CLIENT AS `charset_client`,
       COLLATION_CONNECTION AS `collation_connection`, DATABASE_COLLATION AS `database_collation`,
       ABS(TIMESTAMPDIFF(SECOND, STARTS, CONVERT_TZ(CREATED, '+00:00', TIME_ZONE))) AS `starts_after_creation`
FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = DATABASE()
