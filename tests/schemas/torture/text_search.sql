-- Text search, collations, conversions, extended statistics.

CREATE SCHEMA s;
CREATE TEXT SEARCH DICTIONARY s.simple (TEMPLATE = pg_catalog.simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY s."Stem" (TEMPLATE = snowball, LANGUAGE = german, STOPWORDS = german);
CREATE TEXT SEARCH DICTIONARY s.same (TEMPLATE = synonym, SYNONYMS = synonym_sample, CASESENSITIVE = true);
CREATE TEXT SEARCH CONFIGURATION s.copied (COPY = pg_catalog.english);
CREATE TEXT SEARCH CONFIGURATION s.own (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION s.own ADD MAPPING FOR asciiword, word, numword WITH s.simple, s."Stem", pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION s.own ADD MAPPING FOR email WITH s.same;
ALTER TEXT SEARCH CONFIGURATION s.copied ALTER MAPPING FOR asciiword WITH s."Stem";
ALTER TEXT SEARCH CONFIGURATION s.copied DROP MAPPING FOR url;
CREATE TEXT SEARCH CONFIGURATION s.empty (PARSER = pg_catalog."default");
CREATE TEXT SEARCH PARSER s.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION s.of_parser (PARSER = s.parser);
ALTER TEXT SEARCH CONFIGURATION s.of_parser ADD MAPPING FOR word WITH simple;
CREATE TEXT SEARCH TEMPLATE s.template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE s.bare (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY s.of_template (TEMPLATE = s.template);
CREATE TABLE s.texts (body text, found tsvector GENERATED ALWAYS AS (to_tsvector('s.own'::regconfig, body)) STORED);
CREATE INDEX ON s.texts USING gin (to_tsvector('s.copied'::regconfig, body));

CREATE COLLATION s.c (LOCALE = 'C');
CREATE COLLATION s.copy FROM "POSIX";
CREATE COLLATION s."Split" (LC_COLLATE = 'C', LC_CTYPE = 'POSIX', PROVIDER = libc);
CREATE COLLATION s.built_in (PROVIDER = builtin, LOCALE = 'C.UTF-8'); -- since 17
CREATE COLLATION s.numbers (PROVIDER = icu, LOCALE = '@colCaseFirst=lower;colNumeric=yes');
CREATE TABLE s.collated (a text COLLATE s.c, b text COLLATE s."Split", CHECK (a COLLATE s.copy > 'x'));
CREATE INDEX ON s.collated (a COLLATE s.copy, b);
CREATE DOMAIN s.collated_domain AS text COLLATE s.c;
CREATE TYPE s.collated_type AS (a text COLLATE s.copy);
CREATE VIEW s.collated_view AS SELECT a COLLATE s.c AS a FROM s.collated ORDER BY b COLLATE s.copy;

CREATE CONVERSION s.to_utf8 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION s.from_utf8 FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

CREATE TABLE s.measured (a integer, b integer, c text, d date);
CREATE STATISTICS s.all_kinds ON a, b, c FROM s.measured;
CREATE STATISTICS s."Some Kinds" (mcv, ndistinct) ON b, d FROM s.measured;
CREATE STATISTICS s.one_kind (dependencies) ON d, c FROM s.measured;
ALTER STATISTICS s.all_kinds SET STATISTICS 300;
CREATE STATISTICS s.expressions ON lower(c), (a + b), d FROM s.measured; -- since 14
CREATE STATISTICS s.one_expression ON (a % 10) FROM s.measured; -- since 14
CREATE MATERIALIZED VIEW s.materialized AS SELECT a, b FROM s.measured;
CREATE STATISTICS s.of_view ON a, b FROM s.materialized;

COMMENT ON TEXT SEARCH CONFIGURATION s.own IS 'own';
COMMENT ON TEXT SEARCH DICTIONARY s.simple IS 'simple';
COMMENT ON TEXT SEARCH PARSER s.parser IS 'parser';
COMMENT ON TEXT SEARCH TEMPLATE s.template IS 'template';
COMMENT ON COLLATION s.c IS 'c';
COMMENT ON CONVERSION s.to_utf8 IS 'utf8';
COMMENT ON STATISTICS s.all_kinds IS 'all';
ALTER TEXT SEARCH CONFIGURATION s.own OWNER TO app_owner;
ALTER TEXT SEARCH DICTIONARY s.simple OWNER TO app_owner;
ALTER COLLATION s.c OWNER TO app_owner;
ALTER CONVERSION s.to_utf8 OWNER TO app_owner;
ALTER STATISTICS s.all_kinds OWNER TO app_owner;
