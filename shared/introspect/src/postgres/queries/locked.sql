-- Relations that somebody holds, or waits to hold, so that nobody else can read them, and what is printed from them.
WITH locked AS (
    SELECT DISTINCT l.relation AS oid
    FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.relation >= 16384
), printed AS (
    SELECT DISTINCT d.classid, d.objid FROM pg_depend d
    WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM locked)
)
SELECT c.oid::text AS oid
     , CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' WHEN 'f' THEN 'foreign_table'
                      WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' ELSE 'table' END AS kind
     , n.nspname::text AS schema
     , coalesce(t.relname, '')::text AS parent
     , c.relname::text AS name
FROM locked
JOIN pg_class c ON c.oid = locked.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_class t ON t.oid = i.indrelid
WHERE :watched(n.nspname)
UNION ALL
SELECT '', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' ELSE 'rule' END, n.nspname,
       CASE WHEN c.relkind IN ('v', 'm') THEN '' ELSE c.relname END,
       CASE WHEN c.relkind IN ('v', 'm') THEN c.relname ELSE r.rulename END
FROM printed
JOIN pg_rewrite r ON printed.classid = 'pg_rewrite'::regclass AND r.oid = printed.objid
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
UNION ALL
SELECT '', 'publication', '', '', p.pubname
FROM locked
JOIN pg_publication_rel r ON r.prrelid = locked.oid
JOIN pg_publication p ON p.oid = r.prpubid
UNION ALL
SELECT '', 'policy', n.nspname, c.relname, p.polname
FROM printed
JOIN pg_policy p ON printed.classid = 'pg_policy'::regclass AND p.oid = printed.objid
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
UNION ALL
SELECT '', 'constraint', n.nspname, c.relname, k.conname
FROM printed
JOIN pg_constraint k ON printed.classid = 'pg_constraint'::regclass AND k.oid = printed.objid
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
UNION ALL
SELECT '', 'trigger', n.nspname, c.relname, t.tgname
FROM printed
JOIN pg_trigger t ON printed.classid = 'pg_trigger'::regclass AND t.oid = printed.objid
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
UNION ALL
SELECT '', 'function', n.nspname, '', p.proname || '(' || oidvectortypes(p.proargtypes) || ')'
FROM printed
JOIN pg_proc p ON printed.classid = 'pg_proc'::regclass AND p.oid = printed.objid
JOIN pg_namespace n ON n.oid = p.pronamespace
UNION ALL
SELECT '', 'statistics', n.nspname, '', s.stxname
FROM printed
JOIN pg_statistic_ext s ON printed.classid = 'pg_statistic_ext'::regclass AND s.oid = printed.objid
JOIN pg_namespace n ON n.oid = s.stxnamespace
