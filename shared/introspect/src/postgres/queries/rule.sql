-- The rule that makes a view a view is the view.
SELECT '2618/' || r.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , r.rulename::text AS name
     , CASE r.ev_type WHEN '1' THEN 'select' WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END AS event
     , r.is_instead AS instead
     , CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'enabled' END AS enabled
     , obj_description(r.oid, 'pg_rewrite') AS comment
     , pg_get_ruledef(r.oid) AS definition
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.ev_type <> '1'
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_rewrite, r.oid)
  AND NOT :member(pg_class, c.oid)
  AND NOT :member(pg_rewrite, r.oid)
