-- Conversions between encodings.
CREATE SCHEMA app;
CREATE CONVERSION app.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- case: a conversion is dropped
DROP CONVERSION app.latin;
-- missing conversion app.latin

-- case: a conversion appears, owned and commented
CREATE DEFAULT CONVERSION app."Back" FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
ALTER CONVERSION app."Back" OWNER TO app_owner;
COMMENT ON CONVERSION app."Back" IS 'back again';
-- extra conversion app."Back"

-- case: a conversion becomes the default
DROP CONVERSION app.latin;
CREATE DEFAULT CONVERSION app.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- modified conversion app.latin
--   default: false -> true

-- case: a conversion goes the other way
DROP CONVERSION app.latin;
CREATE CONVERSION app.latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
-- modified conversion app.latin
--   function: "pg_catalog.iso8859_1_to_utf8" -> "pg_catalog.utf8_to_iso8859_1"
--   source_encoding: "LATIN1" -> "UTF8"
--   target_encoding: "UTF8" -> "LATIN1"

-- case: a conversion gets an owner
ALTER CONVERSION app.latin OWNER TO app_owner;
-- modified conversion app.latin
--   owner: "postgres" -> "app_owner"

-- case: a conversion gets a comment
COMMENT ON CONVERSION app.latin IS 'western';
-- modified conversion app.latin
--   comment: null -> "western"
