SELECT '1247/' || t.oid || '/0' AS address
     , n.nspname::text AS schema
     , t.typname::text AS name
     , pg_get_userbyid(t.typowner)::text AS owner
     , format_type(t.typbasetype, t.typtypmod) AS data_type
     , CASE WHEN t.typcollation <> b.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation
     , t.typnotnull AS not_null
     , (SELECT nullif(k.conname, t.typname || '_not_null')::text FROM pg_constraint k -- since 17
        WHERE k.contypid = t.oid AND k.contype = 'n') AS not_null_name -- since 17
     , NULL::text AS not_null_name -- before 17
     , coalesce(pg_get_expr(t.typdefaultbin, 0),
                quote_literal(t.typdefault) || '::' || format_type(t.typbasetype, t.typtypmod)) AS default
     , coalesce((SELECT json_agg('CONSTRAINT ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid) ORDER BY c.conname)
                 FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c')::text, '[]') AS checks
     , coalesce((SELECT json_agg(quote_ident(c.conname) || ': ' || obj_description(c.oid, 'pg_constraint') ORDER BY c.conname)
                 FROM pg_constraint c
                 WHERE c.contypid = t.oid AND obj_description(c.oid, 'pg_constraint') IS NOT NULL)::text, '[]') AS check_comments
     , :privileges(t.typacl, 'T', t.typowner) AS privileges
     , obj_description(t.oid, 'pg_type') AS comment
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_collation co ON co.oid = t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.typtype = 'd'
  AND :watched(n.nspname)
  AND NOT :member(pg_type, t.oid)
