SELECT '2616/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.opcname || ' USING ' || quote_ident(a.amname) AS name
     , pg_get_userbyid(c.opcowner)::text AS owner
     , format_type(c.opcintype, NULL) AS data_type
     , c.opcdefault AS default
     , quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) AS family
     , CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END AS storage
     , coalesce(m.operators, '[]') AS operators
     , coalesce(m.functions, '[]') AS functions
     , coalesce(m.loose, '[]') AS loose
     , obj_description(c.oid, 'pg_opclass') AS comment
FROM pg_opclass c
JOIN pg_namespace n ON n.oid = c.opcnamespace
JOIN pg_am a ON a.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
LEFT JOIN (SELECT m.class
                , (json_agg(m.entry ORDER BY m.number, m.entry COLLATE "C") FILTER (WHERE m.is_operator))::text AS operators
                , (json_agg(m.entry ORDER BY m.number, m.entry COLLATE "C") FILTER (WHERE NOT m.is_operator))::text AS functions
                , (json_agg(m.entry ORDER BY m.number, m.entry COLLATE "C") FILTER (WHERE m.loose))::text AS loose
           FROM :operator_members() m
           GROUP BY m.class) m ON m.class = c.oid
WHERE :watched(n.nspname)
  AND NOT :member(pg_opclass, c.oid)
