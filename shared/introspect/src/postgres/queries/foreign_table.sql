SELECT '1259/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS name
     , pg_get_userbyid(c.relowner)::text AS owner
     , s.srvname::text AS server
     , :foreign_options(f.ftoptions) AS options
     , coalesce((SELECT json_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname) ORDER BY h.inhseqno)
                 FROM pg_inherits h
                 JOIN pg_class p ON p.oid = h.inhparent
                 JOIN pg_namespace pn ON pn.oid = p.relnamespace
                 WHERE h.inhrelid = c.oid AND NOT c.relispartition)::text, '[]') AS inherits
     , (SELECT quote_ident(pn.nspname) || '.' || quote_ident(p.relname)
        FROM pg_inherits h
        JOIN pg_class p ON p.oid = h.inhparent
        JOIN pg_namespace pn ON pn.oid = p.relnamespace
        WHERE h.inhrelid = c.oid AND c.relispartition) AS partition_of
     , CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound
     , :privileges(c.relacl, 'r', c.relowner) AS privileges
     , coalesce((SELECT json_agg(quote_ident(a.attname) || ': ' || entry ORDER BY a.attname, entry)
                 FROM pg_attribute a
                 CROSS JOIN LATERAL json_array_elements_text(:privileges(a.attacl, 'c', c.relowner)::json) entry
                 WHERE a.attrelid = c.oid AND a.attnum < 0 AND a.attacl IS NOT NULL)::text, '[]') AS system_column_privileges
     , CASE WHEN rt.typacl IS NOT NULL THEN nullif(:privileges(rt.typacl, 'T', c.relowner), '["public: USAGE"]') END AS row_type_privileges
     , obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type rt ON rt.oid = c.reltype
JOIN pg_foreign_table f ON f.ftrelid = c.oid
JOIN pg_foreign_server s ON s.oid = f.ftserver
WHERE c.relkind = 'f'
  AND :watched(n.nspname) AND :unlocked(pg_class, c.oid)
  AND NOT :member(pg_class, c.oid)
