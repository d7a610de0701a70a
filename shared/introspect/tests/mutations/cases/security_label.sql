-- Security labels. No provider is at hand, so they are written as one would keep them.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint, email text);
CREATE FUNCTION app.one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
INSERT INTO pg_seclabel VALUES ('app.orders'::regclass, 'pg_class'::regclass, 0, 'guard', 'secret');

-- case: a label is gone
DELETE FROM pg_seclabel;
-- missing security label app.orders."guard on table app.orders"
-- not run: no label provider is at hand

-- case: a label is another one
UPDATE pg_seclabel SET label = 'public';
-- modified security label app.orders."guard on table app.orders"
--   label: "secret" -> "public"
-- not run: no label provider is at hand

-- case: labels on a column, a function and a schema
INSERT INTO pg_seclabel VALUES ('app.orders'::regclass, 'pg_class'::regclass, 2, 'guard', 'x');
INSERT INTO pg_seclabel VALUES ('app.one'::regproc, 'pg_proc'::regclass, 0, 'guard', 'y');
INSERT INTO pg_seclabel VALUES ('app'::regnamespace, 'pg_namespace'::regclass, 0, 'guard', 'z');
-- extra security label "guard on schema app"
-- extra security label app."guard on function app.one()"
-- extra security label app.orders."guard on table column app.orders.email"
-- not run: no label provider is at hand

-- case: a label on a table that is gone goes with it
DELETE FROM pg_seclabel;
DROP TABLE app.orders;
-- missing table app.orders
-- not run: no label provider is at hand
