SELECT '1255/' || p.oid || '/0' AS address
     , n.nspname::text AS schema
     , p.proname || '(' || CASE p.pronargs WHEN 0 THEN '*' ELSE oidvectortypes(p.proargtypes) END || ')' AS name
     , pg_get_userbyid(p.proowner)::text AS owner
     , CASE a.aggkind WHEN 'o' THEN 'ordered-set' WHEN 'h' THEN 'hypothetical-set' ELSE 'normal' END AS aggregate_kind
     , pg_get_function_arguments(p.oid) AS arguments
     , :function(a.aggtransfn) AS transition_function
     , format_type(a.aggtranstype, NULL) AS state_type
     , a.aggtransspace AS state_size
     , a.agginitval AS initial_value
     , :function(a.aggfinalfn) AS final_function
     , a.aggfinalextra AS final_extra
     , CASE a.aggfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END AS final_modify
     , :function(a.aggcombinefn) AS combine_function
     , :function(a.aggserialfn) AS serialize_function
     , :function(a.aggdeserialfn) AS deserialize_function
     , :function(a.aggmtransfn) AS moving_transition_function
     , :function(a.aggminvtransfn) AS moving_inverse_function
     , CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END AS moving_state_type
     , a.aggmtransspace AS moving_state_size
     , a.aggminitval AS moving_initial_value
     , :function(a.aggmfinalfn) AS moving_final_function
     , a.aggmfinalextra AS moving_final_extra
     , CASE WHEN a.aggmtransfn::oid <> 0
            THEN CASE a.aggmfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END
       END AS moving_final_modify
     , :operator(a.aggsortop) AS sort_operator
     , CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel
     , :privileges(p.proacl, 'f', p.proowner) AS privileges
     , obj_description(p.oid, 'pg_proc') AS comment
FROM pg_aggregate a
JOIN pg_proc p ON p.oid = a.aggfnoid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_proc, p.oid)
