-- The server names a multirange type after its range type (makeMultirangeTypeName in src/backend/utils/adt).
SELECT '1247/' || t.oid || '/0' AS address
     , n.nspname::text AS schema
     , t.typname::text AS name
     , pg_get_userbyid(t.typowner)::text AS owner
     , format_type(r.rngsubtype, NULL) AS subtype
     , quote_ident(opn.nspname) || '.' || quote_ident(op.opcname) AS operator_class
     , CASE WHEN r.rngcollation <> s.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation
     , :function(r.rngcanonical) AS canonical
     , :function(r.rngsubdiff) AS subtype_diff
     , CASE WHEN m.typnamespace <> t.typnamespace                                                          -- since 14
              OR m.typname <> CASE WHEN strpos(t.typname, 'range') > 0                                     -- since 14
                                   THEN regexp_replace(t.typname, 'range', 'multirange')                   -- since 14
                                   ELSE left(t.typname, 52) || '_multirange' END::name                     -- since 14
            THEN quote_ident(mn.nspname) || '.' || quote_ident(m.typname) END AS multirange_name           -- since 14
     , obj_description(m.oid, 'pg_type') AS multirange_comment -- since 14
     , NULL::text AS multirange_name -- before 14
     , NULL::text AS multirange_comment -- before 14
     , :privileges(t.typacl, 'T', t.typowner) AS privileges
     , obj_description(t.oid, 'pg_type') AS comment
FROM pg_range r
JOIN pg_type t ON t.oid = r.rngtypid
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type s ON s.oid = r.rngsubtype
JOIN pg_opclass op ON op.oid = r.rngsubopc
JOIN pg_namespace opn ON opn.oid = op.opcnamespace
JOIN pg_type m ON m.oid = r.rngmultitypid -- since 14
JOIN pg_namespace mn ON mn.oid = m.typnamespace -- since 14
LEFT JOIN pg_collation co ON co.oid = r.rngcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_type, t.oid)
