-- Foreign data wrappers.
CREATE SCHEMA f;
CREATE EXTENSION postgres_fdw SCHEMA f;
CREATE FOREIGN DATA WRAPPER far OPTIONS (host 'one', debug 'true');

-- case: a wrapper is dropped that can be made again
DROP FOREIGN DATA WRAPPER far;
CREATE FOREIGN DATA WRAPPER near OPTIONS (host 'two');
-- missing foreign data wrapper far
-- extra foreign data wrapper near
-- not rendered: foreign data wrapper far

-- case: a wrapper of one's own
CREATE FOREIGN DATA WRAPPER "Own one" HANDLER f.postgres_fdw_handler VALIDATOR f.postgres_fdw_validator;
COMMENT ON FOREIGN DATA WRAPPER "Own one" IS 'it''s ours';
GRANT USAGE ON FOREIGN DATA WRAPPER "Own one" TO app_reader WITH GRANT OPTION;
ALTER FOREIGN DATA WRAPPER "Own one" OWNER TO app_admin;
-- extra foreign data wrapper "Own one"

-- case: a wrapper reads, and checks its options
ALTER FOREIGN DATA WRAPPER far OPTIONS (DROP host, DROP debug);
ALTER FOREIGN DATA WRAPPER far HANDLER f.postgres_fdw_handler VALIDATOR f.postgres_fdw_validator;
-- modified foreign data wrapper far
--   handler: null -> "f.postgres_fdw_handler"
--   options: ["debug","host=one"] -> []
--   validator: null -> "f.postgres_fdw_validator"
-- not rendered: foreign data wrapper far

-- case: only a wrapper's functions
ALTER FOREIGN DATA WRAPPER far HANDLER f.postgres_fdw_handler;
ALTER FOREIGN DATA WRAPPER far VALIDATOR postgresql_fdw_validator;
-- modified foreign data wrapper far
--   handler: null -> "f.postgres_fdw_handler"
--   validator: null -> "pg_catalog.postgresql_fdw_validator"

-- case: an option has another value
ALTER FOREIGN DATA WRAPPER far OPTIONS (SET host 'it''s two', ADD port '5432');
-- modified foreign data wrapper far
--   options: ["debug","host=one"] -> ["debug","host=it's two","port=5432"]

-- case: an option that may be a secret
ALTER FOREIGN DATA WRAPPER far OPTIONS (ADD password 'hidden');
-- modified foreign data wrapper far
--   options: ["debug","host=one"] -> ["debug","host=one","password"]
-- not adopted: foreign data wrapper far

-- case: what may be a secret is never read
ALTER FOREIGN DATA WRAPPER far OPTIONS (SET debug 'hidden');
-- same

-- case: an address with a password in it
ALTER FOREIGN DATA WRAPPER far OPTIONS (SET host 'postgres://someone:hidden@there');
-- modified foreign data wrapper far
--   options: ["debug","host=one"] -> ["debug","host"]
-- not adopted: foreign data wrapper far

-- case: a wrapper gets an owner
ALTER FOREIGN DATA WRAPPER far OWNER TO app_admin;
-- modified foreign data wrapper far
--   owner: "postgres" -> "app_admin"

-- case: a role may use a wrapper
GRANT USAGE ON FOREIGN DATA WRAPPER far TO app_reader;
-- modified foreign data wrapper far
--   privileges: [] -> ["app_reader: USAGE"]

-- case: a wrapper gets a comment
COMMENT ON FOREIGN DATA WRAPPER far IS 'far away';
-- modified foreign data wrapper far
--   comment: null -> "far away"
