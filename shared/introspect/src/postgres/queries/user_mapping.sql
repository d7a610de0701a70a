-- The catalog itself is closed to ordinary roles; this view of it is not. Its options are left alone: some roles see the
-- passwords there.
SELECT '1418/' || m.umid || '/0' AS address
     , CASE m.umuser WHEN 0 THEN 'public' ELSE quote_ident(m.usename) END || ' on server ' || quote_ident(m.srvname) AS name
     , m.usename::text AS role
     , m.srvname::text AS server
FROM pg_user_mappings m
WHERE NOT :member(pg_user_mapping, m.umid)
