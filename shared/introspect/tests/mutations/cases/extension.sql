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

-- case: an update to the version that is there
ALTER EXTENSION citext UPDATE;
-- same

-- case: a table becomes a member of an extension
CREATE TABLE app.of_extension (id integer);
ALTER EXTENSION citext ADD TABLE app.of_extension;
-- same
