-- Composite types.
CREATE SCHEMA app;
CREATE TYPE app.address AS (street text, town varchar(40));

-- case: a composite type is dropped
DROP TYPE app.address;
-- missing composite type app.address

-- case: a field is added
ALTER TYPE app.address ADD ATTRIBUTE code integer;
-- modified composite type app.address
--   fields: ["street text","town character varying(40)"] -> ["street text","town character varying(40)","code integer"]

-- case: a field is dropped
ALTER TYPE app.address DROP ATTRIBUTE town;
-- modified composite type app.address
--   fields: ["street text","town character varying(40)"] -> ["street text"]

-- case: a field has another type
ALTER TYPE app.address ALTER ATTRIBUTE town TYPE varchar(80);
-- modified composite type app.address
--   fields: ["street text","town character varying(40)"] -> ["street text","town character varying(80)"]

-- case: a field has a collation
ALTER TYPE app.address ALTER ATTRIBUTE street TYPE text COLLATE "C";
-- modified composite type app.address
--   fields: ["street text","town character varying(40)"] -> ["street text COLLATE pg_catalog.\"C\"","town character varying(40)"]

-- case: a field gets a comment
COMMENT ON COLUMN app.address.street IS 'and number';
-- modified composite type app.address
--   field_comments: [] -> ["street: and number"]

-- case: a composite type gets an owner
ALTER TYPE app.address OWNER TO app_owner;
-- modified composite type app.address
--   owner: "postgres" -> "app_owner"

-- case: a composite type gets a comment
COMMENT ON TYPE app.address IS 'of a customer';
-- modified composite type app.address
--   comment: null -> "of a customer"

-- case: not everybody may use a composite type
REVOKE USAGE ON TYPE app.address FROM PUBLIC;
-- modified composite type app.address
--   privileges: ["public: USAGE"] -> []

-- case: a field that came and went
ALTER TYPE app.address ADD ATTRIBUTE code integer;
ALTER TYPE app.address DROP ATTRIBUTE code;
-- same
