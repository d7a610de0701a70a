-- Materialised views.
CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, state text, total numeric(10,2));
CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE MATERIALIZED VIEW app.totals AS SELECT state, sum(total) AS total FROM app.orders GROUP BY state;

-- case: a materialised view is dropped
DROP MATERIALIZED VIEW app.totals;
-- missing materialized view app.totals

-- case: the query is another one
DROP MATERIALIZED VIEW app.totals;
CREATE MATERIALIZED VIEW app.totals AS SELECT state, max(total) AS total FROM app.orders GROUP BY state;
-- since 16
-- modified materialized view app.totals
--   query: " SELECT state,\n    sum(total) AS total\n   FROM app.orders\n  GROUP BY state;" -> " SELECT state,\n    max(total) AS total\n   FROM app.orders\n  GROUP BY state;"

-- case: a column has another name
ALTER MATERIALIZED VIEW app.totals RENAME COLUMN total TO amount;
-- since 16
-- modified materialized view app.totals
--   columns: ["state text","total numeric"] -> ["state text","amount numeric"]
--   query: " SELECT state,\n    sum(total) AS total\n   FROM app.orders\n  GROUP BY state;" -> " SELECT state,\n    sum(total) AS amount\n   FROM app.orders\n  GROUP BY state;"

-- case: a storage parameter
ALTER MATERIALIZED VIEW app.totals SET (fillfactor = 70);
-- modified materialized view app.totals
--   options: [] -> ["fillfactor=70"]

-- case: another access method
DROP MATERIALIZED VIEW app.totals;
CREATE MATERIALIZED VIEW app.totals USING other_heap AS SELECT state, sum(total) AS total FROM app.orders GROUP BY state;
-- modified materialized view app.totals
--   access_method: "heap" -> "other_heap"

-- case: a column is stored and sampled in another way
ALTER MATERIALIZED VIEW app.totals ALTER COLUMN state SET STATISTICS 500, ALTER COLUMN state SET STORAGE external;
-- modified materialized view app.totals
--   column_settings: [] -> ["state: SET STATISTICS 500","state: SET STORAGE EXTERNAL"]

-- case: it lies in another tablespace
ALTER MATERIALIZED VIEW app.totals SET TABLESPACE quick;
-- modified materialized view app.totals
--   tablespace: null -> "quick"
-- not rendered: materialized view app.totals

-- case: it holds no rows
REFRESH MATERIALIZED VIEW app.totals WITH NO DATA;
-- modified materialized view app.totals
--   populated: true -> false
-- same backwards

-- case: a materialised view gets an owner
ALTER MATERIALIZED VIEW app.totals OWNER TO app_owner;
-- modified materialized view app.totals
--   owner: "postgres" -> "app_owner"

-- case: a materialised view gets a comment
COMMENT ON MATERIALIZED VIEW app.totals IS 'by state';
-- modified materialized view app.totals
--   comment: null -> "by state"

-- case: a column gets a comment
COMMENT ON COLUMN app.totals.total IS 'in euros';
-- modified materialized view app.totals
--   column_comments: [] -> ["total: in euros"]

-- case: a role may read it
GRANT SELECT ON app.totals TO app_reader;
-- modified materialized view app.totals
--   privileges: [] -> ["app_reader: SELECT"]

-- case: a role may read a column
GRANT SELECT (state) ON app.totals TO app_reader;
-- modified materialized view app.totals
--   column_privileges: [] -> ["state: app_reader: SELECT"]

-- case: a role may read where the rows of a materialised view are
GRANT SELECT (ctid) ON app.totals TO app_reader;
-- modified materialized view app.totals
--   column_privileges: [] -> ["ctid: app_reader: SELECT"]

-- case: one role may use the type of a materialised view's rows
REVOKE USAGE ON TYPE app.totals FROM PUBLIC;
GRANT USAGE ON TYPE app.totals TO app_reader;
-- modified materialized view app.totals
--   row_type_privileges: null -> ["app_reader: USAGE"]

-- case: it was refreshed
INSERT INTO app.orders VALUES (1, 'open', 7);
REFRESH MATERIALIZED VIEW app.totals;
-- same
