-- A part of other queries: the operators and support functions of operator families, without the server's own.
-- A member belongs to a class by its types, see `OperatorFamily`. A loose one stays in the family when the class is dropped.
SELECT m.catalog, m.oid, m.family, c.oid AS class, m.number, m.is_operator, m.entry
     , EXISTS (SELECT FROM pg_depend d
               WHERE d.classid = m.catalog AND d.objid = m.oid AND d.deptype IN ('a', 'i')
                 AND d.refclassid = 'pg_opfamily'::regclass AND d.refobjid = m.family) AS loose
FROM (SELECT 'pg_amop'::regclass::oid AS catalog, o.oid, o.amopfamily AS family
           , o.amoplefttype AS lefttype, o.amoprighttype AS righttype, o.amopstrategy AS number, true AS is_operator
           , 'OPERATOR ' || o.amopstrategy || ' ' || :operator(o.amopopr)
             || '(' || format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')'
             || coalesce((SELECT ' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(s.opfname)
                          FROM pg_opfamily s JOIN pg_namespace sn ON sn.oid = s.opfnamespace
                          WHERE s.oid = o.amopsortfamily), '') AS entry
           , 'pg_operator'::regclass::oid AS used_catalog, o.amopopr AS used
      FROM pg_amop o
      WHERE o.oid >= 16384
      UNION ALL
      SELECT 'pg_amproc'::regclass::oid, p.oid, p.amprocfamily
           , p.amproclefttype, p.amprocrighttype, p.amprocnum, false
           , 'FUNCTION ' || p.amprocnum
             || ' (' || format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL) || ') '
             || :signature(p.amproc)
           , 'pg_proc'::regclass::oid, p.amproc::oid
      FROM pg_amproc p
      WHERE p.oid >= 16384) m
JOIN pg_opfamily f ON f.oid = m.family
JOIN pg_am a ON a.oid = f.opfmethod
LEFT JOIN (SELECT k.opcfamily, k.opcintype, min(k.oid) AS oid
           FROM pg_opclass k
           JOIN pg_namespace kn ON kn.oid = k.opcnamespace
           WHERE :watched(kn.nspname)
             AND NOT :member(pg_opclass, k.oid)
           GROUP BY k.opcfamily, k.opcintype) c
       ON c.opcfamily = m.family AND c.opcintype = m.lefttype
      AND (m.righttype = m.lefttype OR a.amname NOT IN ('btree', 'hash'))
WHERE f.oid >= 16384
   OR m.used NOT IN (SELECT objid FROM pg_depend WHERE classid = m.used_catalog AND deptype = 'e')
