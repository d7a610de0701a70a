-- Limited to a schema they are added to what everybody has; for all schemas they replace it.
SELECT '826/' || d.oid || '/0' AS address
     , coalesce(n.nspname, '')::text AS schema
     , quote_ident(pg_get_userbyid(d.defaclrole)) || ': '
       || CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                               WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' WHEN 'L' THEN 'large objects'
                               ELSE d.defaclobjtype::text END AS name
     , CASE WHEN d.defaclnamespace = 0
            THEN :privileges(d.defaclacl, (CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END), d.defaclrole)
            ELSE coalesce((SELECT json_agg(entry ORDER BY entry COLLATE "C") FROM (
                     SELECT CASE g.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(g.grantee)) END || ': '
                            || string_agg(g.privilege_type || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,
                                          ', ' ORDER BY g.privilege_type) AS entry
                     FROM aclexplode(d.defaclacl) g
                     GROUP BY g.grantee) entries)::text, '[]') END AS privileges
FROM pg_default_acl d
LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
WHERE pg_get_userbyid(d.defaclrole) !~ '^rds'
  AND (n.oid IS NULL OR :watched(n.nspname))
