-- Row security policies.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint, owner name);
CREATE POLICY own ON app.orders USING (owner = current_user);

-- case: a policy is dropped
DROP POLICY own ON app.orders;
-- missing policy app.orders.own

-- case: a policy appears
CREATE POLICY "All" ON app.orders FOR INSERT TO app_writer WITH CHECK (true);
-- extra policy app.orders."All"

-- case: for one command
DROP POLICY own ON app.orders;
CREATE POLICY own ON app.orders FOR SELECT USING (owner = current_user);
-- modified policy app.orders.own
--   command: "all" -> "select"

-- case: it restricts
DROP POLICY own ON app.orders;
CREATE POLICY own ON app.orders AS RESTRICTIVE USING (owner = current_user);
-- modified policy app.orders.own
--   permissive: true -> false

-- case: for some roles
ALTER POLICY own ON app.orders TO app_writer, app_reader;
-- modified policy app.orders.own
--   roles: ["public"] -> ["app_reader","app_writer"]

-- case: for other rows
ALTER POLICY own ON app.orders USING (id > 0);
-- modified policy app.orders.own
--   using: "(owner = CURRENT_USER)" -> "(id > 0)"

-- case: new rows are checked
ALTER POLICY own ON app.orders WITH CHECK (id > 0);
-- modified policy app.orders.own
--   check: null -> "(id > 0)"

-- case: a comment
COMMENT ON POLICY own ON app.orders IS 'one''s own';
-- modified policy app.orders.own
--   comment: null -> "one's own"

-- case: the order of roles
DROP POLICY own ON app.orders;
CREATE POLICY own ON app.orders TO app_writer, app_reader USING (owner = current_user);
ALTER POLICY own ON app.orders TO PUBLIC;
-- same
