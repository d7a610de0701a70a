-- That there are expressions (kind e) is said by the expressions themselves.
SELECT '3381/' || s.oid || '/0' AS address
     , n.nspname::text AS schema
     , s.stxname::text AS name
     , pg_get_userbyid(s.stxowner)::text AS owner
     , quote_ident(cn.nspname) || '.' || quote_ident(c.relname) AS table
     , coalesce((SELECT json_agg(CASE kind WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' WHEN 'm' THEN 'mcv'
                                           ELSE kind::text END
                                 ORDER BY kind)
                 FROM unnest(s.stxkind) kind WHERE kind <> 'e')::text, '[]') AS kinds
     , coalesce((SELECT json_agg(a.attname ORDER BY a.attname)
                 FROM pg_attribute a
                 WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys))::text, '[]') AS columns
     , coalesce((SELECT json_agg(e ORDER BY e COLLATE "C") -- since 14
                 FROM unnest(pg_get_statisticsobjdef_expressions(s.oid)) e)::text, '[]') AS expressions -- since 14
     , NULL::text AS expressions -- before 14
     , nullif(s.stxstattarget, -1) AS target
     , obj_description(s.oid, 'pg_statistic_ext') AS comment
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
JOIN pg_class c ON c.oid = s.stxrelid
JOIN pg_namespace cn ON cn.oid = c.relnamespace
WHERE c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_statistic_ext, s.oid)
  AND NOT :member(pg_class, c.oid)
  AND NOT :member(pg_statistic_ext, s.oid)
