-- A partition's index for one of its parent is told of where it is not as the server makes it by itself: its name
-- (ChooseIndexName in src/backend/commands/indexcmds.c; longer ones are shortened there, and told of here), what differs
-- from the parent's index, and what nothing but a statement for this one index sets.
SELECT '1259/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS name
     , pg_get_userbyid(c.relowner)::text AS owner
     , CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence
     , am.amname::text AS access_method
     , ts.spcname::text AS tablespace
     , CASE WHEN c.reloptions IS NOT NULL OR tc.reloptions IS NOT NULL THEN (SELECT json_agg(o ORDER BY o COLLATE "C") FROM (
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
     , CASE WHEN NOT c.relispartition THEN array_to_json(parents.names)::text END AS inherits
     , CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key
     , CASE WHEN c.relispartition THEN parents.names[1] END AS partition_of
     , CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound
     , attached.list::text AS attached_indexes
     , commented.list::text AS constraint_comments
     , :privileges(c.relacl, 'r', c.relowner) AS privileges
     , CASE WHEN granted.attrelid IS NOT NULL THEN
           (SELECT json_agg(quote_ident(a.attname) || ': ' || entry ORDER BY a.attname, entry)
            FROM pg_attribute a
            CROSS JOIN LATERAL json_array_elements_text(:privileges(a.attacl, 'c', c.relowner)::json) entry
            WHERE a.attrelid = c.oid AND a.attnum < 0 AND a.attacl IS NOT NULL)::text END AS system_column_privileges
     , CASE WHEN rt.typacl IS NOT NULL THEN nullif(:privileges(rt.typacl, 'T', c.relowner), '["public: USAGE"]') END AS row_type_privileges
     , description.description AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type rt ON rt.oid = c.reltype
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid AND tc.reloptions IS NOT NULL
LEFT JOIN (SELECT DISTINCT attrelid FROM pg_attribute WHERE attnum < 0 AND attacl IS NOT NULL) granted ON granted.attrelid = c.oid
LEFT JOIN pg_description description
       ON description.objoid = c.oid AND description.classoid = 'pg_class'::regclass AND description.objsubid = 0
LEFT JOIN (SELECT h.inhrelid, array_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname) ORDER BY h.inhseqno) AS names
           FROM pg_inherits h
           JOIN pg_class p ON p.oid = h.inhparent
           JOIN pg_namespace pn ON pn.oid = p.relnamespace
           GROUP BY h.inhrelid) parents ON parents.inhrelid = c.oid
LEFT JOIN (SELECT a.indrelid, json_agg(json_strip_nulls(json_build_object(
                      'of', a.of, 'name', a.name, 'options', a.options, 'tablespace', a.tablespace,
                      'statistics_targets', coalesce(a.targets, '[]'), 'clustered', a.clustered, 'invalid', a.invalid,
                      'comment', a.comment, 'constraint_comment', a.constraint_comment)) ORDER BY a.of COLLATE "C") AS list
           FROM (SELECT i.indrelid
                      , quote_ident(rn.nspname) || '.' || quote_ident(rc.relname) AS of
                      , CASE WHEN ic.relname <> tc.relname || CASE k.contype
                                 WHEN 'p' THEN '_pkey'
                                 WHEN 'u' THEN '_' || columns.names || '_key'
                                 WHEN 'x' THEN '_' || columns.names || '_excl'
                                 ELSE '_' || columns.names || '_idx' END THEN ic.relname END AS name
                      , CASE WHEN ic.reloptions IS DISTINCT FROM pc.reloptions THEN
                            (SELECT coalesce(json_agg(o ORDER BY o COLLATE "C"), '[]') FROM unnest(ic.reloptions) o) END AS options
                      , CASE WHEN ic.reltablespace <> pc.reltablespace AND ic.relkind = 'i' THEN coalesce(ts.spcname::text, '') END AS tablespace
                      , columns.targets
                      , i.indisclustered AS clustered
                      , NOT (i.indisvalid AND i.indisready AND i.indislive) AND ic.relkind = 'i' AS invalid
                      , d.description AS comment
                      , kd.description AS constraint_comment
                 FROM pg_class ic
                 JOIN pg_index i ON i.indexrelid = ic.oid
                 JOIN pg_class tc ON tc.oid = i.indrelid
                 JOIN pg_inherits h ON h.inhrelid = ic.oid
                 JOIN pg_class pc ON pc.oid = h.inhparent
                 JOIN pg_class rc ON rc.oid = pg_partition_root(ic.oid)
                 JOIN pg_namespace rn ON rn.oid = rc.relnamespace
                 JOIN LATERAL (SELECT string_agg(ia.attname, '_' ORDER BY ia.attnum) AS names
                                    , json_agg(ia.attnum || ': ' || ia.attstattarget ORDER BY ia.attnum)
                                          FILTER (WHERE ia.attstattarget >= 0) AS targets
                               FROM pg_attribute ia WHERE ia.attrelid = ic.oid AND ia.attnum > 0) columns ON true
                 LEFT JOIN pg_constraint k ON k.conindid = ic.oid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
                 LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
                 LEFT JOIN pg_description d
                        ON d.objoid = ic.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
                 LEFT JOIN pg_description kd
                        ON kd.objoid = k.oid AND kd.classoid = 'pg_constraint'::regclass AND kd.objsubid = 0
                 WHERE ic.relkind IN ('i', 'I') AND ic.relispartition) a
           WHERE a.name IS NOT NULL OR a.options IS NOT NULL OR a.tablespace IS NOT NULL OR a.targets IS NOT NULL
              OR a.clustered OR a.invalid OR a.comment IS NOT NULL OR a.constraint_comment IS NOT NULL
           GROUP BY a.indrelid) attached ON attached.indrelid = c.oid
LEFT JOIN (SELECT k.conrelid, json_agg(json_build_object('constraint', k.conname, 'comment', d.description)
                                       ORDER BY k.conname COLLATE "C") AS list
           FROM pg_constraint k
           JOIN pg_description d
             ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
           WHERE k.contype IN ('c', 'f') AND (k.coninhcount > 0 OR k.conparentid <> 0)
           GROUP BY k.conrelid) commented ON commented.conrelid = c.oid
WHERE c.relkind IN ('r', 'p')
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_class, c.oid)
  AND NOT :member(pg_class, c.oid)
