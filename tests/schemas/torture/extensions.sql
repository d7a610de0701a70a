-- Extensions, objects of ours that use theirs, and objects of ours with their names.

CREATE SCHEMA e;
CREATE SCHEMA x;
CREATE EXTENSION hstore SCHEMA x;
CREATE EXTENSION citext SCHEMA x;
CREATE EXTENSION pg_trgm SCHEMA x;
CREATE EXTENSION ltree SCHEMA x;
CREATE EXTENSION "uuid-ossp" SCHEMA x;
CREATE EXTENSION intarray SCHEMA x;
CREATE EXTENSION cube SCHEMA x;
CREATE EXTENSION seg SCHEMA x;
CREATE EXTENSION unaccent SCHEMA x;
CREATE EXTENSION bloom SCHEMA x;
CREATE EXTENSION btree_gin SCHEMA x;
CREATE EXTENSION tablefunc;
CREATE EXTENSION pg_stat_statements SCHEMA x;
CREATE EXTENSION lo SCHEMA x;
COMMENT ON EXTENSION hstore IS 'pairs';

CREATE TABLE e.uses (
    id uuid DEFAULT x.uuid_generate_v4(), name x.citext NOT NULL, pairs x.hstore DEFAULT 'a=>1'::x.hstore, path x.ltree,
    numbers integer[], place x.cube, stretch x.seg, names x.citext[], PRIMARY KEY (id), UNIQUE (name)
);
CREATE INDEX ON e.uses USING gin ((name::text) x.gin_trgm_ops, pairs x.gin_hstore_ops);
CREATE INDEX ON e.uses USING gist ((name::text) x.gist_trgm_ops (siglen = 32), path x.gist_ltree_ops (siglen = 100));
CREATE INDEX ON e.uses USING gist (numbers x.gist__int_ops (numranges = 100));
CREATE INDEX ON e.uses USING bloom ((cardinality(numbers))) WITH (length = 80, col1 = 2);
CREATE VIEW e.view AS SELECT pairs OPERATOR(x.->) 'a' AS a, name OPERATOR(x.=) 'b' AS b, x.similarity(name::text, 'x') AS s FROM e.uses WHERE path OPERATOR(x.@>) 'a.b'::x.ltree;
CREATE DOMAIN e.email AS x.citext CHECK (VALUE ~ '@');
CREATE TYPE e.pairs AS (one x.hstore, many x.hstore[]);
CREATE TYPE e.cubes AS RANGE (subtype = x.cube);
CREATE FUNCTION e.f(x.hstore, x.ltree DEFAULT 'a.b') RETURNS SETOF x.citext LANGUAGE sql AS 'SELECT ''a''::x.citext';
CREATE AGGREGATE e.all_pairs(x.hstore) (SFUNC = x.hs_concat, STYPE = x.hstore, INITCOND = '');
CREATE TRIGGER keep BEFORE UPDATE OF numbers ON e.uses FOR EACH ROW EXECUTE FUNCTION x.lo_manage('numbers');
CREATE TEXT SEARCH CONFIGURATION e.plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION e.plain ALTER MAPPING FOR word WITH x.unaccent, simple;
CREATE FUNCTION e.similarity(text, text) RETURNS real LANGUAGE sql AS 'SELECT 1::real';
CREATE STATISTICS e.statistics ON name, id FROM e.uses;
CREATE CAST (integer AS x.citext) WITH INOUT AS ASSIGNMENT;
CREATE OPERATOR e.=># (FUNCTION = e.similarity, LEFTARG = text, RIGHTARG = text);
GRANT EXECUTE ON FUNCTION x.similarity(text, text) TO app_reader;
REVOKE EXECUTE ON FUNCTION x.uuid_generate_v4() FROM PUBLIC;
GRANT SELECT ON x.pg_stat_statements TO app_reader;
CREATE TABLE e.tree (path x.ltree, CONSTRAINT path_key EXCLUDE USING gist (path x.gist_ltree_ops WITH OPERATOR(x.=)));
