-- Views over views, materialised views, rules, and circles: tables that use functions that use tables.

CREATE SCHEMA v;
CREATE TABLE v.people (id integer PRIMARY KEY, name text NOT NULL, born date, boss integer REFERENCES v.people, tags text[], data jsonb);
CREATE TABLE v.visits (person integer REFERENCES v.people, at timestamptz, amount numeric(10, 2), PRIMARY KEY (person, at));

CREATE VIEW v.adults AS SELECT * FROM v.people WHERE born < CURRENT_DATE - '18 years'::interval;
CREATE VIEW v.named (person_id, "Full Name") AS SELECT id, upper(name) FROM v.adults;
CREATE VIEW v.over_over AS SELECT n.person_id, count(*) AS number, sum(v.amount) FILTER (WHERE v.amount > 0) AS total FROM v.named n LEFT JOIN v.visits v ON v.person = n.person_id GROUP BY n.person_id HAVING count(*) > 1;
CREATE VIEW v.by_key AS SELECT p.id, p.name, max(v.at) AS latest FROM v.people p JOIN v.visits v ON v.person = p.id GROUP BY p.id;
CREATE VIEW v.safe WITH (security_barrier) AS SELECT id FROM v.people WHERE name <> 'x' WITH LOCAL CHECK OPTION;
CREATE VIEW v.checked WITH (security_barrier = true, check_option = cascaded) AS SELECT id, name FROM v.people WHERE id > 0;
CREATE VIEW v.as_caller WITH (security_invoker = true) AS SELECT id FROM v.people; -- since 15
CREATE RECURSIVE VIEW v.chain (id, depth) AS SELECT id, 1 FROM v.people WHERE boss IS NULL UNION ALL SELECT p.id, c.depth + 1 FROM v.people p JOIN chain c ON p.boss = c.id;
CREATE VIEW v.windows AS SELECT id, rank() OVER w AS r, lag(name, 2, 'none') OVER (PARTITION BY boss ORDER BY born DESC NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS l FROM v.people WINDOW w AS (ORDER BY born);
CREATE VIEW v.sets AS (SELECT id, 'a' AS kind FROM v.people EXCEPT SELECT person, 'b' FROM v.visits) UNION ALL SELECT 1, NULL::text INTERSECT SELECT 2, 'c' ORDER BY 1 DESC LIMIT 10 OFFSET 2;
CREATE VIEW v.laterals AS SELECT p.id, x.latest, s.n, t.tag, t.ordinality FROM v.people p CROSS JOIN LATERAL (SELECT max(at) AS latest FROM v.visits WHERE person = p.id) x, generate_series(1, p.id) s(n), unnest(p.tags) WITH ORDINALITY t(tag, ordinality);
CREATE VIEW v.joins AS SELECT * FROM v.people a NATURAL LEFT JOIN (SELECT id, boss AS lead FROM v.people) b FULL JOIN (SELECT person AS id, amount FROM v.visits) c USING (id);
CREATE VIEW v.expressions AS SELECT CASE WHEN id > 1 THEN 'many' WHEN id = 1 THEN 'one' ELSE NULL END AS c, CASE boss WHEN 1 THEN 2 END AS d, name LIKE 'a%' AS l, name ~* 'b' AS m, name SIMILAR TO 'c' AS s, id BETWEEN 1 AND 5 AS bt, id IN (1, 2) AS i, NOT (id = 3) AS n, born IS DISTINCT FROM CURRENT_DATE AS df, data -> 'a' ->> 'b' AS j, data @> '{"a": 1}' AS jc, EXTRACT(year FROM born) AS y, substring(name FROM 2 FOR 3) AS sb, position('a' IN name) AS ps, trim(BOTH 'x' FROM name) AS tr, overlay(name PLACING 'y' FROM 1) AS ov, COALESCE(name, 'n') AS co, NULLIF(id, 0) AS ni, GREATEST(1, id) AS gr, ARRAY(SELECT 1) AS ar, EXISTS (SELECT 1 FROM v.visits) AS ex, id = ANY (SELECT 5) AS an, (ROW(1, 2) < ROW(3, 4)) AS rc, tags[1] AS t1, tags[1:2] AS t2, born AT TIME ZONE 'UTC' AS tz, name COLLATE "C" AS cl, '1 day'::interval * 2 AS iv, -id AS neg, 1.50::numeric(4, 2) AS nu, CURRENT_USER AS cu, id::text || 'x' AS ct, (SELECT p2.name FROM v.people p2 WHERE p2.id = p.boss) AS sub FROM v.people p;
CREATE VIEW v.grouping AS SELECT boss, born, grouping(boss, born) AS g, count(DISTINCT name) AS c, string_agg(name, ',' ORDER BY name DESC) AS s, percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS p FROM v.people GROUP BY GROUPING SETS ((boss, born), CUBE (boss), ROLLUP (born), ());
CREATE VIEW v.with_queries AS WITH a AS MATERIALIZED (SELECT 1 AS one), b (two) AS NOT MATERIALIZED (SELECT one + 1 FROM a) SELECT one, two FROM a, b;
CREATE VIEW v.sampled AS SELECT DISTINCT ON (name) name, id FROM v.people TABLESAMPLE bernoulli (10) REPEATABLE (3) ORDER BY name, id;
CREATE VIEW v.locked AS SELECT id FROM v.people FOR NO KEY UPDATE OF people SKIP LOCKED;
CREATE VIEW v.value_list (a, b) AS VALUES (1, 'x'), (2, 'it''s');
CREATE VIEW v.xml AS SELECT xmlelement(name a, xmlattributes(id AS b), name) AS x, xmlforest(id, name AS n) AS f FROM v.people;
CREATE VIEW v.system AS SELECT c.relname, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace;
CREATE VIEW v.no_columns AS SELECT FROM v.people;
CREATE VIEW v.whole_row AS SELECT p, (p).name AS n, p.* IS NULL AS nothing FROM v.people p;
ALTER VIEW v.safe ALTER id SET DEFAULT 42;
CREATE VIEW v.renamed AS SELECT id AS before FROM v.people;
ALTER VIEW v.renamed RENAME before TO after;
ALTER TABLE v.people RENAME data TO document;
CREATE VIEW v.json AS SELECT JSON_OBJECT('a': id) AS o, JSON_ARRAY(1, id) AS a, name IS JSON AS j FROM v.people; -- since 16
CREATE VIEW v.json_tables AS SELECT j.a, JSON_VALUE(p.document, '$.b' RETURNING integer) AS b FROM v.people p, JSON_TABLE(p.document, '$[*]' COLUMNS (a integer PATH '$.a')) j; -- since 17

CREATE MATERIALIZED VIEW v.kept AS SELECT boss, count(*) AS number FROM v.over_over o JOIN v.people ON people.id = o.person_id GROUP BY boss WITH NO DATA;
CREATE MATERIALIZED VIEW v.filled (a, b) WITH (fillfactor = 60) AS SELECT id, name FROM v.people;
CREATE UNIQUE INDEX filled_a ON v.filled (a);
CREATE INDEX ON v.filled (lower(b)) WHERE a > 1;
ALTER MATERIALIZED VIEW v.filled CLUSTER ON filled_a, ALTER b SET STATISTICS 33, ALTER b SET STORAGE EXTERNAL;
CREATE MATERIALIZED VIEW v.of_materialized AS SELECT a FROM v.filled WITH NO DATA;
CREATE VIEW v.of_both AS SELECT f.a, k.number FROM v.filled f, v.kept k;

CREATE TABLE v.ruled (a integer, b text);
CREATE TABLE v.rule_log (what text, a integer);
CREATE RULE log_insert AS ON INSERT TO v.ruled DO ALSO INSERT INTO v.rule_log VALUES ('insert', NEW.a);
CREATE RULE "No Delete" AS ON DELETE TO v.ruled WHERE OLD.a > 5 DO INSTEAD NOTHING;
CREATE RULE many AS ON UPDATE TO v.ruled DO ALSO (INSERT INTO v.rule_log VALUES ('old', OLD.a); UPDATE v.rule_log SET what = 'new' WHERE a = NEW.a; DELETE FROM v.rule_log WHERE a IS NULL; NOTIFY changed);
ALTER TABLE v.ruled DISABLE RULE log_insert, ENABLE ALWAYS RULE many;
CREATE RULE into_view AS ON INSERT TO v.named DO INSTEAD INSERT INTO v.people (id, name) VALUES (NEW.person_id, NEW."Full Name") RETURNING id, name;
COMMENT ON RULE log_insert ON v.ruled IS 'log';

CREATE FUNCTION v.next_number() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT max(id) + 1 FROM v.circle); END';
CREATE TABLE v.circle (id integer DEFAULT v.next_number(), other integer);
CREATE FUNCTION v.of_circle(c v.circle) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT (c).id';
CREATE VIEW v.circle_view AS SELECT v.of_circle(c) AS o, v.next_number() AS n FROM v.circle c;
CREATE FUNCTION v.over_view() RETURNS SETOF v.circle_view LANGUAGE sql STABLE AS 'SELECT * FROM v.circle_view';
CREATE VIEW v.over_function AS SELECT o, n FROM v.over_view() WHERE o > 1;
CREATE INDEX ON v.circle (v.of_circle(circle));
ALTER TABLE v.circle ADD CHECK (v.of_circle(circle) > 0), ADD two integer GENERATED ALWAYS AS (other + 2) STORED;
CREATE TABLE v.egg (id integer PRIMARY KEY, hen integer);
CREATE TABLE v.hen (id integer PRIMARY KEY, egg integer REFERENCES v.egg);
ALTER TABLE v.egg ADD FOREIGN KEY (hen) REFERENCES v.hen DEFERRABLE;
CREATE DOMAIN v.known AS integer;
CREATE FUNCTION v.is_known(integer) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
ALTER DOMAIN v.known ADD CHECK (v.is_known(VALUE));
CREATE TABLE v.knows (a v.known);
CREATE VIEW v.circular AS SELECT 1 AS a;
CREATE FUNCTION v.circular() RETURNS SETOF v.circular LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE VIEW v.circular AS SELECT 1 AS a FROM pg_class WHERE EXISTS (SELECT FROM v.circular());

COMMENT ON VIEW v.adults IS 'adults';
COMMENT ON COLUMN v.named."Full Name" IS 'full';
COMMENT ON MATERIALIZED VIEW v.kept IS 'kept';
COMMENT ON COLUMN v.filled.b IS 'b';
COMMENT ON INDEX v.filled_a IS 'index of it';
ALTER VIEW v.adults OWNER TO app_owner;
ALTER MATERIALIZED VIEW v.kept OWNER TO app_owner;
GRANT SELECT ON v.adults, v.kept TO app_reader;
GRANT SELECT ("Full Name"), INSERT (person_id) ON v.named TO app_writer;
GRANT SELECT (a) ON v.filled TO app_reader WITH GRANT OPTION;
