-- An operator without a function is only a name that another one gave as its commutator or negator.
SELECT '2617/' || o.oid || '/0' AS address
     , n.nspname::text AS schema
     , o.oprname || '(' || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', '
                        || CASE o.oprright WHEN 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END || ')' AS name
     , pg_get_userbyid(o.oprowner)::text AS owner
     , :function(o.oprcode) AS function
     , :operator(o.oprcom) AS commutator
     , :operator(o.oprnegate) AS negator
     , :function(o.oprrest) AS restrict
     , :function(o.oprjoin) AS join
     , o.oprcanhash AS hashes
     , o.oprcanmerge AS merges
     , obj_description(o.oid, 'pg_operator') AS comment
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oprcode::oid <> 0
  AND :watched(n.nspname)
  AND NOT :member(pg_operator, o.oid)
