SELECT '1247/' || t.oid || '/0' AS address
     , n.nspname::text AS schema
     , t.typname::text AS name
     , pg_get_userbyid(t.typowner)::text AS owner
     , coalesce((SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid)::text, '[]') AS labels
     , :privileges(t.typacl, 'T', t.typowner) AS privileges
     , obj_description(t.oid, 'pg_type') AS comment
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e'
  AND :watched(n.nspname)
  AND NOT :member(pg_type, t.oid)
