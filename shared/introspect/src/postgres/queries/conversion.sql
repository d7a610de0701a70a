SELECT '2607/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.conname::text AS name
     , pg_get_userbyid(c.conowner)::text AS owner
     , pg_encoding_to_char(c.conforencoding)::text AS source_encoding
     , pg_encoding_to_char(c.contoencoding)::text AS target_encoding
     , :function(c.conproc) AS function
     , c.condefault AS default
     , obj_description(c.oid, 'pg_conversion') AS comment
FROM pg_conversion c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_conversion, c.oid)
