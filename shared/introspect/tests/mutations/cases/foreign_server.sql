-- Foreign servers.
CREATE SCHEMA f;
CREATE EXTENSION postgres_fdw SCHEMA f;
CREATE FOREIGN DATA WRAPPER bare;
CREATE SERVER reports VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'one', port '5432');

-- case: a server is dropped
DROP SERVER reports;
-- missing foreign server reports

-- case: a server appears
CREATE SERVER "Far away" TYPE 'odd' VERSION '1.2' FOREIGN DATA WRAPPER bare OPTIONS (host 'it''s there', "table" 'x');
COMMENT ON SERVER "Far away" IS 'far';
ALTER SERVER "Far away" OWNER TO app_owner;
GRANT USAGE ON FOREIGN SERVER "Far away" TO app_reader, app_writer WITH GRANT OPTION;
-- extra foreign server "Far away"

-- case: a server with a secret appears
CREATE SERVER other FOREIGN DATA WRAPPER bare OPTIONS (token 'hidden');
-- extra foreign server other
-- not adopted: foreign server other

-- case: a server is somewhere else
ALTER SERVER reports OPTIONS (SET host 'two', DROP port, ADD fetch_size '500');
-- modified foreign server reports
--   options: ["host=one","port=5432"] -> ["fetch_size=500","host=two"]

-- case: a server has another version
ALTER SERVER reports VERSION '2';
-- modified foreign server reports
--   version: "1" -> "2"

-- case: a server has no version
ALTER SERVER reports VERSION NULL;
-- modified foreign server reports
--   version: "1" -> null

-- case: a server of another type and wrapper
DROP SERVER reports;
CREATE SERVER reports TYPE 'odd' VERSION '1' FOREIGN DATA WRAPPER bare OPTIONS (host 'one', port '5432');
-- modified foreign server reports
--   server_type: null -> "odd"
--   wrapper: "postgres_fdw" -> "bare"

-- case: a server gets an owner
ALTER SERVER reports OWNER TO app_owner;
-- modified foreign server reports
--   owner: "postgres" -> "app_owner"

-- case: a role may use a server
GRANT USAGE ON FOREIGN SERVER reports TO app_reader;
-- modified foreign server reports
--   privileges: [] -> ["app_reader: USAGE"]

-- case: a server gets a comment
COMMENT ON SERVER reports IS 'at night';
-- modified foreign server reports
--   comment: null -> "at night"

-- base
CREATE FOREIGN DATA WRAPPER bare;
CREATE FOREIGN DATA WRAPPER other;
CREATE SCHEMA app;
CREATE SERVER reports FOREIGN DATA WRAPPER bare;
CREATE FOREIGN TABLE app.far (id bigint, state text NOT NULL) SERVER reports OPTIONS (table_name 'far');
GRANT SELECT ON app.far TO app_reader;
CREATE VIEW app.near AS SELECT id FROM app.far;

-- case: a server is replaced with all that is on it
DROP SERVER reports CASCADE;
CREATE SERVER reports FOREIGN DATA WRAPPER other;
CREATE FOREIGN TABLE app.far (id bigint, state text NOT NULL) SERVER reports OPTIONS (table_name 'far');
GRANT SELECT ON app.far TO app_reader;
CREATE VIEW app.near AS SELECT id FROM app.far;
-- modified foreign server reports
--   wrapper: "bare" -> "other"

-- case: a mapping keeps its server from being replaced
CREATE USER MAPPING FOR app_reader SERVER reports;
-- extra user mapping "app_reader on server reports"
-- not adopted: user mapping "app_reader on server reports"
