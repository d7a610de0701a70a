-- Places are counted over the columns that are left, after reading: a dropped column leaves a hole in attnum that no
-- migration makes.
-- A not-null constraint is told where somebody said more than NOT NULL: the server's own names end alike and outlive the
-- names of tables, and what a child has is its parent's.
-- The sequence of an identity is the partitioned table's own: partitions have none, and so nothing to tell.
-- A default names no column, so that it is printed without opening its table (pg_get_expr_worker in
-- src/backend/utils/adt/ruleutils.c).
-- What few columns have is joined, and not looked for once for every column.
SELECT '1259/' || a.attrelid || '/' || a.attnum AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , a.attname::text AS name
     , format_type(a.atttypid, a.atttypmod) AS data_type
     , a.attnotnull AS not_null
     , CASE WHEN k.coninhcount = 0 AND k.conname !~ '_not_null[0-9]*$' OR k.connoinherit OR NOT k.convalidated -- since 18
                 OR kd.description IS NOT NULL -- since 18
            THEN json_build_object('name', k.conname, 'no_inherit', k.connoinherit, 'validated', k.convalidated, -- since 18
                                   'comment', kd.description)::text END AS not_null_constraint -- since 18
     , NULL::text AS not_null_constraint -- before 18
     , CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0) END AS default
     , CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS generated
     , CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generation
     , CASE WHEN identity.seqrelid IS NOT NULL THEN json_build_object(
               'sequence', identity.name,
               'generation', CASE a.attidentity WHEN 'a' THEN 'always' ELSE 'by default' END,
               'start', identity.seqstart, 'increment', identity.seqincrement, 'minimum', identity.seqmin,
               'maximum', identity.seqmax, 'cache', identity.seqcache, 'cycle', identity.seqcycle,
               'comment', identity.description)::text END AS identity
     , CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation
     , CASE WHEN a.attstorage <> t.typstorage THEN
           CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END
       END AS storage
     , CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression -- since 14
     , NULL::text AS compression -- before 14
     , nullif(a.attstattarget, -1) AS statistics_target
     , CASE WHEN a.attoptions IS NOT NULL THEN
           (SELECT json_agg(o ORDER BY o COLLATE "C") FROM unnest(a.attoptions) o)::text END AS options
     , :foreign_options(a.attfdwoptions) AS foreign_options
     , a.attinhcount > 0 AND NOT a.attislocal AS inherited
     , a.attnum AS position
     , :privileges(a.attacl, 'c', c.relowner) AS privileges
     , :privileges(identity.relacl, 's', c.relowner) AS sequence_privileges
     , description.description AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_description description
       ON description.objoid = a.attrelid AND description.classoid = 'pg_class'::regclass AND description.objsubid = a.attnum
LEFT JOIN (SELECT sd.refobjid, sd.refobjsubid, s.*, sc.relacl, sdc.description,
                  quote_ident(sn.nspname) || '.' || quote_ident(sc.relname) AS name
           FROM pg_depend sd
           JOIN pg_sequence s ON s.seqrelid = sd.objid
           JOIN pg_class sc ON sc.oid = s.seqrelid
           JOIN pg_namespace sn ON sn.oid = sc.relnamespace
           LEFT JOIN pg_description sdc ON sdc.objoid = sc.oid AND sdc.classoid = 'pg_class'::regclass AND sdc.objsubid = 0
           WHERE sd.classid = 'pg_class'::regclass AND sd.refclassid = 'pg_class'::regclass AND sd.deptype = 'i') identity
       ON a.attidentity <> '' AND identity.refobjid = a.attrelid AND identity.refobjsubid = a.attnum
LEFT JOIN pg_constraint k ON a.attnotnull AND k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] -- since 18
LEFT JOIN pg_description kd ON kd.objoid = k.oid AND kd.classoid = 'pg_constraint'::regclass AND kd.objsubid = 0 -- since 18
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f')
  AND c.relpersistence <> 't'
  AND :watched(n.nspname) AND :unlocked(pg_class, c.oid)
  AND NOT :member(pg_class, c.oid)
