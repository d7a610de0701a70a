SELECT '1259/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS name
     , pg_get_userbyid(c.relowner)::text AS owner
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
                 FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::text, '[]') AS columns
     , coalesce((SELECT json_agg(o ORDER BY o COLLATE "C") FROM unnest(c.reloptions) o)::text, '[]') AS options
     , am.amname::text AS access_method
     , ts.spcname::text AS tablespace
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || setting ORDER BY a.attnum, setting)
                 FROM pg_attribute a
                 JOIN pg_type t ON t.oid = a.atttypid
                 CROSS JOIN LATERAL (VALUES
                     (CASE WHEN a.attstattarget >= 0 THEN 'SET STATISTICS ' || a.attstattarget END),
                     (CASE WHEN a.attstorage <> t.typstorage THEN 'SET STORAGE ' || CASE a.attstorage
                          WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' WHEN 'm' THEN 'MAIN' END END),
                     (CASE a.attcompression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END), -- since 14
                     ('SET (' || array_to_string(a.attoptions, ', ') || ')')) settings (setting)
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND setting IS NOT NULL)::text, '[]') AS column_settings
     , c.relispopulated AS populated
     , pg_get_viewdef(c.oid) AS query
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || col_description(c.oid, a.attnum) ORDER BY a.attnum)
                 FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND col_description(c.oid, a.attnum) IS NOT NULL)::text, '[]') AS column_comments
     , :privileges(c.relacl, 'r', c.relowner) AS privileges
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || entry ORDER BY a.attnum, entry)
                 FROM pg_attribute a
                 CROSS JOIN LATERAL json_array_elements_text(:privileges(a.attacl, 'c', c.relowner)::json) entry
                 WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attacl IS NOT NULL)::text, '[]') AS column_privileges
     , CASE WHEN rt.typacl IS NOT NULL THEN nullif(:privileges(rt.typacl, 'T', c.relowner), '["public: USAGE"]') END AS row_type_privileges
     , obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type rt ON rt.oid = c.reltype
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.relkind = 'm'
  AND :watched(n.nspname) AND :unlocked(pg_class, c.oid)
  AND NOT :member(pg_class, c.oid)
