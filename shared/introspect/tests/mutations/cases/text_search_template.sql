-- Text search templates.
CREATE SCHEMA app;
CREATE TEXT SEARCH TEMPLATE app.plain (LEXIZE = dsimple_lexize);

-- case: a template is dropped
DROP TEXT SEARCH TEMPLATE app.plain;
-- missing text search template app.plain

-- case: a template appears with a dictionary
CREATE TEXT SEARCH TEMPLATE app."Other" (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE app."Other" IS 'another one';
CREATE TEXT SEARCH DICTIONARY app.words (TEMPLATE = app."Other", STOPWORDS = english);
-- extra text search template app."Other"
-- extra text search dictionary app.words

-- case: a template takes options
DROP TEXT SEARCH TEMPLATE app.plain;
CREATE TEXT SEARCH TEMPLATE app.plain (INIT = dsimple_init, LEXIZE = dsimple_lexize);
-- modified text search template app.plain
--   initialize: null -> "pg_catalog.dsimple_init"

-- case: a template looks words up elsewhere
CREATE FUNCTION app.look_up(internal, internal, internal, internal) RETURNS internal LANGUAGE internal STRICT AS 'dsimple_lexize';
DROP TEXT SEARCH TEMPLATE app.plain;
CREATE TEXT SEARCH TEMPLATE app.plain (LEXIZE = app.look_up);
-- extra function app.look_up(internal, internal, internal, internal)
-- modified text search template app.plain
--   look_up: "pg_catalog.dsimple_lexize" -> "app.look_up"

-- case: a template gets a comment
COMMENT ON TEXT SEARCH TEMPLATE app.plain IS 'ours';
-- modified text search template app.plain
--   comment: null -> "ours"
