-- Not those of PostgreSQL itself, and not those that AWS makes. A membership is listed with what differs from what a plain
-- GRANT would give. Whoever makes a role without being a superuser is its member with ADMIN alone: nobody granted that.
SELECT '1260/' || r.oid || '/0' AS address
     , r.rolname::text AS name
     , r.rolcanlogin AS login
     , r.rolsuper AS superuser
     , r.rolinherit AS inherit
     , r.rolcreaterole AS create_role
     , r.rolcreatedb AS create_database
     , r.rolreplication AS replication
     , r.rolbypassrls AS bypass_row_security
     , r.rolconnlimit AS connection_limit
     , CASE WHEN isfinite(r.rolvaliduntil) THEN r.rolvaliduntil::text END AS valid_until
     , coalesce((SELECT json_agg(entry ORDER BY entry COLLATE "C") FROM (
           SELECT quote_ident(pg_get_userbyid(m.roleid))
                  || coalesce(': ' || nullif(concat_ws(', ',
                         CASE WHEN bool_or(m.admin_option) THEN 'ADMIN' END
                         , CASE WHEN bool_or(m.inherit_option) <> r.rolinherit -- since 16
                                THEN 'INHERIT ' || upper(bool_or(m.inherit_option)::text) END -- since 16
                         , CASE WHEN NOT bool_or(m.set_option) THEN 'SET FALSE' END -- since 16
                     ), ''), '') AS entry
           FROM pg_auth_members m
           WHERE m.member = r.oid
             AND NOT (m.grantor = 10 AND m.admin_option AND NOT m.inherit_option AND NOT m.set_option) -- since 16
           GROUP BY m.roleid) entries)::text, '[]') AS member_of
     , coalesce((SELECT json_agg(entry ORDER BY entry COLLATE "C") FROM unnest(r.rolconfig) entry
                 WHERE split_part(entry, '=', 1) !~* '[.].*(secret|passw|token|key|credential|private|auth)')::text,
                '[]') AS settings
     , shobj_description(r.oid, 'pg_authid') AS comment
FROM pg_roles r
WHERE r.rolname !~ '^(pg_|rds_|aws_|awsdms_)' AND r.rolname !~ '^rds(admin|repladmin|proxyadmin|topmgr|writeforwarduser)$'
