-- Text search dictionaries.
CREATE SCHEMA app;
CREATE TEXT SEARCH DICTIONARY app.words (TEMPLATE = simple, ACCEPT = false, STOPWORDS = english);

-- case: a dictionary is dropped
DROP TEXT SEARCH DICTIONARY app.words;
-- missing text search dictionary app.words

-- case: a dictionary appears, owned and commented
CREATE TEXT SEARCH DICTIONARY app."Stems" (TEMPLATE = snowball, LANGUAGE = 'russian', STOPWORDS = 'russian');
ALTER TEXT SEARCH DICTIONARY app."Stems" OWNER TO app_owner;
COMMENT ON TEXT SEARCH DICTIONARY app."Stems" IS 'stems of words';
-- extra text search dictionary app."Stems"

-- case: a dictionary has other options
ALTER TEXT SEARCH DICTIONARY app.words (ACCEPT = true, STOPWORDS);
-- modified text search dictionary app.words
--   options: ["accept = 'false'","stopwords = 'english'"] -> ["accept = 'true'"]

-- case: the order of options says nothing
ALTER TEXT SEARCH DICTIONARY app.words (ACCEPT = false);
-- same

-- case: a dictionary has another template
DROP TEXT SEARCH DICTIONARY app.words;
CREATE TEXT SEARCH DICTIONARY app.words (TEMPLATE = snowball, LANGUAGE = english);
-- modified text search dictionary app.words
--   options: ["accept = 'false'","stopwords = 'english'"] -> ["language = 'english'"]
--   template: "pg_catalog.simple" -> "pg_catalog.snowball"

-- case: a dictionary gets an owner
ALTER TEXT SEARCH DICTIONARY app.words OWNER TO app_owner;
-- modified text search dictionary app.words
--   owner: "postgres" -> "app_owner"

-- case: a dictionary gets a comment
COMMENT ON TEXT SEARCH DICTIONARY app.words IS 'ours';
-- modified text search dictionary app.words
--   comment: null -> "ours"

-- base
CREATE SCHEMA app;
CREATE FUNCTION app.takes_anything(internal) RETURNS internal LANGUAGE internal STRICT AS 'heap_tableam_handler';
CREATE TEXT SEARCH TEMPLATE app.any (INIT = app.takes_anything, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY app.words (TEMPLATE = app.any, number = 1.5, path = 'here');

-- case: options of every spelling are kept
ALTER TEXT SEARCH DICTIONARY app.words ("Mixed, = ""x""" = 'it''s, a = ''b''', path = E'C:\\x', none = '', number = -7);
-- modified text search dictionary app.words
--   options: ["number = 1.5","path = 'here'"] -> ["\"Mixed, = \"\"x\"\"\" = 'it''s, a = ''b'''","\"none\" = ''","number = -7","path = E'C:\\\\x'"]
