SELECT '2615/' || n.oid || '/0' AS address
     , n.nspname::text AS name
     , pg_get_userbyid(n.nspowner)::text AS owner
     , :privileges(n.nspacl, 'n', n.nspowner) AS privileges
     , obj_description(n.oid, 'pg_namespace') AS comment
FROM pg_namespace n
WHERE :watched(n.nspname)
  AND NOT :member(pg_namespace, n.oid)
