-- The address is the type's, which is what columns and functions depend on.
SELECT '1247/' || t.oid || '/0' AS address
     , n.nspname::text AS schema
     , t.typname::text AS name
     , pg_get_userbyid(t.typowner)::text AS owner
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                                 || CASE WHEN a.attcollation <> ct.typcollation
                                         THEN ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END
                                 ORDER BY a.attnum)
                 FROM pg_attribute a
                 JOIN pg_type ct ON ct.oid = a.atttypid
                 LEFT JOIN pg_collation co ON co.oid = a.attcollation
                 LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::text, '[]') AS fields
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || col_description(c.oid, a.attnum) ORDER BY a.attnum)
                 FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND col_description(c.oid, a.attnum) IS NOT NULL)::text, '[]') AS field_comments
     , :privileges(t.typacl, 'T', t.typowner) AS privileges
     , obj_description(t.oid, 'pg_type') AS comment
FROM pg_type t
JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_type, t.oid)
