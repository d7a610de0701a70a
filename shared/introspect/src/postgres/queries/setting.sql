-- Parameters of somebody's own have a dot in their name, and people keep secrets in them.
SELECT '2964/' || s.setrole || '/0' AS address
     , CASE WHEN s.setrole <> 0 THEN quote_ident(pg_get_userbyid(s.setrole)) || ': ' ELSE '' END
       || split_part(c, '=', 1) AS name
     , CASE WHEN split_part(c, '=', 1) !~* '[.].*(secret|passw|token|key|credential|private|auth)'
            THEN substr(c, strpos(c, '=') + 1) END AS value
FROM pg_db_role_setting s
CROSS JOIN LATERAL unnest(s.setconfig) c
WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (s.setrole = 0 OR pg_get_userbyid(s.setrole) !~ '^rds')
