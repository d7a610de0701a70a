-- A family of the server's own is one of ours as far as somebody added to it.
SELECT '2753/' || f.oid || '/0' AS address
     , n.nspname::text AS schema
     , f.opfname || ' USING ' || quote_ident(a.amname) AS name
     , pg_get_userbyid(f.opfowner)::text AS owner
     , coalesce(m.operators, '[]') AS operators
     , coalesce(m.functions, '[]') AS functions
     , CASE WHEN f.oid >= 16384 THEN obj_description(f.oid, 'pg_opfamily') END AS comment
FROM pg_opfamily f
JOIN pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_am a ON a.oid = f.opfmethod
LEFT JOIN (SELECT m.family
                , (json_agg(m.entry ORDER BY m.number, m.entry COLLATE "C") FILTER (WHERE m.is_operator))::text AS operators
                , (json_agg(m.entry ORDER BY m.number, m.entry COLLATE "C") FILTER (WHERE NOT m.is_operator))::text AS functions
           FROM :operator_members() m
           WHERE m.class IS NULL
           GROUP BY m.family) m ON m.family = f.oid
WHERE (:watched(n.nspname) OR n.nspname = 'pg_catalog' AND m.family IS NOT NULL)
  AND NOT :member(pg_opfamily, f.oid)
