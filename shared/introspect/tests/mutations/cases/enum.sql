-- Enums.
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('new', 'paid', 'sent');

-- case: an enum is dropped
DROP TYPE app.state;
-- missing enum app.state

-- case: a label is added in the middle
ALTER TYPE app.state ADD VALUE 'packed' BEFORE 'sent';
-- modified enum app.state
--   labels: ["new","paid","sent"] -> ["new","paid","packed","sent"]
-- not rendered: enum app.state

-- case: a label is renamed
ALTER TYPE app.state RENAME VALUE 'sent' TO 'shipped';
-- modified enum app.state
--   labels: ["new","paid","sent"] -> ["new","paid","shipped"]
-- not rendered: enum app.state
-- not adopted: enum app.state

-- case: an enum gets an owner
ALTER TYPE app.state OWNER TO app_owner;
-- modified enum app.state
--   owner: "postgres" -> "app_owner"

-- case: an enum gets a comment
COMMENT ON TYPE app.state IS 'of an order';
-- modified enum app.state
--   comment: null -> "of an order"

-- case: not everybody may use an enum
REVOKE USAGE ON TYPE app.state FROM PUBLIC;
-- modified enum app.state
--   privileges: ["public: USAGE"] -> []
