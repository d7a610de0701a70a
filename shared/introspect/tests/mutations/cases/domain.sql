-- Domains.
CREATE SCHEMA app;
CREATE COLLATION app.plain (LOCALE = 'C');
CREATE DOMAIN app.email AS text DEFAULT 'nobody' CONSTRAINT has_at CHECK (VALUE LIKE '%@%');

-- case: a domain is dropped
DROP DOMAIN app.email;
-- missing domain app.email

-- case: a domain is over another type
DROP DOMAIN app.email;
CREATE DOMAIN app.email AS varchar(200) DEFAULT 'nobody' CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
-- modified domain app.email
--   checks: ["CONSTRAINT has_at CHECK ((VALUE ~~ '%@%'::text))"] -> ["CONSTRAINT has_at CHECK (((VALUE)::text ~~ '%@%'::text))"]
--   data_type: "text" -> "character varying(200)"
--   default: "'nobody'::text" -> "'nobody'::character varying"

-- case: a domain has a collation
DROP DOMAIN app.email;
CREATE DOMAIN app.email AS text COLLATE app.plain DEFAULT 'nobody' CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
-- modified domain app.email
--   collation: null -> "app.plain"

-- case: a domain refuses nulls
ALTER DOMAIN app.email SET NOT NULL;
-- modified domain app.email
--   not_null: false -> true

-- case: a domain refuses nulls by a constraint with a name
ALTER DOMAIN app.email ADD CONSTRAINT never_null NOT NULL;
-- since 17
-- modified domain app.email
--   not_null: false -> true
--   not_null_name: null -> "never_null"

-- case: the default is another one
ALTER DOMAIN app.email SET DEFAULT 'somebody';
-- modified domain app.email
--   default: "'nobody'::text" -> "'somebody'::text"

-- case: the default is gone
ALTER DOMAIN app.email DROP DEFAULT;
-- modified domain app.email
--   default: "'nobody'::text" -> null

-- case: a check is gone
ALTER DOMAIN app.email DROP CONSTRAINT has_at;
-- modified domain app.email
--   checks: ["CONSTRAINT has_at CHECK ((VALUE ~~ '%@%'::text))"] -> []

-- case: a check is another one
ALTER DOMAIN app.email DROP CONSTRAINT has_at;
ALTER DOMAIN app.email ADD CONSTRAINT has_at CHECK (VALUE LIKE '_%@_%');
-- modified domain app.email
--   checks: ["CONSTRAINT has_at CHECK ((VALUE ~~ '%@%'::text))"] -> ["CONSTRAINT has_at CHECK ((VALUE ~~ '_%@_%'::text))"]

-- case: a check that was not validated
ALTER DOMAIN app.email ADD CONSTRAINT short CHECK (length(VALUE) < 100) NOT VALID;
-- modified domain app.email
--   checks: ["CONSTRAINT has_at CHECK ((VALUE ~~ '%@%'::text))"] -> ["CONSTRAINT has_at CHECK ((VALUE ~~ '%@%'::text))","CONSTRAINT short CHECK ((length(VALUE) < 100)) NOT VALID"]

-- case: a check is renamed
ALTER DOMAIN app.email RENAME CONSTRAINT has_at TO with_at;
-- modified domain app.email
--   checks: ["CONSTRAINT has_at CHECK ((VALUE ~~ '%@%'::text))"] -> ["CONSTRAINT with_at CHECK ((VALUE ~~ '%@%'::text))"]

-- case: a check gets a comment
COMMENT ON CONSTRAINT has_at ON DOMAIN app.email IS 'roughly';
-- modified domain app.email
--   check_comments: [] -> ["has_at: roughly"]

-- case: a domain gets an owner
ALTER DOMAIN app.email OWNER TO app_owner;
-- modified domain app.email
--   owner: "postgres" -> "app_owner"

-- case: a domain gets a comment
COMMENT ON DOMAIN app.email IS 'where to write';
-- modified domain app.email
--   comment: null -> "where to write"

-- case: not everybody may use a domain
REVOKE USAGE ON DOMAIN app.email FROM PUBLIC;
GRANT USAGE ON DOMAIN app.email TO app_writer;
-- modified domain app.email
--   privileges: ["public: USAGE"] -> ["app_writer: USAGE"]

-- case: what everybody may anyway, spelled out
GRANT USAGE ON DOMAIN app.email TO PUBLIC;
-- same

-- base
-- since 17
CREATE SCHEMA app;
CREATE DOMAIN app.code AS text NOT NULL;

-- case: the constraint against nulls has another name
ALTER DOMAIN app.code RENAME CONSTRAINT code_not_null TO always;
-- modified domain app.code
--   not_null_name: null -> "always"
