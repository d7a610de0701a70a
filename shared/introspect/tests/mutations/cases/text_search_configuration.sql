-- Text search configurations.
CREATE SCHEMA app;
CREATE TEXT SEARCH PARSER app.words
    (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR word, int WITH english_stem;

-- case: a configuration is dropped
DROP TEXT SEARCH CONFIGURATION app.search;
-- missing text search configuration app.search

-- case: a configuration appears with its dictionary
CREATE TEXT SEARCH DICTIONARY app."Words" (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION app.other (COPY = app.search);
ALTER TEXT SEARCH CONFIGURATION app.other ADD MAPPING FOR asciiword, uint WITH app."Words", english_stem;
ALTER TEXT SEARCH CONFIGURATION app.other OWNER TO app_owner;
COMMENT ON TEXT SEARCH CONFIGURATION app.other IS 'another one';
-- extra text search dictionary app."Words"
-- extra text search configuration app.other

-- case: words are looked up in other dictionaries
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR asciiword WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search ALTER MAPPING FOR word WITH simple, english_stem;
ALTER TEXT SEARCH CONFIGURATION app.search DROP MAPPING FOR int;
-- modified text search configuration app.search
--   mappings: ["word: pg_catalog.english_stem","\"int\": pg_catalog.english_stem"] -> ["asciiword: pg_catalog.simple","word: pg_catalog.simple, pg_catalog.english_stem"]

-- case: a configuration has another parser
DROP TEXT SEARCH CONFIGURATION app.search;
CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = app.words);
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR word, int WITH english_stem;
-- modified text search configuration app.search
--   parser: "pg_catalog.\"default\"" -> "app.words"

-- case: a configuration gets an owner
ALTER TEXT SEARCH CONFIGURATION app.search OWNER TO app_owner;
-- modified text search configuration app.search
--   owner: "postgres" -> "app_owner"

-- case: a configuration gets a comment
COMMENT ON TEXT SEARCH CONFIGURATION app.search IS 'ours';
-- modified text search configuration app.search
--   comment: null -> "ours"
