-- Options are kept as one text, names and values quoted where SQL needs it, in the order in which they were last set.
SELECT '3600/' || d.oid || '/0' AS address
     , n.nspname::text AS schema
     , d.dictname::text AS name
     , pg_get_userbyid(d.dictowner)::text AS owner
     , quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname) AS template
     , coalesce((SELECT json_agg(o[1] ORDER BY o[1] COLLATE "C")
                 FROM regexp_matches(d.dictinitoption,
                                     '((?:"(?:[^"]|"")*"|[^", =]+) = (?:E?''(?:[^'']|'''')*''|[^'', ]+))', 'g') o)::text, '[]') AS options
     , obj_description(d.oid, 'pg_ts_dict') AS comment
FROM pg_ts_dict d
JOIN pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_ts_dict, d.oid)
