-- Schemas.
CREATE SCHEMA app;
CREATE SCHEMA "Old Stock";

-- case: a schema is dropped
DROP SCHEMA app;
-- missing schema app

-- case: a schema appears
CREATE SCHEMA extra;
-- extra schema extra

-- case: a schema gets an owner
ALTER SCHEMA app OWNER TO app_owner;
-- modified schema app
--   owner: "postgres" -> "app_owner"

-- case: a schema gets a comment
COMMENT ON SCHEMA "Old Stock" IS 'what is left';
-- modified schema "Old Stock"
--   comment: null -> "what is left"

-- case: a role may use a schema
GRANT USAGE ON SCHEMA "Old Stock" TO app_reader;
-- modified schema "Old Stock"
--   privileges: [] -> ["app_reader: USAGE"]

-- case: everybody may create in public
GRANT ALL ON SCHEMA public TO PUBLIC;
-- since 15
-- modified schema public
--   privileges: ["public: USAGE"] -> ["public: CREATE, USAGE"]

-- case: the owner lost a right
REVOKE CREATE ON SCHEMA app FROM postgres;
-- modified schema app
--   privileges: [] -> ["(owner): USAGE"]

-- case: what the owner may anyway, spelled out
GRANT ALL ON SCHEMA app TO postgres;
-- same

-- case: a grant that was taken back
GRANT USAGE ON SCHEMA app TO app_reader;
REVOKE USAGE ON SCHEMA app FROM app_reader;
-- same

-- case: schemas of RDS, Aurora and DMS
CREATE SCHEMA rds_tools; CREATE SCHEMA aws_s3; CREATE SCHEMA awsdms_x; CREATE SCHEMA rdsadmin;
-- same
