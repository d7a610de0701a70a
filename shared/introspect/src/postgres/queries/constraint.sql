-- A constraint that comes from a parent table (coninhcount) is the parent's: it cannot be changed or dropped on the
-- child, and whether the child also calls it its own depends only on how a partition was attached.
SELECT '2606/' || k.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , k.conname::text AS name
     , CASE k.contype WHEN 'p' THEN 'primary_key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign_key'
                      WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclusion' END AS constraint_type
     , coalesce((SELECT json_agg(a.attname ORDER BY key.place)
                 FROM unnest(k.conkey) WITH ORDINALITY AS key(number, place)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number
                 WHERE k.contype <> 'c')::text, '[]') AS columns
     , (SELECT quote_ident(rn.nspname) || '.' || quote_ident(r.relname)
        FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace WHERE r.oid = k.confrelid) AS referenced_table
     , coalesce((SELECT json_agg(a.attname ORDER BY key.place)
                 FROM unnest(k.confkey) WITH ORDINALITY AS key(number, place)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.number)::text, '[]') AS referenced_columns
     , CASE WHEN k.contype = 'f' THEN CASE k.confupdtype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
           WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END END AS on_update
     , CASE WHEN k.contype = 'f' THEN CASE k.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
           WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END END AS on_delete
     , CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression
     , k.condeferrable AS deferrable
     , k.condeferred AS initially_deferred
     , k.convalidated AS validated
     , coalesce((SELECT json_agg(o ORDER BY o) FROM unnest(ic.reloptions) o)::text, '[]') AS index_options
     , ts.spcname::text AS tablespace
     , coalesce((SELECT i.indisclustered FROM pg_index i WHERE i.indexrelid = ic.oid), false) AS clustered
     , obj_description(k.oid, 'pg_constraint') AS comment
     , obj_description(ic.oid, 'pg_class') AS index_comment
     , pg_get_constraintdef(k.oid) AS definition
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class ic ON ic.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND k.coninhcount = 0 AND k.conparentid = 0
  AND c.relkind IN ('r', 'p', 'f')
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_constraint, k.oid)
  AND NOT :member(pg_class, c.oid)
