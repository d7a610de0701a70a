-- How many objects of every kind there are, counted without what reading them takes, so that none can be lost on the way.
-- The last rows are what no kind is for: they are there only when a new version brings something new.
-- OIDs below 16384 are the server's own (FirstNormalObjectId in src/include/access/transam.h).
WITH relation AS (
    SELECT c.oid, c.relkind, c.relispartition, c.relnatts FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE :watched(n.nspname) AND c.relpersistence <> 't' AND NOT :member(pg_class, c.oid)
), dropped AS MATERIALIZED (
    SELECT attrelid FROM pg_attribute WHERE attisdropped AND attnum > 0
), type AS (
    SELECT t.oid, t.typtype FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_class composite ON composite.oid = t.typrelid AND composite.relkind = 'c'
    WHERE (t.typtype <> 'c' OR composite.oid IS NOT NULL) AND :watched(n.nspname) AND NOT :member(pg_type, t.oid)
      AND t.oid NOT IN (SELECT typarray FROM pg_type)
), routine AS (
    SELECT p.oid, p.prokind FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE :watched(n.nspname)
      AND p.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype IN ('e', 'i'))
)
SELECT kind, count FROM (
          SELECT 'database' AS kind, count(*) FROM pg_stat_database WHERE datname = current_database()
UNION ALL SELECT 'schema', count(*) FROM pg_namespace n WHERE :watched(n.nspname) AND NOT :member(pg_namespace, n.oid)
UNION ALL SELECT 'extension', count(*) FROM pg_extension
UNION ALL SELECT 'enum', count(*) FROM type WHERE typtype = 'e'
UNION ALL SELECT 'domain', count(*) FROM type WHERE typtype = 'd'
UNION ALL SELECT 'range_type', count(*) FROM type WHERE typtype = 'r'
UNION ALL SELECT 'base_type', count(*) FROM type WHERE typtype IN ('b', 'p')
UNION ALL SELECT 'composite_type', count(*) FROM type WHERE typtype = 'c'
UNION ALL SELECT 'sequence', count(*) FROM relation
          WHERE relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = relation.oid AND deptype = 'i')
UNION ALL SELECT CASE WHEN relkind IN ('r', 'p') THEN 'table' WHEN relkind = 'f' THEN 'foreign_table' WHEN relkind = 'v' THEN 'view'
                      WHEN relkind = 'm' THEN 'materialized_view' ELSE 'relation of a new kind' END, count(*)
          FROM relation WHERE relkind NOT IN ('S', 'i', 'I', 'c', 't') GROUP BY 1
UNION ALL SELECT 'column', sum(number) FROM (
              SELECT relnatts AS number FROM relation WHERE relkind IN ('r', 'p', 'f')
              UNION ALL SELECT -1 FROM dropped JOIN relation ON relation.oid = attrelid WHERE relkind IN ('r', 'p', 'f')) numbers
UNION ALL SELECT 'constraint', count(*) FROM pg_constraint k JOIN relation ON relation.oid = k.conrelid
          WHERE k.contype NOT IN ('n', 't') AND k.coninhcount = 0 AND k.conparentid = 0
UNION ALL SELECT 'index', count(*) FROM pg_index i JOIN relation ON relation.oid = i.indexrelid
          WHERE NOT relation.relispartition AND NOT :member(pg_class, i.indrelid)
            AND i.indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
UNION ALL SELECT 'trigger', count(*) FROM pg_trigger t JOIN relation ON relation.oid = t.tgrelid
          WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND NOT :member(pg_trigger, t.oid)
UNION ALL SELECT 'policy', count(*) FROM pg_policy p JOIN relation ON relation.oid = p.polrelid
UNION ALL SELECT 'rule', count(*) FROM pg_rewrite r JOIN relation ON relation.oid = r.ev_class
          WHERE r.ev_type <> '1' AND NOT :member(pg_rewrite, r.oid)
UNION ALL SELECT 'function', count(*) FROM routine WHERE prokind IN ('f', 'w', 'p')
UNION ALL SELECT 'aggregate', count(*) FROM routine WHERE prokind = 'a'
UNION ALL SELECT 'cast', count(*) FROM pg_cast o WHERE o.oid >= 16384
          AND o.oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_cast'::regclass AND deptype IN ('e', 'i'))
UNION ALL SELECT 'operator', count(*) FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
          WHERE :watched(n.nspname) AND o.oprcode <> 0 AND NOT :member(pg_operator, o.oid)
UNION ALL SELECT 'operator_class', count(*) FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_opclass, o.oid)
UNION ALL SELECT 'operator_family', count(*) FROM pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_opfamily, o.oid)
UNION ALL SELECT 'collation', count(*) FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_collation, o.oid)
UNION ALL SELECT 'conversion', count(*) FROM pg_conversion o JOIN pg_namespace n ON n.oid = o.connamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_conversion, o.oid)
UNION ALL SELECT 'text_search_configuration', count(*) FROM pg_ts_config o JOIN pg_namespace n ON n.oid = o.cfgnamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_ts_config, o.oid)
UNION ALL SELECT 'text_search_dictionary', count(*) FROM pg_ts_dict o JOIN pg_namespace n ON n.oid = o.dictnamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_ts_dict, o.oid)
UNION ALL SELECT 'text_search_parser', count(*) FROM pg_ts_parser o JOIN pg_namespace n ON n.oid = o.prsnamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_ts_parser, o.oid)
UNION ALL SELECT 'text_search_template', count(*) FROM pg_ts_template o JOIN pg_namespace n ON n.oid = o.tmplnamespace
          WHERE :watched(n.nspname) AND NOT :member(pg_ts_template, o.oid)
UNION ALL SELECT 'language', count(*) FROM pg_language o WHERE o.oid >= 16384 AND NOT :member(pg_language, o.oid)
UNION ALL SELECT 'transform', count(*) FROM pg_transform o WHERE o.oid >= 16384 AND NOT :member(pg_transform, o.oid)
UNION ALL SELECT 'access_method', count(*) FROM pg_am o WHERE o.oid >= 16384 AND NOT :member(pg_am, o.oid)
UNION ALL SELECT 'statistics', count(*) FROM pg_statistic_ext o JOIN pg_namespace n ON n.oid = o.stxnamespace
          JOIN relation ON relation.oid = o.stxrelid
          WHERE :watched(n.nspname) AND NOT :member(pg_statistic_ext, o.oid)
UNION ALL SELECT 'event_trigger', count(*) FROM pg_event_trigger o
          WHERE o.evtname !~ '^(awsdms_|rds_)' AND NOT :member(pg_event_trigger, o.oid)
UNION ALL SELECT 'foreign_data_wrapper', count(*) FROM pg_foreign_data_wrapper o
          WHERE o.oid >= 16384 AND NOT :member(pg_foreign_data_wrapper, o.oid)
UNION ALL SELECT 'foreign_server', count(*) FROM pg_foreign_server o WHERE NOT :member(pg_foreign_server, o.oid)
UNION ALL SELECT 'publication', count(*) FROM pg_publication o WHERE NOT :member(pg_publication, o.oid)
UNION ALL SELECT 'type of a new kind', count(*) FROM type WHERE typtype NOT IN ('b', 'c', 'd', 'e', 'm', 'p', 'r')
UNION ALL SELECT 'routine of a new kind', count(*) FROM routine WHERE prokind NOT IN ('a', 'f', 'p', 'w')
UNION ALL SELECT 'constraint of a new kind', count(*) FROM pg_constraint
          WHERE oid >= 16384 AND contype NOT IN ('c', 'f', 'n', 'p', 't', 'u', 'x')
) kinds
WHERE count > 0
