-- Roles and who is a member of whom.
CREATE ROLE clerk LOGIN PASSWORD 'hunter2' CONNECTION LIMIT 5 VALID UNTIL '2031-01-01 00:00:00+00';
CREATE ROLE "The Office: all";
CREATE ROLE boss;
GRANT boss TO clerk;
GRANT "The Office: all" TO clerk WITH ADMIN OPTION;
ALTER ROLE clerk SET search_path TO app, public;
COMMENT ON ROLE clerk IS 'sells';

-- case: nobody but the server knows the password
ALTER ROLE clerk PASSWORD 'hunter3';
-- same

-- case: what the server and its provider keep for themselves
CREATE ROLE rdsadmin; CREATE ROLE rds_superuser; CREATE ROLE aws_lambda;
GRANT clerk TO rds_superuser;
DROP ROLE rdsadmin, rds_superuser, aws_lambda;
-- same

-- case: a role is gone
DROP ROLE clerk;
-- missing role clerk

-- case: a role appears
CREATE ROLE intern LOGIN BYPASSRLS NOINHERIT IN ROLE clerk;
ALTER ROLE intern SET work_mem TO '3MB';
COMMENT ON ROLE intern IS 'it''s new';
-- extra role intern

-- case: somebody may not log in any more
ALTER ROLE clerk NOLOGIN;
-- modified role clerk
--   login: true -> false

-- case: somebody may everything
ALTER ROLE clerk SUPERUSER CREATEROLE CREATEDB REPLICATION BYPASSRLS;
-- modified role clerk
--   bypass_row_security: false -> true
--   create_database: false -> true
--   create_role: false -> true
--   replication: false -> true
--   superuser: false -> true

-- case: a role that has to be taken on
-- before 16
ALTER ROLE clerk NOINHERIT;
-- modified role clerk
--   inherit: true -> false

-- case: memberships keep what they were granted with
-- since 16
ALTER ROLE clerk NOINHERIT;
-- modified role clerk
--   inherit: true -> false
--   member_of: ["\"The Office: all\": ADMIN","boss"] -> ["\"The Office: all\": ADMIN, INHERIT TRUE","boss: INHERIT TRUE"]

-- case: any number of sessions
ALTER ROLE clerk CONNECTION LIMIT -1;
-- modified role clerk
--   connection_limit: 5 -> -1

-- case: a password that is good for ever
ALTER ROLE clerk VALID UNTIL 'infinity';
-- modified role clerk
--   valid_until: "2031-01-01 00:00:00+00" -> null

-- case: a password that is good for longer
ALTER ROLE clerk VALID UNTIL '2032-01-01 00:00:00+00';
-- modified role clerk
--   valid_until: "2031-01-01 00:00:00+00" -> "2032-01-01 00:00:00+00"

-- case: a membership is taken away
REVOKE boss FROM clerk;
-- modified role clerk
--   member_of: ["\"The Office: all\": ADMIN","boss"] -> ["\"The Office: all\": ADMIN"]

-- case: a membership in one of the server's own roles
GRANT pg_monitor TO boss;
-- modified role boss
--   member_of: [] -> ["pg_monitor"]

-- case: a membership that can be passed on, and one that cannot any more
GRANT boss TO clerk WITH ADMIN OPTION; REVOKE ADMIN OPTION FOR "The Office: all" FROM clerk;
-- modified role clerk
--   member_of: ["\"The Office: all\": ADMIN","boss"] -> ["\"The Office: all\"","boss: ADMIN"]

-- case: a membership with options
-- since 16
GRANT boss TO clerk WITH INHERIT FALSE, SET FALSE;
-- modified role clerk
--   member_of: ["\"The Office: all\": ADMIN","boss"] -> ["\"The Office: all\": ADMIN","boss: INHERIT FALSE, SET FALSE"]

-- case: what comes with making a role is no membership that somebody gave
-- since 16
CREATE ROLE maker CREATEROLE; SET ROLE maker; CREATE ROLE made; RESET ROLE;
-- extra role made
-- extra role maker

-- case: parameters in all databases
ALTER ROLE clerk RESET search_path; ALTER ROLE clerk SET app.region TO '100% north'; ALTER ROLE clerk SET app.api_key TO 'x';
-- modified role clerk
--   settings: ["search_path=app, public"] -> ["app.region=100% north"]

-- case: another comment
COMMENT ON ROLE clerk IS NULL;
-- modified role clerk
--   comment: "sells" -> null
