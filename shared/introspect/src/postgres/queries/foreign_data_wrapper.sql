SELECT '2328/' || w.oid || '/0' AS address
     , w.fdwname::text AS name
     , pg_get_userbyid(w.fdwowner)::text AS owner
     , (SELECT quote_ident(n.nspname) || '.' || quote_ident(p.proname)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = w.fdwhandler) AS handler
     , (SELECT quote_ident(n.nspname) || '.' || quote_ident(p.proname)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = w.fdwvalidator) AS validator
     , :foreign_options(w.fdwoptions) AS options
     , :privileges(w.fdwacl, 'F', w.fdwowner) AS privileges
     , obj_description(w.oid, 'pg_foreign_data_wrapper') AS comment
FROM pg_foreign_data_wrapper w
WHERE NOT :member(pg_foreign_data_wrapper, w.oid)
