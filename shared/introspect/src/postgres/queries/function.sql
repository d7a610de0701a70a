-- The constructors of a range type (deptype i) come and go with the type.
SELECT '1255/' || p.oid || '/0' AS address
     , n.nspname::text AS schema
     , p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS name
     , pg_get_userbyid(p.proowner)::text AS owner
     , CASE p.prokind WHEN 'w' THEN 'window' WHEN 'p' THEN 'procedure' ELSE 'function' END AS function_kind
     , l.lanname::text AS language
     , pg_get_function_arguments(p.oid) AS arguments
     , pg_get_function_result(p.oid) AS returns
     , CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility
     , CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel
     , p.proisstrict AS strict
     , p.prosecdef AS security_definer
     , p.proleakproof AS leakproof
     , p.procost::text AS cost
     , p.prorows::text AS rows
     , CASE WHEN p.prosupport::oid <> 0 THEN p.prosupport::text END AS support
     , CASE WHEN p.protrftypes IS NOT NULL THEN
           (SELECT json_agg(format_type(t, NULL) ORDER BY format_type(t, NULL) COLLATE "C") FROM unnest(p.protrftypes) t)::text END AS transforms
     , coalesce(array_to_json(p.proconfig)::text, '[]') AS settings
     , p.prosrc AS body
     , pg_get_function_sqlbody(p.oid) AS sql_body -- since 14
     , NULL::text AS sql_body -- before 14
     , p.probin AS library
     , :privileges(p.proacl, 'f', p.proowner) AS privileges
     , obj_description(p.oid, 'pg_proc') AS comment
     , pg_get_functiondef(p.oid) AS definition
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'w', 'p')
  AND :watched(n.nspname) AND :unlocked(pg_proc, p.oid)
  AND p.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype IN ('e', 'i'))
