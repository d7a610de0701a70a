-- Foreign data, publications, a subscription.

CREATE SCHEMA f;
CREATE EXTENSION postgres_fdw SCHEMA f;
CREATE EXTENSION file_fdw SCHEMA f;
CREATE FOREIGN DATA WRAPPER bare;
CREATE FOREIGN DATA WRAPPER "Own Wrapper" HANDLER f.postgres_fdw_handler VALIDATOR f.postgres_fdw_validator;
CREATE FOREIGN DATA WRAPPER with_options OPTIONS (debug 'true', "Odd name" 'it''s', password 'hidden');
CREATE SERVER near FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.internal', port '5433', dbname 'other', fetch_size '500', use_remote_estimate 'true');
CREATE SERVER "Far Away" TYPE 'odd' VERSION '1.2' FOREIGN DATA WRAPPER bare OPTIONS (secret 'hidden', place 'x');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE USER MAPPING FOR PUBLIC SERVER near OPTIONS (user 'someone', password 'hidden');
CREATE USER MAPPING FOR app_reader SERVER near OPTIONS (user 'reader');
CREATE USER MAPPING FOR CURRENT_USER SERVER "Far Away";

CREATE FOREIGN TABLE f.orders (id integer OPTIONS (column_name 'order_id') NOT NULL, note text COLLATE "C" DEFAULT 'n', amount numeric(10, 2), CONSTRAINT positive CHECK (amount > 0)) SERVER near OPTIONS (schema_name 'public', table_name 'orders', updatable 'false');
CREATE FOREIGN TABLE f."Csv File" ("a b" text OPTIONS (force_not_null 'true')) SERVER files OPTIONS (filename '/nowhere/x.csv', format 'csv', header 'true', delimiter ';');
CREATE FOREIGN TABLE f.generated (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED) SERVER "Far Away";
CREATE TABLE f.parent (a integer NOT NULL, b text, CONSTRAINT filled CHECK (b <> ''));
CREATE FOREIGN TABLE f.heir (c date) INHERITS (f.parent) SERVER near;
CREATE TABLE f.split (at date, id integer) PARTITION BY RANGE (at);
CREATE FOREIGN TABLE f.split_old PARTITION OF f.split (id DEFAULT 3) FOR VALUES FROM (MINVALUE) TO ('2020-01-01') SERVER near OPTIONS (table_name 'split_old');
CREATE TABLE f.split_new PARTITION OF f.split FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);
CREATE FUNCTION f.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE INSERT ON f.orders FOR EACH ROW EXECUTE FUNCTION f.touch();
ALTER FOREIGN TABLE f.orders ALTER note SET STATISTICS 12, ALTER note SET (n_distinct = 5);
CREATE VIEW f.over_foreign AS SELECT id, note FROM f.orders;

CREATE TABLE f.a (id integer PRIMARY KEY, note text, kind text);
CREATE TABLE f."B" (id integer PRIMARY KEY);
CREATE SCHEMA "f 2";
CREATE TABLE "f 2".c (id integer);
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION nothing;
CREATE PUBLICATION "Some" FOR TABLE f.a, f."B", f.split WITH (publish = 'insert, delete', publish_via_partition_root = true);
CREATE PUBLICATION only_parent FOR TABLE ONLY f.parent;
CREATE PUBLICATION whole_schemas FOR TABLES IN SCHEMA "f 2", f; -- since 15
CREATE PUBLICATION mixed FOR TABLE f.a WHERE (id > 10 AND kind = 'x'), TABLES IN SCHEMA "f 2"; -- since 15
CREATE PUBLICATION some_columns FOR TABLE f.a (id, kind); -- since 15
CREATE PUBLICATION with_generated FOR TABLE f.a WITH (publish_generated_columns = stored); -- since 18
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere password=hidden' PUBLICATION one, "Two" WITH (connect = false, slot_name = 'a_slot', synchronous_commit = local);
CREATE SUBSCRIPTION "Sub 2" CONNECTION 'host=nowhere' PUBLICATION one WITH (connect = false, slot_name = NONE, binary = true); -- since 14

COMMENT ON FOREIGN DATA WRAPPER bare IS 'bare';
COMMENT ON SERVER near IS 'near';
COMMENT ON FOREIGN TABLE f.orders IS 'orders';
COMMENT ON COLUMN f.orders.note IS 'note';
COMMENT ON CONSTRAINT positive ON f.orders IS 'positive';
COMMENT ON PUBLICATION "Some" IS 'some';
COMMENT ON SUBSCRIPTION sub IS 'sub';
ALTER FOREIGN TABLE f.orders OWNER TO app_owner;
GRANT USAGE ON FOREIGN DATA WRAPPER bare TO app_owner WITH GRANT OPTION;
GRANT USAGE ON FOREIGN SERVER near TO app_reader, app_owner;
GRANT SELECT, INSERT ON f.orders TO app_reader;
GRANT SELECT (id) ON f.orders TO app_writer;
ALTER SERVER near OWNER TO app_owner;
