-- An array type is what its element type is. A type with elements of a fixed length is subscripted by the server's own
-- function unless told otherwise, from 14 on in so many words.
SELECT '1247/' || t.oid || '/0' AS address
     , n.nspname::text AS schema
     , t.typname::text AS name
     , pg_get_userbyid(t.typowner)::text AS owner
     , t.typisdefined AS defined
     , CASE WHEN t.typisdefined THEN :function(t.typinput) END AS input
     , CASE WHEN t.typisdefined THEN :function(t.typoutput) END AS output
     , :function(t.typreceive) AS receive
     , :function(t.typsend) AS send
     , :function(t.typmodin) AS modifier_input
     , :function(t.typmodout) AS modifier_output
     , :function(t.typanalyze) AS analyze
     , CASE WHEN t.typelem = 0 OR t.typsubscript <> 'pg_catalog.raw_array_subscript_handler'::regproc -- since 14
            THEN :function(t.typsubscript) END AS subscript -- since 14
     , NULL::text AS subscript -- before 14
     , t.typlen AS length
     , t.typbyval AS by_value
     , CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END AS alignment
     , CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END AS storage
     , t.typcategory::text AS category
     , t.typispreferred AS preferred
     , t.typdefault AS default
     , CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element
     , t.typdelim::text AS delimiter
     , t.typcollation <> 0 AS collatable
     , :privileges(t.typacl, 'T', t.typowner) AS privileges
     , obj_description(t.oid, 'pg_type') AS comment
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype IN ('b', 'p')
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
  AND :watched(n.nspname)
  AND NOT :member(pg_type, t.oid)
