-- Every catalog that holds user objects of a kind no struct models yet. One row a kind, only where there are any.
-- OIDs below 16384 are the server's own (FirstNormalObjectId in src/include/access/transam.h).
SELECT what, count FROM (
          SELECT 'foreign table' AS what, count(*) FROM pg_class o WHERE o.relkind = 'f' AND o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'rule', count(*) FROM pg_rewrite o WHERE o.rulename <> '_RETURN' AND o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = o.oid AND d.deptype = 'e')
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = o.ev_class AND d.deptype = 'e')
UNION ALL SELECT 'event trigger', count(*) FROM pg_event_trigger o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'extended statistics object', count(*) FROM pg_statistic_ext o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_statistic_ext'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'foreign data wrapper', count(*) FROM pg_foreign_data_wrapper o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_data_wrapper'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'foreign server', count(*) FROM pg_foreign_server o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_server'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'publication', count(*) FROM pg_publication o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_publication'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'type of a new kind', count(*) FROM pg_type o WHERE o.typtype NOT IN ('b', 'c', 'd', 'e', 'm', 'p', 'r') AND o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'routine of a new kind', count(*) FROM pg_proc o WHERE o.prokind NOT IN ('a', 'f', 'p', 'w') AND o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = o.oid AND d.deptype = 'e')
) kinds
WHERE count > 0
