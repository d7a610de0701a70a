SELECT '3466/' || e.oid || '/0' AS address
     , e.evtname::text AS name
     , pg_get_userbyid(e.evtowner)::text AS owner
     , e.evtevent::text AS event
     , coalesce((SELECT json_agg(tag ORDER BY tag COLLATE "C") FROM unnest(e.evttags) tag)::text, '[]') AS tags
     , quote_ident(n.nspname) || '.' || quote_ident(p.proname) AS function
     , CASE e.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'enabled' END AS enabled
     , obj_description(e.oid, 'pg_event_trigger') AS comment
FROM pg_event_trigger e
JOIN pg_proc p ON p.oid = e.evtfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE e.evtname !~ '^(awsdms_|rds_)'
  AND NOT :member(pg_event_trigger, e.oid)
