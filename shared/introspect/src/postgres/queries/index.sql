-- An index behind a constraint is the constraint's; one attached to an index of the parent table is the parent's, and
-- the parent stays invalid until every partition has its own. Only expressions are printed by the server key by key:
-- names come from pg_attribute, for all indexes at once.
WITH keys AS (
    SELECT i.indexrelid
         , json_agg(CASE i.indkey[own.attnum - 1]
                        WHEN 0 THEN pg_get_indexdef(i.indexrelid, own.attnum, false) ELSE quote_ident(a.attname) END
                    || CASE WHEN i.indcollation[own.attnum - 1] <> coalesce(a.attcollation, t.typcollation)
                            THEN ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END
                    || CASE WHEN oc.opcdefault AND own.attoptions IS NULL THEN '' ELSE ' ' || quote_ident(oc.opcname) END
                    || coalesce(' (' || array_to_string(own.attoptions, ', ') || ')', '')
                    || CASE WHEN i.indoption[own.attnum - 1] & 1 = 1 THEN ' DESC' ELSE '' END
                    || CASE i.indoption[own.attnum - 1] & 3 WHEN 1 THEN ' NULLS LAST' WHEN 2 THEN ' NULLS FIRST' ELSE '' END
                    ORDER BY own.attnum) FILTER (WHERE own.attnum <= i.indnkeyatts) AS keys
         , json_agg(quote_ident(a.attname) ORDER BY own.attnum) FILTER (WHERE own.attnum > i.indnkeyatts) AS include
         , json_agg(own.attnum || ': ' || own.attstattarget ORDER BY own.attnum)
               FILTER (WHERE own.attstattarget >= 0) AS statistics_targets
    FROM pg_index i
    JOIN pg_class ic ON ic.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = ic.relnamespace
    JOIN pg_attribute own ON own.attrelid = i.indexrelid
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[own.attnum - 1] AND a.attnum <> 0
    LEFT JOIN pg_type t ON t.oid = own.atttypid
    LEFT JOIN pg_opclass oc ON oc.oid = i.indclass[own.attnum - 1]
    LEFT JOIN pg_collation co ON co.oid = i.indcollation[own.attnum - 1]
    LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
    WHERE :watched(n.nspname) AND :unlocked(pg_class, ic.oid)
      AND ic.relpersistence <> 't'
    GROUP BY i.indexrelid
)
SELECT '1259/' || ic.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , ic.relname::text AS name
     , am.amname::text AS method
     , i.indisunique AS unique
     , i.indnullsnotdistinct AS nulls_not_distinct -- since 15
     , false AS nulls_not_distinct -- before 15
     , k.keys::text AS keys
     , coalesce(k.include::text, '[]') AS include
     , pg_get_expr(i.indpred, i.indrelid) AS predicate
     , CASE WHEN ic.reloptions IS NULL THEN '[]'
            ELSE (SELECT json_agg(o ORDER BY o) FROM unnest(ic.reloptions) o)::text END AS options
     , ts.spcname::text AS tablespace
     , i.indisvalid AS valid
     , i.indisready AND i.indislive AS ready
     , i.indisclustered AS clustered
     , coalesce(k.statistics_targets::text, '[]') AS statistics_targets
     , d.description AS comment
     , pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i
JOIN keys k ON k.indexrelid = i.indexrelid
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN pg_description d ON d.objoid = ic.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'm')
  AND NOT ic.relispartition
  AND i.indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
  AND NOT :member(pg_class, c.oid)
  AND NOT :member(pg_class, ic.oid)
