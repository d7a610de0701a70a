-- What there is, and when routines and events were changed last. Nothing asked here makes the server open a table.
SELECT TABLE_TYPE AS `sort`, TABLE_NAME AS `name`, '' AS `changed`
FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
UNION ALL
SELECT ROUTINE_TYPE, ROUTINE_NAME, LAST_ALTERED
FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
UNION ALL
SELECT 'EVENT', EVENT_NAME, LAST_ALTERED
FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()
UNION ALL
SELECT 'TRIGGER', TRIGGER_NAME, CREATED
FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE()
ORDER BY sort, name
