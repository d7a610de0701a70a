SELECT '1259/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS name
     , pg_get_userbyid(c.relowner)::text AS owner
     , CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence
     , am.amname::text AS access_method
     , ts.spcname::text AS tablespace
     , CASE WHEN c.reloptions IS NULL AND tc.reloptions IS NULL THEN '[]' ELSE (SELECT json_agg(o ORDER BY o COLLATE "C") FROM (
           SELECT unnest(c.reloptions) AS o
           UNION ALL SELECT 'toast.' || unnest(tc.reloptions)) options)::text END AS options
     , c.relrowsecurity AS row_security
     , c.relforcerowsecurity AS force_row_security
     , CASE c.relreplident
           WHEN 'n' THEN 'nothing'
           WHEN 'f' THEN 'full'
           WHEN 'i' THEN coalesce((SELECT 'index ' || quote_ident(ic.relname) FROM pg_index i
                                   JOIN pg_class ic ON ic.oid = i.indexrelid
                                   WHERE i.indrelid = c.oid AND i.indisreplident), 'nothing')
           ELSE 'default' END AS replica_identity
     , CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type
     , CASE WHEN c.relispartition OR parents.names IS NULL THEN '[]' ELSE array_to_json(parents.names)::text END AS inherits
     , CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key
     , CASE WHEN c.relispartition THEN parents.names[1] END AS partition_of
     , CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound
     , :privileges(c.relacl, 'r', c.relowner) AS privileges
     , description.description AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid
LEFT JOIN pg_description description
       ON description.objoid = c.oid AND description.classoid = 'pg_class'::regclass AND description.objsubid = 0
LEFT JOIN (SELECT h.inhrelid, array_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname) ORDER BY h.inhseqno) AS names
           FROM pg_inherits h
           JOIN pg_class p ON p.oid = h.inhparent
           JOIN pg_namespace pn ON pn.oid = p.relnamespace
           GROUP BY h.inhrelid) parents ON parents.inhrelid = c.oid
WHERE c.relkind IN ('r', 'p')
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_class, c.oid)
  AND NOT :member(pg_class, c.oid)
