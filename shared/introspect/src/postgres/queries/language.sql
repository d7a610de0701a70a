-- OIDs below 16384 are the server's own languages.
SELECT '2612/' || l.oid || '/0' AS address
     , l.lanname::text AS name
     , pg_get_userbyid(l.lanowner)::text AS owner
     , l.lanpltrusted AS trusted
     , :function(l.lanplcallfoid) AS handler
     , :function(l.laninline) AS inline
     , :function(l.lanvalidator) AS validator
     , :privileges(l.lanacl, 'l', l.lanowner) AS privileges
     , obj_description(l.oid, 'pg_language') AS comment
FROM pg_language l
WHERE l.lanispl
  AND l.oid >= 16384
  AND NOT :member(pg_language, l.oid)
