-- The cast of a range to its multirange (deptype i) comes and goes with the type. A cast is watched as its types are.
SELECT '2605/' || c.oid || '/0' AS address
     , format_type(s.oid, NULL) || ' AS ' || format_type(t.oid, NULL) AS name
     , CASE c.castmethod WHEN 'f' THEN 'function' WHEN 'i' THEN 'inout' ELSE 'binary' END AS method
     , :signature(c.castfunc) AS function
     , CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' ELSE 'explicit' END AS context
     , obj_description(c.oid, 'pg_cast') AS comment
FROM pg_cast c
JOIN pg_type s ON s.oid = c.castsource
JOIN pg_namespace sn ON sn.oid = s.typnamespace
JOIN pg_type t ON t.oid = c.casttarget
JOIN pg_namespace tn ON tn.oid = t.typnamespace
WHERE c.oid >= 16384
  AND (sn.nspname = 'pg_catalog' OR :watched(sn.nspname))
  AND (tn.nspname = 'pg_catalog' OR :watched(tn.nspname))
  AND c.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_cast'::regclass AND deptype IN ('e', 'i'))
