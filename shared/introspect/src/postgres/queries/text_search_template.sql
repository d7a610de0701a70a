SELECT '3764/' || t.oid || '/0' AS address
     , n.nspname::text AS schema
     , t.tmplname::text AS name
     , :function(t.tmplinit) AS initialize
     , :function(t.tmpllexize) AS look_up
     , obj_description(t.oid, 'pg_ts_template') AS comment
FROM pg_ts_template t
JOIN pg_namespace n ON n.oid = t.tmplnamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_ts_template, t.oid)
