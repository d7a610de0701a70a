-- Where the locale of another provider than libc is kept depends on the version.
SELECT '3456/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.collname::text AS name
     , pg_get_userbyid(c.collowner)::text AS owner
     , CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'default' END AS provider
     , c.collisdeterministic AS deterministic
     , c.colllocale AS locale -- since 17
     , CASE c.collprovider WHEN 'i' THEN coalesce(to_jsonb(c) ->> 'colliculocale', c.collcollate::text) END AS locale -- before 17
     , CASE WHEN c.collprovider = 'c' THEN c.collcollate::text END AS sort_locale
     , CASE WHEN c.collprovider = 'c' THEN c.collctype::text END AS character_locale
     , c.collicurules AS rules -- since 16
     , NULL::text AS rules -- before 16
     , c.collversion AS version
     , obj_description(c.oid, 'pg_collation') AS comment
FROM pg_collation c
JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_collation, c.oid)
