SELECT '3596/' || l.objoid || '/' || l.objsubid AS address
     , coalesce(n.nspname, o.schema, '')::text AS schema
     , coalesce(c.relname, '')::text AS relation
     , l.provider || ' on ' || o.type || ' ' || o.identity AS name
     , l.label
FROM pg_seclabel l
CROSS JOIN LATERAL pg_identify_object(l.classoid, l.objoid, l.objsubid) o
LEFT JOIN pg_class c ON l.classoid = 'pg_class'::regclass AND c.oid = l.objoid
LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE o.identity IS NOT NULL
  AND :watched(coalesce(n.nspname, o.schema, ''))
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = l.classoid AND d.objid = l.objoid AND d.objsubid = 0 AND d.deptype = 'e')
UNION ALL
SELECT '3592/' || l.objoid || '/0', '', '', l.provider || ' on database', l.label
FROM pg_shseclabel l
WHERE l.classoid = 'pg_database'::regclass
  AND l.objoid = (SELECT oid FROM pg_database WHERE datname = current_database())
