-- Places are counted over the columns that are left: a dropped column leaves a hole in attnum that no migration makes.
SELECT '1259/' || c.oid || '/' || a.attnum AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , a.attname::text AS name
     , format_type(a.atttypid, a.atttypmod) AS data_type
     , a.attnotnull AS not_null
     , CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS default
     , CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS generated
     , CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generation
     , CASE WHEN a.attidentity <> '' THEN (
           SELECT json_build_object(
               'sequence', quote_ident(sn.nspname) || '.' || quote_ident(sc.relname),
               'generation', CASE a.attidentity WHEN 'a' THEN 'always' ELSE 'by default' END,
               'start', s.seqstart, 'increment', s.seqincrement, 'minimum', s.seqmin, 'maximum', s.seqmax,
               'cache', s.seqcache, 'cycle', s.seqcycle, 'comment', obj_description(sc.oid, 'pg_class'))::text
           FROM pg_depend sd
           JOIN pg_sequence s ON s.seqrelid = sd.objid
           JOIN pg_class sc ON sc.oid = s.seqrelid
           JOIN pg_namespace sn ON sn.oid = sc.relnamespace
           WHERE sd.classid = 'pg_class'::regclass AND sd.refclassid = 'pg_class'::regclass
             AND sd.refobjid = a.attrelid AND sd.refobjsubid = a.attnum AND sd.deptype = 'i') END AS identity
     , CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation
     , CASE WHEN a.attstorage <> t.typstorage THEN
           CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END
       END AS storage
     , CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression -- since 14
     , NULL::text AS compression -- before 14
     , nullif(a.attstattarget, -1) AS statistics_target
     , coalesce((SELECT json_agg(o ORDER BY o) FROM unnest(a.attoptions) o)::text, '[]') AS options
     , :foreign_options(a.attfdwoptions) AS foreign_options
     , a.attinhcount > 0 AND NOT a.attislocal AS inherited
     , row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position
     , col_description(c.oid, a.attnum) AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f')
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_class, c.oid)
  AND NOT :member(pg_class, c.oid)
