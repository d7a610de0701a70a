-- Text search parsers.
CREATE SCHEMA app;
CREATE TEXT SEARCH PARSER app.words
    (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

-- case: a parser is dropped
DROP TEXT SEARCH PARSER app.words;
-- missing text search parser app.words

-- case: a parser appears with a configuration
CREATE TEXT SEARCH PARSER app."Other"
    (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
COMMENT ON TEXT SEARCH PARSER app."Other" IS 'another one';
CREATE TEXT SEARCH CONFIGURATION app.other (PARSER = app."Other");
-- extra text search parser app."Other"
-- extra text search configuration app.other

-- case: a parser marks what was found
DROP TEXT SEARCH PARSER app.words;
CREATE TEXT SEARCH PARSER app.words
    (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
-- modified text search parser app.words
--   headline: null -> "pg_catalog.prsd_headline"

-- case: a parser has other functions
CREATE FUNCTION app.start(internal, integer) RETURNS internal LANGUAGE internal STRICT AS 'prsd_start';
CREATE FUNCTION app.next(internal, internal, internal) RETURNS internal LANGUAGE internal STRICT AS 'prsd_nexttoken';
CREATE FUNCTION app.stop(internal) RETURNS void LANGUAGE internal STRICT AS 'prsd_end';
CREATE FUNCTION app.types(internal) RETURNS internal LANGUAGE internal STRICT AS 'prsd_lextype';
DROP TEXT SEARCH PARSER app.words;
CREATE TEXT SEARCH PARSER app.words (START = app.start, GETTOKEN = app.next, END = app.stop, LEXTYPES = app.types);
-- extra function app.next(internal, internal, internal)
-- extra function app.start(internal, integer)
-- extra function app.stop(internal)
-- extra function app.types(internal)
-- modified text search parser app.words
--   end: "pg_catalog.prsd_end" -> "app.stop"
--   get_token: "pg_catalog.prsd_nexttoken" -> "app.next"
--   start: "pg_catalog.prsd_start" -> "app.start"
--   word_types: "pg_catalog.prsd_lextype" -> "app.types"

-- case: a parser gets a comment
COMMENT ON TEXT SEARCH PARSER app.words IS 'ours';
-- modified text search parser app.words
--   comment: null -> "ours"
