-- The database itself.
COMMENT ON DATABASE :database IS 'what we sell';
GRANT CONNECT ON DATABASE :database TO app_writer;

-- case: nothing but its name
CREATE TABLE nothing (); DROP TABLE nothing;
-- same

-- case: another owner
ALTER DATABASE :database OWNER TO app_owner;
-- modified database current
--   owner: "postgres" -> "app_owner"

-- case: somebody may make schemas in it
GRANT CREATE ON DATABASE :database TO app_reader;
-- modified database current
--   privileges: ["app_writer: CONNECT","public: CONNECT, TEMPORARY"] -> ["app_reader: CREATE","app_writer: CONNECT","public: CONNECT, TEMPORARY"]

-- case: not everybody may connect any more
REVOKE ALL ON DATABASE :database FROM PUBLIC;
-- modified database current
--   privileges: ["app_writer: CONNECT","public: CONNECT, TEMPORARY"] -> ["app_writer: CONNECT"]

-- case: somebody may let others in
GRANT CONNECT ON DATABASE :database TO app_writer WITH GRANT OPTION;
SET ROLE app_writer; GRANT CONNECT ON DATABASE :database TO app_reader; RESET ROLE;
-- modified database current
--   privileges: ["app_writer: CONNECT","public: CONNECT, TEMPORARY"] -> ["app_reader: CONNECT (granted by app_writer)","app_writer: CONNECT WITH GRANT OPTION","public: CONNECT, TEMPORARY"]

-- case: what the owner may is spelled out
GRANT ALL ON DATABASE :database TO postgres;
-- same

-- case: whoever reads may connect
GRANT CONNECT ON DATABASE :database TO driftline;
-- same

-- case: another comment
COMMENT ON DATABASE :database IS '100% of what''s sold';
-- modified database current
--   comment: "what we sell" -> "100% of what's sold"

-- case: no comment
COMMENT ON DATABASE :database IS NULL;
-- modified database current
--   comment: "what we sell" -> null

-- case: a limit of connections
ALTER DATABASE :database CONNECTION LIMIT 7;
-- modified database current
--   connection_limit: -1 -> 7

-- case: it can be copied
ALTER DATABASE :database IS_TEMPLATE true; ALTER DATABASE :database IS_TEMPLATE false;
-- same

-- case: it may be copied by others
ALTER DATABASE :database IS_TEMPLATE true;
-- modified database current
--   template: false -> true
