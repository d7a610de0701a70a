SELECT '1417/' || s.oid || '/0' AS address
     , s.srvname::text AS name
     , pg_get_userbyid(s.srvowner)::text AS owner
     , w.fdwname::text AS wrapper
     , s.srvtype AS server_type
     , s.srvversion AS version
     , :foreign_options(s.srvoptions) AS options
     , :privileges(s.srvacl, 'S', s.srvowner) AS privileges
     , obj_description(s.oid, 'pg_foreign_server') AS comment
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE NOT :member(pg_foreign_server, s.oid)
