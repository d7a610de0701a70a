SELECT '3576/' || r.oid || '/0' AS address
     , format_type(t.oid, NULL) || ' LANGUAGE ' || quote_ident(l.lanname) AS name
     , :signature(r.trffromsql) AS from_sql
     , :signature(r.trftosql) AS to_sql
     , obj_description(r.oid, 'pg_transform') AS comment
FROM pg_transform r
JOIN pg_language l ON l.oid = r.trflang
JOIN pg_type t ON t.oid = r.trftype
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE (n.nspname = 'pg_catalog' OR :watched(n.nspname))
  AND NOT :member(pg_transform, r.oid)
