-- Which object needs which, with what stands between them taken out: a view's rule is the view, a default is its
-- column, an array or row type is what it is made of, and what a publication lists is the publication's.
SELECT DISTINCT
       CASE WHEN rw.rulename <> '_RETURN' THEN '2618/' || rw.oid || '/0'
            WHEN pr.oid IS NOT NULL THEN '6104/' || pr.prpubid || '/0'
            WHEN rw.oid IS NOT NULL THEN '1259/' || rw.ev_class || '/0'
            WHEN ad.oid IS NOT NULL THEN '1259/' || ad.adrelid || '/' || ad.adnum
            ELSE d.classid || '/' || d.objid || '/' || d.objsubid END AS dependent
     , CASE WHEN el.oid IS NOT NULL AND el.typrelid <> 0 AND elc.relkind <> 'c' THEN '1259/' || el.typrelid || '/0'
            WHEN el.oid IS NOT NULL THEN '1247/' || el.oid || '/0'
            WHEN ty.typrelid <> 0 AND tyc.relkind <> 'c' THEN '1259/' || ty.typrelid || '/0'
            ELSE d.refclassid || '/' || d.refobjid || '/0' END AS needed
FROM pg_depend d
LEFT JOIN pg_rewrite rw ON d.classid = 'pg_rewrite'::regclass AND rw.oid = d.objid
LEFT JOIN pg_publication_rel pr ON d.classid = 'pg_publication_rel'::regclass AND pr.oid = d.objid
LEFT JOIN pg_attrdef ad ON d.classid = 'pg_attrdef'::regclass AND ad.oid = d.objid
LEFT JOIN pg_type ty ON d.refclassid = 'pg_type'::regclass AND ty.oid = d.refobjid
LEFT JOIN pg_class tyc ON tyc.oid = ty.typrelid
LEFT JOIN pg_type el ON el.oid = ty.typelem AND el.typarray = ty.oid
LEFT JOIN pg_class elc ON elc.oid = el.typrelid
WHERE d.deptype IN ('n', 'a', 'I', 'P', 'S')
  AND d.refobjid >= 16384
  AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_extension'::regclass,
                       'pg_constraint'::regclass, 'pg_foreign_data_wrapper'::regclass, 'pg_foreign_server'::regclass)
  AND d.classid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass,
                    'pg_rewrite'::regclass, 'pg_attrdef'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass,
                    'pg_statistic_ext'::regclass, 'pg_event_trigger'::regclass, 'pg_foreign_data_wrapper'::regclass,
                    'pg_foreign_server'::regclass, 'pg_user_mapping'::regclass, 'pg_publication_rel'::regclass)
