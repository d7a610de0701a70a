-- A constraint that comes from a parent table (coninhcount) is the parent's: it cannot be changed or dropped on the
-- child, and whether the child also calls it its own depends only on how a partition was attached.
-- Not-null constraints are attributes of their column. Triggers of a foreign key that were switched on a partition are
-- told of the foreign key that the partition has them from.
-- Columns are addresses here (relation/number), which the columns that were read give names, and what a check
-- and an exclusion say is taken from the definition, which the server prints once (definition.rs).
SELECT '2606/' || k.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , k.conname::text AS name
     , CASE k.contype WHEN 'p' THEN 'primary_key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign_key'
                      WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclusion' END AS constraint_type
     , CASE WHEN k.contype <> 'c' THEN
           '["' || k.conrelid || '/' || array_to_string(k.conkey, '","' || k.conrelid || '/') || '"]' END AS columns
     , NULL::text AS exclusions
     , CASE WHEN k.contype = 'x' THEN am.amname::text END AS method
     , NULL::text AS predicate
     , k.conperiod AS period -- since 18
     , false AS period -- before 18
     , CASE WHEN i.indnatts > i.indnkeyatts THEN
           (SELECT json_agg(a.attname ORDER BY key.place)
            FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS key(number, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number
            WHERE key.place > i.indnkeyatts)::text END AS include
     , i.indnullsnotdistinct IS TRUE AS nulls_not_distinct -- since 15
     , false AS nulls_not_distinct -- before 15
     , CASE WHEN k.confrelid <> 0 THEN quote_ident(rn.nspname) || '.' || quote_ident(r.relname) END AS referenced_table
     , CASE WHEN k.confkey IS NOT NULL THEN
           '["' || k.confrelid || '/' || array_to_string(k.confkey, '","' || k.confrelid || '/') || '"]' END AS referenced_columns
     , CASE WHEN k.contype = 'f' THEN CASE k.confupdtype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
           WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END END AS on_update
     , CASE WHEN k.contype = 'f' THEN CASE k.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
           WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END END AS on_delete
     , CASE WHEN k.confdelsetcols IS NOT NULL THEN -- since 15
           (SELECT json_agg(a.attname ORDER BY a.attname) FROM pg_attribute a -- since 15
            WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.confdelsetcols))::text END AS on_delete_columns -- since 15
     , NULL::text AS on_delete_columns -- before 15
     , CASE WHEN k.contype = 'f' THEN CASE k.confmatchtype WHEN 'f' THEN 'full' WHEN 'p' THEN 'partial' ELSE 'simple' END END AS match_type
     , NULL::text AS expression
     , k.contype = 'c' AND k.connoinherit AS no_inherit
     , k.condeferrable AS deferrable
     , k.condeferred AS initially_deferred
     , k.convalidated AS validated
     , k.conenforced AS enforced -- since 18
     , true AS enforced -- before 18
     , triggers.states::text AS trigger_states
     , CASE WHEN ic.reloptions IS NOT NULL THEN
           (SELECT json_agg(o ORDER BY o COLLATE "C") FROM unnest(ic.reloptions) o)::text END AS index_options
     , ts.spcname::text AS tablespace
     , i.indisvalid IS NOT FALSE AND i.indisready IS NOT FALSE AS index_valid
     , i.indisclustered IS TRUE AS clustered
     , description.description AS comment
     , index_description.description AS index_comment
     , pg_get_constraintdef(k.oid) AS definition
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN pg_class ic ON ic.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_index i ON i.indexrelid = ic.oid
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN pg_description description
       ON description.objoid = k.oid AND description.classoid = 'pg_constraint'::regclass AND description.objsubid = 0
LEFT JOIN pg_description index_description
       ON index_description.objoid = ic.oid AND index_description.classoid = 'pg_class'::regclass AND index_description.objsubid = 0
LEFT JOIN (WITH RECURSIVE switched AS (
               SELECT t.tgrelid, t.tgenabled, t.tgconstraint FROM pg_trigger t
               WHERE t.tgisinternal AND t.tgenabled <> 'O' AND t.tgconstraint <> 0
               UNION
               SELECT s.tgrelid, s.tgenabled, above.conparentid FROM switched s
               JOIN pg_constraint above ON above.oid = s.tgconstraint
               WHERE above.conparentid <> 0)
           SELECT t.tgconstraint, json_agg(DISTINCT quote_ident(tn.nspname) || '.' || quote_ident(tc.relname) || ': '
                  || CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END) AS states
           FROM switched t
           JOIN pg_class tc ON tc.oid = t.tgrelid
           JOIN pg_namespace tn ON tn.oid = tc.relnamespace
           GROUP BY t.tgconstraint) triggers ON triggers.tgconstraint = k.oid
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND k.coninhcount = 0 AND k.conparentid = 0
  AND c.relkind IN ('r', 'p', 'f')
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_constraint, k.oid)
  AND NOT :member(pg_class, c.oid)
