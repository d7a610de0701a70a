-- An index behind a constraint is the constraint's; one attached to an index of the parent table is the parent's, and
-- the parent stays invalid until every partition has its own.
SELECT '1259/' || ic.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , ic.relname::text AS name
     , am.amname::text AS method
     , i.indisunique AS unique
     , i.indnullsnotdistinct AS nulls_not_distinct -- since 15
     , false AS nulls_not_distinct -- before 15
     , coalesce((SELECT json_agg(pg_get_indexdef(i.indexrelid, place::integer, false)
                                 || CASE WHEN oc.opcdefault THEN '' ELSE ' ' || quote_ident(oc.opcname) END
                                 || CASE WHEN i.indoption[place - 1] & 1 = 1 THEN ' DESC' ELSE '' END
                                 || CASE i.indoption[place - 1] & 3 WHEN 1 THEN ' NULLS LAST' WHEN 2 THEN ' NULLS FIRST' ELSE '' END
                                 ORDER BY place)
                 FROM generate_series(1, i.indnkeyatts) place
                 JOIN pg_opclass oc ON oc.oid = i.indclass[place - 1])::text, '[]') AS keys
     , coalesce((SELECT json_agg(pg_get_indexdef(i.indexrelid, place::integer, false) ORDER BY place)
                 FROM generate_series(i.indnkeyatts + 1, i.indnatts) place)::text, '[]') AS include
     , pg_get_expr(i.indpred, i.indrelid) AS predicate
     , coalesce((SELECT json_agg(o ORDER BY o) FROM unnest(ic.reloptions) o)::text, '[]') AS options
     , ts.spcname::text AS tablespace
     , i.indisvalid AND i.indisready AND i.indislive AS valid
     , i.indisclustered AS clustered
     , coalesce((SELECT json_agg(a.attnum || ': ' || a.attstattarget ORDER BY a.attnum)
                 FROM pg_attribute a
                 WHERE a.attrelid = ic.oid AND a.attnum > 0 AND a.attstattarget >= 0)::text, '[]') AS statistics_targets
     , obj_description(ic.oid, 'pg_class') AS comment
     , pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
WHERE c.relkind IN ('r', 'p', 'm')
  AND c.relpersistence <> 't'
  AND NOT ic.relispartition
  AND :watched(n.nspname) AND :unlocked(pg_class, ic.oid)
  AND i.indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
  AND NOT :member(pg_class, c.oid)
  AND NOT :member(pg_class, ic.oid)
