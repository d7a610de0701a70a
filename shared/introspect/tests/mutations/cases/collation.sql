-- Collations.
CREATE SCHEMA app;
CREATE COLLATION app.plain (LOCALE = 'C');
CREATE COLLATION app.german (PROVIDER = icu, LOCALE = 'de-DE');

-- case: a collation is dropped
DROP COLLATION app.plain;
-- missing collation app.plain

-- case: a collation appears, owned and commented
CREATE COLLATION app."Mixed" (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
COMMENT ON COLLATION app."Mixed" IS 'great and small';
ALTER COLLATION app."Mixed" OWNER TO app_owner;
CREATE TABLE app.words (word text COLLATE app."Mixed");
-- extra collation app."Mixed"
-- extra table app.words

-- case: a collation has other locales
DROP COLLATION app.plain;
CREATE COLLATION app.plain (LC_COLLATE = 'POSIX', LC_CTYPE = 'POSIX');
-- modified collation app.plain
--   character_locale: "C" -> "POSIX"
--   sort_locale: "C" -> "POSIX"

-- case: a collation is of another provider
DROP COLLATION app.plain;
CREATE COLLATION app.plain (PROVIDER = icu, LOCALE = 'en-US');
-- modified collation app.plain
--   character_locale: "C" -> null
--   locale: null -> "en-US"
--   provider: "libc" -> "icu"
--   sort_locale: "C" -> null

-- case: a collation takes some texts for the same
DROP COLLATION app.german;
CREATE COLLATION app.german (PROVIDER = icu, LOCALE = 'de-DE', DETERMINISTIC = false);
-- modified collation app.german
--   deterministic: true -> false

-- case: a collation has rules of its own
-- since 16
DROP COLLATION app.german;
CREATE COLLATION app.german (PROVIDER = icu, LOCALE = 'de-DE', RULES = '& a < ''b''');
-- modified collation app.german
--   rules: null -> "& a < 'b'"

-- case: a collation is the server's own
-- since 17
DROP COLLATION app.plain;
CREATE COLLATION app.plain (PROVIDER = builtin, LOCALE = 'C.UTF-8');
-- modified collation app.plain
--   character_locale: "C" -> null
--   locale: null -> "C.UTF-8"
--   provider: "libc" -> "builtin"
--   sort_locale: "C" -> null

-- case: a collation gets an owner
ALTER COLLATION app.plain OWNER TO app_owner;
-- modified collation app.plain
--   owner: "postgres" -> "app_owner"

-- case: a collation gets a comment
COMMENT ON COLLATION app.plain IS 'bytes';
-- modified collation app.plain
--   comment: null -> "bytes"
