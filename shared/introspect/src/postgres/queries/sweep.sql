-- Every catalog that holds user objects of a kind no struct models yet. One row a kind, only where there are any.
-- OIDs below 16384 are the server's own (FirstNormalObjectId in src/include/access/transam.h).
SELECT what, count FROM (
          SELECT 'aggregate' AS what, count(*) FROM pg_proc o WHERE o.prokind = 'a' AND o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'range type', count(*) FROM pg_type o WHERE o.typtype = 'r' AND o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'base type', count(*) FROM pg_type o WHERE (o.typtype = 'p' OR o.typtype = 'b' AND o.typcategory <> 'A') AND o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'operator', count(*) FROM pg_operator o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'operator class', count(*) FROM pg_opclass o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_opclass'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'operator family', count(*) FROM pg_opfamily o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_opfamily'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'cast', count(*) FROM pg_cast o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = o.oid AND d.deptype IN ('e', 'i'))
UNION ALL SELECT 'collation', count(*) FROM pg_collation o WHERE o.oid >= 16384 AND o.collnamespace <> 'pg_catalog'::regnamespace
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_collation'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'conversion', count(*) FROM pg_conversion o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_conversion'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'text search configuration', count(*) FROM pg_ts_config o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_config'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'text search dictionary', count(*) FROM pg_ts_dict o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_dict'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'text search parser', count(*) FROM pg_ts_parser o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_parser'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'text search template', count(*) FROM pg_ts_template o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_template'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'language', count(*) FROM pg_language o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_language'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'transform', count(*) FROM pg_transform o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_transform'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL SELECT 'access method', count(*) FROM pg_am o WHERE o.oid >= 16384
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_am'::regclass AND d.objid = o.oid AND d.deptype = 'e')
) kinds
WHERE count > 0
