SELECT '2615/' || n.oid || '/0' AS address
     , n.nspname::text AS name
     , pg_get_userbyid(n.nspowner)::text AS owner
     , obj_description(n.oid, 'pg_namespace') AS comment
FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND n.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND deptype = 'e')
