-- Columns are listed by name: their places may differ between two databases, and mean nothing here.
SELECT '6104/' || p.oid || '/0' AS address
     , p.pubname::text AS name
     , pg_get_userbyid(p.pubowner)::text AS owner
     , p.puballtables AS all_tables
     , coalesce((SELECT json_agg(n.nspname ORDER BY n.nspname) -- since 15
                 FROM pg_publication_namespace pn JOIN pg_namespace n ON n.oid = pn.pnnspid -- since 15
                 WHERE pn.pnpubid = p.oid)::text, '[]') AS schemas -- since 15
     , NULL::text AS schemas -- before 15
     , coalesce((SELECT json_agg(entry ORDER BY entry COLLATE "C") FROM (
           SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                  || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) -- since 15
                                       FROM pg_attribute a -- since 15
                                       WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '') -- since 15
                  AS entry
           FROM pg_publication_rel r
           JOIN pg_class c ON c.oid = r.prrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE r.prpubid = p.oid) entries)::text, '[]') AS tables
     , coalesce((SELECT json_agg(entry ORDER BY entry COLLATE "C") FROM ( -- since 15
           SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ': ' || pg_get_expr(r.prqual, r.prrelid) AS entry -- since 15
           FROM pg_publication_rel r -- since 15
           JOIN pg_class c ON c.oid = r.prrelid -- since 15
           JOIN pg_namespace n ON n.oid = c.relnamespace -- since 15
           WHERE r.prpubid = p.oid AND r.prqual IS NOT NULL) entries)::text, '[]') AS filters -- since 15
     , NULL::text AS filters -- before 15
     , coalesce((SELECT json_agg(operation ORDER BY operation)
                 FROM (VALUES ('insert', p.pubinsert), ('update', p.pubupdate), ('delete', p.pubdelete),
                              ('truncate', p.pubtruncate)) operations (operation, is_published)
                 WHERE is_published)::text, '[]') AS operations
     , p.pubviaroot AS via_root
     , CASE p.pubgencols WHEN 's' THEN 'stored' ELSE 'none' END AS generated_columns -- since 18
     , 'none' AS generated_columns -- before 18
     , obj_description(p.oid, 'pg_publication') AS comment
FROM pg_publication p
WHERE :unlocked(pg_publication, p.oid)
  AND NOT :member(pg_publication, p.oid)
