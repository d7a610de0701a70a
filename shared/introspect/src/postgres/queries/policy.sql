SELECT '3256/' || p.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , p.polname::text AS name
     , CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END AS command
     , p.polpermissive AS permissive
     , coalesce((SELECT json_agg(role ORDER BY role COLLATE "C") FROM (
           SELECT CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r)::text END AS role FROM unnest(p.polroles) r) roles)::text, '[]') AS roles
     , pg_get_expr(p.polqual, p.polrelid) AS using
     , pg_get_expr(p.polwithcheck, p.polrelid) AS check
     , obj_description(p.oid, 'pg_policy') AS comment
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE :watched(n.nspname) AND :unlocked(pg_policy, p.oid)
  AND NOT :member(pg_class, c.oid)
