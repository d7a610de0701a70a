SELECT d.datname::text AS database
     , pg_get_userbyid(d.datdba)::text AS database_owner
     , CASE WHEN d.datacl IS NOT NULL THEN coalesce((SELECT json_agg(json_build_object(
                            'entry', item::text,
                            'grantee', CASE WHEN g.grantee <> 0 THEN pg_get_userbyid(g.grantee) ELSE '' END,
                            'grantor', pg_get_userbyid(g.grantor)) ORDER BY item::text)
                 FROM unnest(d.datacl) item
                 CROSS JOIN LATERAL (SELECT grantee, grantor FROM aclexplode(ARRAY[item]) LIMIT 1) g)::text, '[]')
       END AS database_grants
     , shobj_description(d.oid, 'pg_database') AS database_comment
     , d.datconnlimit AS connection_limit
     , d.datistemplate AS template
     , pg_encoding_to_char(d.encoding)::text AS encoding
     , d.datcollate::text AS collate
     , d.datctype::text AS ctype
     , coalesce((SELECT json_agg(r.rolname ORDER BY r.rolname) FROM pg_roles r WHERE r.rolname !~ '^pg_')::text, '[]') AS roles
     , coalesce((SELECT json_agg(json_build_object(
                            'role', CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END,
                            'in_database', s.setdatabase <> 0,
                            'name', split_part(c, '=', 1),
                            'value', substr(c, strpos(c, '=') + 1))
                        ORDER BY s.setdatabase, s.setrole, c)
                 FROM pg_db_role_setting s, unnest(s.setconfig) c
                 WHERE s.setdatabase IN (0, d.oid) AND split_part(c, '=', 1) IN
                       ('search_path', 'default_tablespace', 'default_table_access_method', 'default_toast_compression',
                        'check_function_bodies', 'standard_conforming_strings', 'timezone', 'TimeZone', 'DateStyle',
                        'IntervalStyle'))::text, '[]') AS settings
     , coalesce((SELECT json_agg(json_build_object('name', n.nspname, 'owner', pg_get_userbyid(n.nspowner)) ORDER BY n.nspname)
                 FROM pg_namespace n
                 WHERE :watched(n.nspname))::text, '[]') AS schemas
FROM pg_database d
WHERE d.datname = current_database()
