-- Extensions.
CREATE SCHEMA app;
CREATE EXTENSION citext WITH SCHEMA app;

-- case: an extension is dropped
DROP EXTENSION citext;
-- missing extension citext

-- case: an extension is installed with all that belongs to it
CREATE EXTENSION hstore;
-- extra extension hstore

-- case: an extension is moved
ALTER EXTENSION citext SET SCHEMA public;
-- modified extension citext
--   installed_in: "app" -> "public"

-- case: an extension gets another comment
COMMENT ON EXTENSION citext IS 'words';
-- modified extension citext
--   comment: "data type for case-insensitive character strings" -> "words"

-- case: who may use what an extension brings
GRANT EXECUTE ON FUNCTION app.citext_hash(app.citext) TO app_reader, app_writer WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION app.citext_eq(app.citext, app.citext) FROM PUBLIC;
REVOKE USAGE ON TYPE app.citext FROM PUBLIC;
GRANT USAGE ON TYPE app.citext TO app_owner;
-- modified extension citext
--   member_privileges: [] -> ["function app.citext_eq(app.citext,app.citext): public: not EXECUTE","function app.citext_hash(app.citext): app_reader: EXECUTE WITH GRANT OPTION","function app.citext_hash(app.citext): app_writer: EXECUTE WITH GRANT OPTION","type app.citext: app_owner: USAGE","type app.citext: public: not USAGE"]

-- case: a new extension that nobody may use
CREATE EXTENSION hstore;
REVOKE EXECUTE ON FUNCTION akeys(hstore) FROM PUBLIC;
-- extra extension hstore

-- case: granted and taken back
GRANT EXECUTE ON FUNCTION app.citext_hash(app.citext) TO app_reader;
REVOKE EXECUTE ON FUNCTION app.citext_hash(app.citext) FROM app_reader;
-- same

-- case: an update to the version that is there
ALTER EXTENSION citext UPDATE;
-- same

-- case: a table becomes a member of an extension
CREATE TABLE app.of_extension (id integer);
ALTER EXTENSION citext ADD TABLE app.of_extension;
-- same
