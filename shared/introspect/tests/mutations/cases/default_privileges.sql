-- Privileges that new objects get.
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;

-- case: default privileges are gone
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app REVOKE SELECT ON TABLES FROM app_reader;
-- missing default privileges app."app_owner: tables"

-- case: default privileges in all schemas
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT USAGE ON SEQUENCES TO app_reader;
-- extra default privileges "app_owner: sequences"

-- case: nobody may call new functions unless told
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
-- extra default privileges "app_owner: functions"

-- case: more on new tables
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app GRANT INSERT, SELECT ON TABLES TO app_writer WITH GRANT OPTION;
-- modified default privileges app."app_owner: tables"
--   privileges: ["app_reader: SELECT"] -> ["app_reader: SELECT","app_writer: INSERT WITH GRANT OPTION, SELECT WITH GRANT OPTION"]

-- case: new schemas and types
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT USAGE ON SCHEMAS TO app_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE USAGE ON TYPES FROM PUBLIC;
-- extra default privileges "app_owner: schemas"
-- extra default privileges "app_owner: types"

-- case: what is so anyway
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT USAGE ON TYPES TO PUBLIC;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint);
CREATE FUNCTION app.one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW app.ids AS SELECT id FROM app.orders;
CREATE TYPE app.state AS ENUM ('a');
ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO app_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO app_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT USAGE ON TYPES TO app_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA app GRANT ALL ON FUNCTIONS TO postgres;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA app GRANT ALL ON TABLES TO postgres;

-- case: what is created again has what it had and no more
DROP FUNCTION app.one(); DROP VIEW app.ids; DROP TYPE app.state;
-- missing enum app.state
-- missing view app.ids
-- missing function app.one()
