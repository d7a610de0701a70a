-- A trigger that a partition got from its parent is the parent's, unless it was switched on or off on its own. Before
-- version 15 such a trigger counts as internal, as those behind foreign keys do.
SELECT '2620/' || t.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.relname::text AS table
     , t.tgname::text AS name
     , CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'enabled' END AS enabled
     , quote_ident(pn.nspname) || '.' || quote_ident(p.proname) AS function
     , obj_description(t.oid, 'pg_trigger') AS comment
     , CASE WHEN NOT t.tgisinternal AND t.tgconstraint <> 0 THEN obj_description(t.tgconstraint, 'pg_constraint') END AS constraint_comment
     , pg_get_triggerdef(t.oid) AS definition
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace pn ON pn.oid = p.pronamespace
LEFT JOIN pg_trigger parent ON parent.oid = t.tgparentid
WHERE (NOT t.tgisinternal
       OR t.tgparentid <> 0 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 'f'))
  AND (parent.oid IS NULL OR parent.tgenabled <> t.tgenabled)
  AND :watched(n.nspname) AND :unlocked(pg_trigger, t.oid)
  AND NOT :member(pg_class, c.oid)
  AND NOT :member(pg_trigger, t.oid)
