-- Parameters set for this database.
ALTER DATABASE :database SET work_mem TO '8MB';
ALTER ROLE app_owner IN DATABASE :database SET search_path TO app, public;

-- case: a parameter is not set any more
ALTER DATABASE :database RESET work_mem;
-- missing setting work_mem

-- case: a parameter for all roles
ALTER DATABASE :database SET statement_timeout TO '5s';
-- extra setting statement_timeout

-- case: a parameter has another value
ALTER DATABASE :database SET work_mem TO '64MB';
-- modified setting work_mem
--   value: "8MB" -> "64MB"

-- case: a role finds names elsewhere
ALTER ROLE app_owner IN DATABASE :database SET search_path TO "Old", public;
-- modified setting "app_owner: search_path"
--   value: "app, public" -> "\"Old\", public"

-- case: a parameter of somebody's own
ALTER DATABASE :database SET app.region TO 'it''s north';
-- extra setting "app.region"

-- case: a secret in a parameter is not read
ALTER DATABASE :database SET app.jwt_secret TO 'hunter2';
-- extra setting "app.jwt_secret"
-- not adopted: setting "app.jwt_secret"

-- case: what a role sets in all databases
ALTER ROLE app_owner SET work_mem TO '9MB'; ALTER ROLE app_owner RESET work_mem;
-- same
