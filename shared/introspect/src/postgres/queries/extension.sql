-- An extension's own objects are its business, but not who may use them: what was granted or taken away since it was
-- installed (pg_init_privs) is told of, one privilege an entry. The owner's are left out.
WITH member AS (
    SELECT d.refobjid AS extension, d.classid, d.objid, m.acl, m.kind, m.owner
    FROM pg_depend d
    JOIN (SELECT 'pg_proc'::regclass AS class, oid, proacl AS acl, 'f'::"char" AS kind, proowner AS owner FROM pg_proc
          UNION ALL
          SELECT 'pg_class'::regclass, oid, relacl, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner FROM pg_class
          UNION ALL
          SELECT 'pg_type'::regclass, oid, typacl, 'T'::"char", typowner FROM pg_type
          UNION ALL
          SELECT 'pg_namespace'::regclass, oid, nspacl, 'n'::"char", nspowner FROM pg_namespace
          UNION ALL
          SELECT 'pg_language'::regclass, oid, lanacl, 'l'::"char", lanowner FROM pg_language) m
         ON m.class = d.classid AND m.oid = d.objid
    WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass AND d.objsubid = 0
), changed AS (
    SELECT member.*
         , coalesce(member.acl, acldefault(member.kind, member.owner)) AS now
         , coalesce(i.initprivs, acldefault(member.kind, member.owner)) AS installed
    FROM member
    LEFT JOIN pg_init_privs i ON i.objoid = member.objid AND i.classoid = member.classid AND i.objsubid = 0
    WHERE member.acl IS DISTINCT FROM i.initprivs
), entry AS (
    SELECT changed.extension
         , o.type || ' ' || o.identity || ': '
           || CASE g.grantee WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(g.grantee)) END || ': '
           || g.given || g.privilege_type || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
    FROM changed
    CROSS JOIN LATERAL pg_identify_object(changed.classid, changed.objid, 0) o
    CROSS JOIN LATERAL (
        SELECT '' AS given, n.grantee, n.privilege_type, n.is_grantable
        FROM (SELECT grantee, privilege_type, is_grantable FROM aclexplode(changed.now)
              EXCEPT SELECT grantee, privilege_type, is_grantable FROM aclexplode(changed.installed)) n
        UNION ALL
        SELECT 'not ', n.grantee, n.privilege_type, n.is_grantable
        FROM (SELECT grantee, privilege_type, is_grantable FROM aclexplode(changed.installed)
              EXCEPT SELECT grantee, privilege_type, is_grantable FROM aclexplode(changed.now)) n) g
    WHERE g.grantee <> changed.owner
)
SELECT '3079/' || e.oid || '/0' AS address
     , e.extname::text AS name
     , n.nspname::text AS installed_in
     , e.extversion AS version
     , coalesce((SELECT json_agg(entry.text ORDER BY entry.text COLLATE "C") FROM entry
                 WHERE entry.extension = e.oid)::text, '[]') AS member_privileges
     , obj_description(e.oid, 'pg_extension') AS comment
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
