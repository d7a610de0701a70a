-- A constraint that comes from a parent table (coninhcount) is the parent's: it cannot be changed or dropped on the
-- child, and whether the child also calls it its own depends only on how a partition was attached. Columns are looked up
-- for all constraints at once; what only few constraints have is looked up for these.
WITH listed AS (
    SELECT k.oid, k.conrelid, k.confrelid, k.conkey, k.confkey
    FROM pg_constraint k
    WHERE k.contype IN ('p', 'u', 'f', 'x') AND k.coninhcount = 0 AND k.conparentid = 0
), keys AS (
    SELECT k.oid, json_agg(a.attname ORDER BY key.place) AS columns
    FROM listed k
    CROSS JOIN unnest(k.conkey) WITH ORDINALITY AS key(number, place)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number
    GROUP BY k.oid
), referenced AS (
    SELECT k.oid, json_agg(a.attname ORDER BY key.place) AS columns
    FROM listed k
    CROSS JOIN unnest(k.confkey) WITH ORDINALITY AS key(number, place)
    JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.number
    GROUP BY k.oid
), triggers AS (
    SELECT s.tgconstraint, json_agg(s.event || ': ' || s.state ORDER BY s.event) AS states
    FROM (SELECT t.tgconstraint
               , CASE WHEN t.tgfoid IN ('"RI_FKey_check_ins"'::regproc, '"RI_FKey_check_upd"'::regproc,
                                        'unique_key_recheck'::regproc) THEN '' ELSE 'referenced ' END
                 || concat_ws(' or ', CASE WHEN t.tgtype & 4 > 0 THEN 'insert' END,
                              CASE WHEN t.tgtype & 16 > 0 THEN 'update' END,
                              CASE WHEN t.tgtype & 8 > 0 THEN 'delete' END) AS event
               , CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS state
          FROM pg_trigger t
          WHERE t.tgisinternal AND t.tgconstraint <> 0 AND t.tgenabled <> 'O') s
    GROUP BY s.tgconstraint
)
SELECT '2606/' || k.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , k.conname::text AS name
     , CASE k.contype WHEN 'p' THEN 'primary_key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign_key'
                      WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclusion' END AS constraint_type
     , coalesce(keys.columns::text, '[]') AS columns
     , CASE WHEN k.contype <> 'x' THEN '[]'
            ELSE (SELECT json_agg(pg_get_indexdef(xi.indexrelid, own.attnum, false)
                         || CASE WHEN xi.indcollation[own.attnum - 1] <> coalesce(a.attcollation, t.typcollation)
                                 THEN ' COLLATE ' || quote_ident(con.nspname) || '.' || quote_ident(co.collname) ELSE '' END
                         || CASE WHEN oc.opcdefault AND own.attoptions IS NULL THEN '' ELSE ' ' || quote_ident(oc.opcname) END
                         || coalesce(' (' || array_to_string(own.attoptions, ', ') || ')', '')
                         || CASE xi.indoption[own.attnum - 1] & 3 WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST'
                                 WHEN 3 THEN ' DESC' ELSE '' END
                         || ' WITH ' || quote_ident(opn.nspname) || '.' || op.oprname
                         ORDER BY own.attnum)
                  FROM pg_attribute own
                  JOIN pg_opclass oc ON oc.oid = xi.indclass[own.attnum - 1]
                  JOIN pg_operator op ON op.oid = k.conexclop[own.attnum]
                  JOIN pg_namespace opn ON opn.oid = op.oprnamespace
                  JOIN pg_type t ON t.oid = own.atttypid
                  LEFT JOIN pg_attribute a ON a.attrelid = xi.indrelid AND a.attnum = xi.indkey[own.attnum - 1] AND a.attnum <> 0
                  LEFT JOIN pg_collation co ON co.oid = xi.indcollation[own.attnum - 1]
                  LEFT JOIN pg_namespace con ON con.oid = co.collnamespace
                  WHERE own.attrelid = xi.indexrelid AND own.attnum <= xi.indnkeyatts)::text END AS exclusions
     , CASE WHEN k.contype = 'x' THEN am.amname::text END AS method
     , CASE WHEN k.contype = 'x' THEN pg_get_expr(xi.indpred, xi.indrelid) END AS predicate
     , CASE WHEN xi.indnatts > xi.indnkeyatts
            THEN (SELECT json_agg(a.attname ORDER BY own.attnum)
                  FROM pg_attribute own
                  JOIN pg_attribute a ON a.attrelid = xi.indrelid AND a.attnum = xi.indkey[own.attnum - 1]
                  WHERE own.attrelid = xi.indexrelid AND own.attnum > xi.indnkeyatts)::text
            ELSE '[]' END AS include
     , coalesce(xi.indnullsnotdistinct, false) AS nulls_not_distinct -- since 15
     , false AS nulls_not_distinct -- before 15
     , k.conperiod AS period -- since 18
     , false AS period -- before 18
     , quote_ident(rn.nspname) || '.' || quote_ident(r.relname) AS referenced_table
     , coalesce(referenced.columns::text, '[]') AS referenced_columns
     , CASE WHEN k.contype = 'f' THEN
           CASE k.confmatchtype WHEN 's' THEN 'simple' WHEN 'f' THEN 'full' WHEN 'p' THEN 'partial' END END AS match_type
     , CASE WHEN k.contype = 'f' THEN CASE k.confupdtype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
           WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END END AS on_update
     , CASE WHEN k.contype = 'f' THEN CASE k.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
           WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END END AS on_delete
     , CASE WHEN k.confdelsetcols IS NULL THEN '[]' -- since 15
            ELSE (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a -- since 15
                  WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.confdelsetcols))::text END AS on_delete_columns -- since 15
     , '[]' AS on_delete_columns -- before 15
     , CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression
     , k.condeferrable AS deferrable
     , k.condeferred AS initially_deferred
     , k.convalidated AS validated
     , k.conenforced AS enforced -- since 18
     , true AS enforced -- before 18
     , k.contype = 'c' AND k.connoinherit AS no_inherit
     , coalesce(triggers.states::text, '[]') AS triggers
     , CASE WHEN ic.reloptions IS NULL THEN '[]'
            ELSE (SELECT json_agg(o ORDER BY o) FROM unnest(ic.reloptions) o)::text END AS index_options
     , ts.spcname::text AS tablespace
     , coalesce(xi.indisclustered, false) AS clustered
     , d.description AS comment
     , xd.description AS index_comment
     , pg_get_constraintdef(k.oid) AS definition
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN keys ON keys.oid = k.oid
LEFT JOIN referenced ON referenced.oid = k.oid
LEFT JOIN triggers ON triggers.tgconstraint = k.oid
LEFT JOIN pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN pg_index xi ON xi.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class ic ON ic.oid = xi.indexrelid
LEFT JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN pg_description d ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
LEFT JOIN pg_description xd ON xd.objoid = ic.oid AND xd.classoid = 'pg_class'::regclass AND xd.objsubid = 0
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND k.coninhcount = 0 AND k.conparentid = 0
  AND c.relkind IN ('r', 'p')
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_constraint, k.oid)
  AND NOT :member(pg_class, c.oid)
