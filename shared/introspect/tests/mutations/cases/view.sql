-- Views.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, state text, total numeric(10,2));
CREATE VIEW app.open_orders AS SELECT id, state FROM app.orders WHERE state = 'open';

-- case: a view is dropped
DROP VIEW app.open_orders;
-- missing view app.open_orders

-- case: a view appears
CREATE VIEW app.all_orders AS SELECT * FROM app.orders;
-- extra view app.all_orders

-- case: the condition is another one
CREATE OR REPLACE VIEW app.open_orders AS SELECT id, state FROM app.orders WHERE state = 'new';
-- since 16
-- modified view app.open_orders
--   query: " SELECT id,\n    state\n   FROM app.orders\n  WHERE (state = 'open'::text);" -> " SELECT id,\n    state\n   FROM app.orders\n  WHERE (state = 'new'::text);"

-- case: a column more
CREATE OR REPLACE VIEW app.open_orders AS SELECT id, state, total FROM app.orders WHERE state = 'open';
-- before 16
-- modified view app.open_orders
--   columns: ["id bigint","state text"] -> ["id bigint","state text","total numeric(10,2)"]
--   query: " SELECT orders.id,\n    orders.state\n   FROM app.orders\n  WHERE (orders.state = 'open'::text);" -> " SELECT orders.id,\n    orders.state,\n    orders.total\n   FROM app.orders\n  WHERE (orders.state = 'open'::text);"

-- case: a column has another name
ALTER VIEW app.open_orders RENAME COLUMN state TO phase;
-- since 16
-- modified view app.open_orders
--   columns: ["id bigint","state text"] -> ["id bigint","phase text"]
--   query: " SELECT id,\n    state\n   FROM app.orders\n  WHERE (state = 'open'::text);" -> " SELECT id,\n    state AS phase\n   FROM app.orders\n  WHERE (state = 'open'::text);"

-- case: rows are checked
ALTER VIEW app.open_orders SET (check_option = local, security_barrier = true);
-- modified view app.open_orders
--   options: [] -> ["check_option=local","security_barrier=true"]

-- case: it reads with the rights of whoever asks
ALTER VIEW app.open_orders SET (security_invoker = true);
-- since 15
-- modified view app.open_orders
--   options: [] -> ["security_invoker=true"]

-- case: a column has a default
ALTER VIEW app.open_orders ALTER COLUMN state SET DEFAULT 'open';
-- modified view app.open_orders
--   column_defaults: [] -> ["state: 'open'::text"]

-- case: a view gets an owner
ALTER VIEW app.open_orders OWNER TO app_owner;
-- modified view app.open_orders
--   owner: "postgres" -> "app_owner"

-- case: a view gets a comment
COMMENT ON VIEW app.open_orders IS 'to do';
-- modified view app.open_orders
--   comment: null -> "to do"

-- case: a column gets a comment
COMMENT ON COLUMN app.open_orders.state IS 'always open';
-- modified view app.open_orders
--   column_comments: [] -> ["state: always open"]

-- case: a role may read a view
GRANT SELECT ON app.open_orders TO app_reader;
-- modified view app.open_orders
--   privileges: [] -> ["app_reader: SELECT"]

-- case: a role may read a column
GRANT SELECT (id), UPDATE (state) ON app.open_orders TO app_reader;
-- modified view app.open_orders
--   column_privileges: [] -> ["id: app_reader: SELECT","state: app_reader: UPDATE"]

-- case: one role may use the type of a view's rows
REVOKE USAGE ON TYPE app.open_orders FROM PUBLIC;
GRANT USAGE ON TYPE app.open_orders TO app_reader;
-- modified view app.open_orders
--   row_type_privileges: null -> ["app_reader: USAGE"]

-- case: the same view once more
CREATE OR REPLACE VIEW app.open_orders AS SELECT o.id, o.state FROM app.orders AS o WHERE o.state = 'open';
DROP VIEW app.open_orders;
CREATE VIEW app.open_orders AS SELECT id, state FROM app.orders WHERE state = 'open';
-- same

-- case: options that came and went
ALTER VIEW app.open_orders SET (security_barrier);
ALTER VIEW app.open_orders RESET (security_barrier);
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, state text);
CREATE VIEW app."Open" AS SELECT id AS "Id", state FROM app.orders;
CREATE VIEW app.of_open AS SELECT "Id" FROM app."Open";
GRANT SELECT ON app.of_open TO app_reader WITH GRANT OPTION;
GRANT SELECT ("Id") ON app."Open" TO app_reader;
ALTER VIEW app."Open" ALTER COLUMN "Id" SET DEFAULT 7;
COMMENT ON COLUMN app."Open"."Id" IS 'number';

-- case: a view under another is replaced and both keep what they had
DROP VIEW app.of_open;
DROP VIEW app."Open";
CREATE VIEW app."Open" AS SELECT id::text AS "Id", state FROM app.orders;
CREATE VIEW app.of_open AS SELECT "Id"::bigint AS "Id" FROM app."Open";
-- since 16
-- modified view app."Open"
--   column_comments: ["\"Id\": number"] -> []
--   column_defaults: ["\"Id\": 7"] -> []
--   column_privileges: ["\"Id\": app_reader: SELECT"] -> []
--   columns: ["\"Id\" bigint","state text"] -> ["\"Id\" text","state text"]
--   query: " SELECT id AS \"Id\",\n    state\n   FROM app.orders;" -> " SELECT (id)::text AS \"Id\",\n    state\n   FROM app.orders;"
-- modified view app.of_open
--   privileges: ["app_reader: SELECT WITH GRANT OPTION"] -> []
--   query: " SELECT \"Id\"\n   FROM app.\"Open\";" -> " SELECT (\"Id\")::bigint AS \"Id\"\n   FROM app.\"Open\";"
