-- OIDs below 16384 are the server's own access methods.
SELECT '2601/' || a.oid || '/0' AS address
     , a.amname::text AS name
     , CASE a.amtype WHEN 't' THEN 'table' ELSE 'index' END AS method_type
     , :function(a.amhandler) AS handler
     , obj_description(a.oid, 'pg_am') AS comment
FROM pg_am a
WHERE a.oid >= 16384
  AND NOT :member(pg_am, a.oid)
