SELECT '3601/' || p.oid || '/0' AS address
     , n.nspname::text AS schema
     , p.prsname::text AS name
     , :function(p.prsstart) AS start
     , :function(p.prstoken) AS get_token
     , :function(p.prsend) AS end
     , :function(p.prsheadline) AS headline
     , :function(p.prslextype) AS word_types
     , obj_description(p.oid, 'pg_ts_parser') AS comment
FROM pg_ts_parser p
JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_ts_parser, p.oid)
