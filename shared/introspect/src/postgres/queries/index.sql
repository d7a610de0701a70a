-- An index behind a constraint is the constraint's; one attached to an index of the parent table is the parent's, and
-- the parent stays invalid until every partition has its own.
-- Keys, INCLUDE columns and predicate are taken from the definition, which the server prints once (definition.rs).
-- Only expressions have a statistics target of their own (ATExecSetStatistics in src/backend/commands/tablecmds.c).
SELECT '1259/' || ic.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , ic.relname::text AS name
     , am.amname::text AS method
     , i.indisunique AS unique
     , i.indnullsnotdistinct AS nulls_not_distinct -- since 15
     , false AS nulls_not_distinct -- before 15
     , NULL::text AS keys
     , NULL::text AS include
     , NULL::text AS predicate
     , CASE WHEN ic.reloptions IS NOT NULL THEN
           (SELECT json_agg(o ORDER BY o COLLATE "C") FROM unnest(ic.reloptions) o)::text END AS options
     , ts.spcname::text AS tablespace
     , i.indisvalid AS valid
     , i.indisready AND i.indislive AS ready
     , i.indisclustered AS clustered
     , CASE WHEN i.indexprs IS NOT NULL THEN
           (SELECT json_agg(a.attnum || ': ' || a.attstattarget ORDER BY a.attnum) FROM pg_attribute a
            WHERE a.attrelid = ic.oid AND a.attstattarget >= 0)::text END AS statistics_targets
     , description.description AS comment
     , pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN pg_description description
       ON description.objoid = ic.oid AND description.classoid = 'pg_class'::regclass AND description.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'm')
  AND c.relpersistence <> 't'
  AND NOT ic.relispartition
  AND :watched(n.nspname) AND :unlocked(pg_class, ic.oid)
  AND i.indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
  AND NOT :member(pg_class, c.oid)
  AND NOT :member(pg_class, ic.oid)
