SELECT '3079/' || e.oid || '/0' AS address
     , e.extname::text AS name
     , n.nspname::text AS installed_in
     , e.extversion AS version
     , obj_description(e.oid, 'pg_extension') AS comment
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
