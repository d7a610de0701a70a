-- Its name is no part of its identity: the one that is built to compare with is called otherwise.
SELECT '1262/' || d.oid || '/0' AS address
     , 'current' AS name
     , pg_get_userbyid(d.datdba)::text AS owner
     , d.datconnlimit AS connection_limit
     , d.datistemplate AS template
     , :privileges(d.datacl, 'd', d.datdba) AS privileges
     , shobj_description(d.oid, 'pg_database') AS comment
FROM pg_database d
WHERE d.datname = current_database()
