-- Which object needs which, with what stands between them taken out: a view's rule is the view, a default is its
-- column, an array or row type is what it is made of, a constructor or multirange type is its range type, a member of an
-- operator class is the class, a check of a domain is the domain, a field of a composite type is the type, and
-- what a publication lists is the publication's.
-- What an object needs of the table it belongs to goes without saying, and so does what a foreign key points to. Nearly
-- all of pg_depend is about these two, so it is left out before anything is joined.
SELECT CASE WHEN rw.ev_type <> '1' THEN '2618/' || rw.oid || '/0'
            WHEN pr.oid IS NOT NULL THEN '6104/' || pr.prpubid || '/0'
            WHEN rw.oid IS NOT NULL THEN '1259/' || rw.ev_class || '/0'
            WHEN ad.oid IS NOT NULL THEN '1259/' || ad.adrelid || '/' || ad.adnum
            WHEN k.contypid <> 0 THEN '1247/' || k.contypid || '/0'
            WHEN dc.relkind = 'c' THEN '1247/' || dc.reltype || '/0'
            WHEN om.class IS NOT NULL THEN '2616/' || om.class || '/0'
            WHEN om.oid IS NOT NULL THEN '2753/' || om.family || '/0'
            ELSE d.classid || '/' || d.objid || '/' || d.objsubid END AS dependent
     , CASE WHEN ct.type IS NOT NULL THEN '1247/' || ct.type || '/0'
            WHEN mr.rngtypid IS NOT NULL THEN '1247/' || mr.rngtypid || '/0' -- since 14
            WHEN el.oid IS NOT NULL AND el.typrelid <> 0 AND elc.relkind <> 'c' THEN '1259/' || el.typrelid || '/0'
            WHEN el.oid IS NOT NULL THEN '1247/' || el.oid || '/0'
            WHEN ty.typrelid <> 0 AND tyc.relkind <> 'c' THEN '1259/' || ty.typrelid || '/0'
            ELSE d.refclassid || '/' || d.refobjid || '/0' END AS needed
FROM pg_depend d
LEFT JOIN pg_rewrite rw ON d.classid = 'pg_rewrite'::regclass AND rw.oid = d.objid
LEFT JOIN pg_publication_rel pr ON d.classid = 'pg_publication_rel'::regclass AND pr.oid = d.objid
LEFT JOIN pg_attrdef ad ON d.classid = 'pg_attrdef'::regclass AND ad.oid = d.objid
LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
LEFT JOIN pg_class dc ON d.classid = 'pg_class'::regclass AND dc.oid = d.objid
LEFT JOIN pg_index i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid
LEFT JOIN :operator_members() om ON om.catalog = d.classid AND om.oid = d.objid
LEFT JOIN pg_type ty ON d.refclassid = 'pg_type'::regclass AND ty.oid = d.refobjid
LEFT JOIN pg_class tyc ON tyc.oid = ty.typrelid
LEFT JOIN pg_type el ON el.oid = ty.typelem AND el.typarray = ty.oid
LEFT JOIN pg_class elc ON elc.oid = el.typrelid
LEFT JOIN pg_range mr ON mr.rngmultitypid = coalesce(el.oid, ty.oid) -- since 14
LEFT JOIN (SELECT c.objid
                , c.refobjid AS type -- before 14
                , coalesce(r.rngtypid, c.refobjid) AS type -- since 14
           FROM pg_depend c
           LEFT JOIN pg_range r ON r.rngmultitypid = c.refobjid -- since 14
           WHERE c.classid = 'pg_proc'::regclass AND c.refclassid = 'pg_type'::regclass AND c.deptype = 'i') ct
       ON d.refclassid = 'pg_proc'::regclass AND ct.objid = d.refobjid
WHERE d.deptype IN ('n', 'a', 'I', 'P', 'S')
  AND d.refobjid >= 16384
  AND d.refclassid <> 'pg_namespace'::regclass
  AND NOT (d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
           AND (d.classid = 'pg_constraint'::regclass
                OR d.deptype = 'a' AND d.classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass)))
  AND k.contype IS DISTINCT FROM 'f'
  AND NOT (d.refclassid = 'pg_class'::regclass
           AND d.refobjid IN (coalesce(k.conrelid, 0), coalesce(i.indrelid, 0), coalesce(ad.adrelid, 0)))
  AND dc.relkind IS DISTINCT FROM 't'
