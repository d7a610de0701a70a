SELECT '1259/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS name
     , pg_get_userbyid(c.relowner)::text AS owner
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
                 FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::text, '[]') AS columns
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || pg_get_expr(d.adbin, d.adrelid) ORDER BY a.attnum)
                 FROM pg_attrdef d
                 JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                 WHERE d.adrelid = c.oid)::text, '[]') AS column_defaults
     , coalesce((SELECT json_agg(o ORDER BY o COLLATE "C") FROM unnest(c.reloptions) o)::text, '[]') AS options
     , pg_get_viewdef(c.oid) AS query
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || col_description(c.oid, a.attnum) ORDER BY a.attnum)
                 FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND col_description(c.oid, a.attnum) IS NOT NULL)::text, '[]') AS column_comments
     , :privileges(c.relacl, 'r', c.relowner) AS privileges
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || entry ORDER BY a.attnum, entry)
                 FROM pg_attribute a
                 CROSS JOIN LATERAL json_array_elements_text(:privileges(a.attacl, 'c', c.relowner)::json) entry
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.attacl IS NOT NULL)::text, '[]') AS column_privileges
     , CASE WHEN rt.typacl IS NOT NULL THEN nullif(:privileges(rt.typacl, 'T', c.relowner), '["public: USAGE"]') END AS row_type_privileges
     , obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type rt ON rt.oid = c.reltype
WHERE c.relkind = 'v'
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_class, c.oid)
  AND NOT :member(pg_class, c.oid)
