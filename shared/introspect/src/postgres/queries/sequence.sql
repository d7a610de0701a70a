-- The sequence inside an identity column (deptype i) belongs to the column.
SELECT '1259/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS name
     , pg_get_userbyid(c.relowner)::text AS owner
     , format_type(s.seqtypid, NULL) AS data_type
     , s.seqstart AS start
     , s.seqincrement AS increment
     , s.seqmin AS minimum
     , s.seqmax AS maximum
     , s.seqcache AS cache
     , s.seqcycle AS cycle
     , CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence
     , (SELECT quote_ident(rn.nspname) || '.' || quote_ident(r.relname) || '.' || quote_ident(a.attname)
        FROM pg_depend d
        JOIN pg_class r ON r.oid = d.refobjid
        JOIN pg_namespace rn ON rn.oid = r.relnamespace
        JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
          AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0) AS owned_by
     , :privileges(c.relacl, 's', c.relowner) AS privileges
     , obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_sequence s ON s.seqrelid = c.oid
WHERE :watched(n.nspname)
  AND c.relpersistence <> 't'
  AND c.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass AND deptype IN ('e', 'i'))
