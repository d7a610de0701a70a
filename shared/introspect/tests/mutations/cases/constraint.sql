-- Constraints.
CREATE SCHEMA app;
CREATE EXTENSION btree_gist;
CREATE TABLE app.customers (id bigint PRIMARY KEY, code text, region text, UNIQUE (code, region));
CREATE TABLE app.orders (
    id bigint CONSTRAINT orders_pkey PRIMARY KEY,
    customer bigint CONSTRAINT of_customer REFERENCES app.customers,
    code text, region text, number integer, during int4range,
    CONSTRAINT numbered UNIQUE (number),
    CONSTRAINT positive CHECK (number > 0),
    CONSTRAINT apart EXCLUDE USING gist (number WITH =, during WITH &&)
);

-- case: a primary key is dropped
ALTER TABLE app.orders DROP CONSTRAINT orders_pkey;
ALTER TABLE app.orders ALTER id SET NOT NULL;
-- missing primary key app.orders.orders_pkey

-- case: a unique constraint is dropped
ALTER TABLE app.orders DROP CONSTRAINT numbered;
-- missing unique constraint app.orders.numbered

-- case: a foreign key is dropped
ALTER TABLE app.orders DROP CONSTRAINT of_customer;
-- missing foreign key app.orders.of_customer

-- case: a check is dropped
ALTER TABLE app.orders DROP CONSTRAINT positive;
-- missing check constraint app.orders.positive

-- case: an exclusion is dropped
ALTER TABLE app.orders DROP CONSTRAINT apart;
-- missing exclusion constraint app.orders.apart

-- case: a constraint is renamed
ALTER TABLE app.orders RENAME CONSTRAINT positive TO above_zero;
-- extra check constraint app.orders.above_zero
-- missing check constraint app.orders.positive

-- case: another kind of constraint of the same name
ALTER TABLE app.orders DROP CONSTRAINT positive;
ALTER TABLE app.orders ADD CONSTRAINT positive UNIQUE (code);
-- modified unique constraint app.orders.positive
--   columns: [] -> ["code"]
--   constraint_type: "check" -> "unique"
--   expression: "(number > 0)" -> null

-- case: over other columns
ALTER TABLE app.orders DROP CONSTRAINT numbered;
ALTER TABLE app.orders ADD CONSTRAINT numbered UNIQUE (number, code);
-- modified unique constraint app.orders.numbered
--   columns: ["number"] -> ["number","code"]

-- case: a column is carried along
ALTER TABLE app.orders DROP CONSTRAINT numbered;
ALTER TABLE app.orders ADD CONSTRAINT numbered UNIQUE (number) INCLUDE (code, region);
-- modified unique constraint app.orders.numbered
--   include: [] -> ["code","region"]

-- case: nulls count as equal
ALTER TABLE app.orders DROP CONSTRAINT numbered;
ALTER TABLE app.orders ADD CONSTRAINT numbered UNIQUE NULLS NOT DISTINCT (number);
-- since 15
-- modified unique constraint app.orders.numbered
--   nulls_not_distinct: false -> true

-- case: it points elsewhere
ALTER TABLE app.orders DROP CONSTRAINT of_customer;
ALTER TABLE app.orders ADD CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES app.orders;
-- modified foreign key app.orders.of_customer
--   referenced_table: "app.customers" -> "app.orders"

-- case: it points to other columns
ALTER TABLE app.orders DROP CONSTRAINT of_customer;
ALTER TABLE app.orders ADD CONSTRAINT of_customer FOREIGN KEY (code, region) REFERENCES app.customers (code, region) MATCH FULL;
-- modified foreign key app.orders.of_customer
--   columns: ["customer"] -> ["code","region"]
--   match_type: "simple" -> "full"
--   referenced_columns: ["id"] -> ["code","region"]

-- case: what deleting and updating do
ALTER TABLE app.orders DROP CONSTRAINT of_customer;
ALTER TABLE app.orders ADD CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES app.customers
    ON DELETE CASCADE ON UPDATE SET NULL;
-- modified foreign key app.orders.of_customer
--   on_delete: "no action" -> "cascade"
--   on_update: "no action" -> "set null"

-- case: another expression
ALTER TABLE app.orders DROP CONSTRAINT positive;
ALTER TABLE app.orders ADD CONSTRAINT positive CHECK (number >= 0);
-- modified check constraint app.orders.positive
--   expression: "(number > 0)" -> "(number >= 0)"

-- case: children do without a check
ALTER TABLE app.orders DROP CONSTRAINT positive;
ALTER TABLE app.orders ADD CONSTRAINT positive CHECK (number > 0) NO INHERIT;
-- modified check constraint app.orders.positive
--   no_inherit: false -> true

-- case: it can be deferred
ALTER TABLE app.orders ALTER CONSTRAINT of_customer DEFERRABLE INITIALLY DEFERRED;
-- modified foreign key app.orders.of_customer
--   deferrable: false -> true
--   initially_deferred: false -> true

-- case: rows there are were not looked at
ALTER TABLE app.orders DROP CONSTRAINT positive;
ALTER TABLE app.orders ADD CONSTRAINT positive CHECK (number > 0) NOT VALID;
-- modified check constraint app.orders.positive
--   validated: true -> false

-- case: it is not enforced
ALTER TABLE app.orders DROP CONSTRAINT positive;
ALTER TABLE app.orders ADD CONSTRAINT positive CHECK (number > 0) NOT ENFORCED;
-- since 18
-- modified check constraint app.orders.positive
--   enforced: true -> false
--   validated: true -> false

-- case: its triggers are switched off
ALTER TABLE app.orders DISABLE TRIGGER ALL;
-- modified foreign key app.orders.of_customer
--   trigger_states: [] -> ["app.orders: disabled"]

-- case: storage parameters of the index behind it
ALTER INDEX app.numbered SET (fillfactor = 70);
-- modified unique constraint app.orders.numbered
--   index_options: [] -> ["fillfactor=70"]

-- case: the index behind it lies elsewhere
ALTER INDEX app.numbered SET TABLESPACE quick;
-- modified unique constraint app.orders.numbered
--   tablespace: null -> "quick"
-- not rendered: constraint app.orders.numbered

-- case: the table is clustered
CLUSTER app.orders USING numbered;
-- modified unique constraint app.orders.numbered
--   clustered: false -> true

-- case: comments on it and on the index behind it
COMMENT ON CONSTRAINT numbered ON app.orders IS 'once';
COMMENT ON INDEX app.numbered IS 'behind it';
-- modified unique constraint app.orders.numbered
--   comment: null -> "once"
--   index_comment: null -> "behind it"

-- case: another operator
ALTER TABLE app.orders DROP CONSTRAINT apart;
ALTER TABLE app.orders ADD CONSTRAINT apart EXCLUDE USING gist (number WITH =, during WITH -|-);
-- modified exclusion constraint app.orders.apart
--   exclusions: ["number WITH =","during WITH &&"] -> ["number WITH =","during WITH -|-"]

-- case: an exclusion of another access method
ALTER TABLE app.orders DROP CONSTRAINT apart;
ALTER TABLE app.orders ADD CONSTRAINT apart EXCLUDE USING spgist (during WITH &&);
-- modified exclusion constraint app.orders.apart
--   columns: ["number","during"] -> ["during"]
--   exclusions: ["number WITH =","during WITH &&"] -> ["during WITH &&"]
--   method: "gist" -> "spgist"

-- case: an exclusion of an expression
ALTER TABLE app.orders DROP CONSTRAINT apart;
ALTER TABLE app.orders ADD CONSTRAINT apart EXCLUDE USING btree (lower(code) COLLATE "C" text_pattern_ops WITH =);
-- modified exclusion constraint app.orders.apart
--   columns: ["number","during"] -> []
--   exclusions: ["number WITH =","during WITH &&"] -> ["lower(code) COLLATE \"C\" text_pattern_ops WITH ="]
--   method: "gist" -> "btree"

-- case: an exclusion of some rows
ALTER TABLE app.orders DROP CONSTRAINT apart;
ALTER TABLE app.orders ADD CONSTRAINT apart EXCLUDE USING gist (number WITH =, during WITH &&) WHERE (number > 7);
-- modified exclusion constraint app.orders.apart
--   predicate: null -> "(number > 7)"

-- case: a unique constraint can be deferred
ALTER TABLE app.orders DROP CONSTRAINT numbered;
ALTER TABLE app.orders ADD CONSTRAINT numbered UNIQUE (number) DEFERRABLE;
-- modified unique constraint app.orders.numbered
--   deferrable: false -> true

-- case: a foreign key does not vouch for the rows there are
ALTER TABLE app.orders DROP CONSTRAINT of_customer;
ALTER TABLE app.orders ADD CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES app.customers NOT VALID;
-- modified foreign key app.orders.of_customer
--   validated: true -> false

-- case: a foreign key is not enforced
-- since 18
ALTER TABLE app.orders ALTER CONSTRAINT of_customer NOT ENFORCED;
-- modified foreign key app.orders.of_customer
--   enforced: true -> false
--   validated: true -> false

-- case: the triggers of the table it points to are switched off
ALTER TABLE app.customers DISABLE TRIGGER ALL;
-- modified foreign key app.orders.of_customer
--   trigger_states: [] -> ["app.customers: disabled"]

-- case: a constraint made of an index
ALTER TABLE app.orders DROP CONSTRAINT numbered;
CREATE UNIQUE INDEX by_number ON app.orders (number);
ALTER TABLE app.orders ADD CONSTRAINT numbered UNIQUE USING INDEX by_number;
-- same

-- case: validated later, switched off and on
ALTER TABLE app.orders DROP CONSTRAINT positive;
ALTER TABLE app.orders ADD CONSTRAINT positive CHECK (number > 0) NOT VALID;
ALTER TABLE app.orders VALIDATE CONSTRAINT positive;
ALTER TABLE app.orders DISABLE TRIGGER ALL; ALTER TABLE app.orders ENABLE TRIGGER ALL;
-- same

-- base
-- since 15
CREATE SCHEMA app;
CREATE TABLE app.customers (id bigint, region text, PRIMARY KEY (id, region));
CREATE TABLE app.orders (customer bigint, region text,
    CONSTRAINT of_customer FOREIGN KEY (customer, region) REFERENCES app.customers ON DELETE SET NULL);

-- case: deleting sets one column to null
ALTER TABLE app.orders DROP CONSTRAINT of_customer;
ALTER TABLE app.orders ADD CONSTRAINT of_customer FOREIGN KEY (customer, region) REFERENCES app.customers ON DELETE SET NULL (customer);
-- modified foreign key app.orders.of_customer
--   on_delete_columns: [] -> ["customer"]

-- base
-- since 18
CREATE SCHEMA app;
CREATE EXTENSION btree_gist;
CREATE TABLE app.rooms (id integer, during int4range, CONSTRAINT rooms_pkey PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE app.stays (room integer, during int4range);

-- case: a key over time
ALTER TABLE app.rooms DROP CONSTRAINT rooms_pkey;
ALTER TABLE app.rooms ADD CONSTRAINT rooms_pkey PRIMARY KEY (id, during);
-- modified primary key app.rooms.rooms_pkey
--   period: true -> false

-- case: a foreign key over time
ALTER TABLE app.stays ADD CONSTRAINT in_room FOREIGN KEY (room, PERIOD during) REFERENCES app.rooms (id, PERIOD during);
-- extra foreign key app.stays.in_room

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint, region text, CONSTRAINT known CHECK (id > 0)) PARTITION BY LIST (region);
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');

-- case: a check of all partitions is dropped
ALTER TABLE app.events DROP CONSTRAINT known;
-- missing check constraint app.events.known

-- case: a key of all partitions
ALTER TABLE app.events ADD PRIMARY KEY (id, region);
-- modified column app.events.id
--   not_null: false -> true
-- modified column app.events.region
--   not_null: false -> true
-- extra primary key app.events.events_pkey

-- case: a partition that had the check before it was attached
DROP TABLE app.events_north;
CREATE TABLE app.events_north (id bigint, region text, CONSTRAINT known CHECK (id > 0));
ALTER TABLE app.events ATTACH PARTITION app.events_north FOR VALUES IN ('north');
-- same

-- case: a key that the partitions do not have
ALTER TABLE ONLY app.events ADD CONSTRAINT once UNIQUE (id, region);
-- extra unique constraint app.events.once
-- not adopted: constraint app.events.once

-- base
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint, region text, CONSTRAINT once UNIQUE (id, region)) PARTITION BY LIST (region);
CREATE TABLE app.events_north PARTITION OF app.events FOR VALUES IN ('north');
CREATE TABLE app.notes (id bigint, region text,
    CONSTRAINT of_event FOREIGN KEY (id, region) REFERENCES app.events (id, region)) PARTITION BY LIST (region);
CREATE TABLE app.notes_north PARTITION OF app.notes FOR VALUES IN ('north');

-- case: the key is one of the parent alone
ALTER TABLE app.notes DROP CONSTRAINT of_event;
ALTER TABLE app.events DROP CONSTRAINT once;
ALTER TABLE ONLY app.events ADD CONSTRAINT once UNIQUE (id, region);
-- modified unique constraint app.events.once
--   index_valid: true -> false
-- missing foreign key app.notes.of_event
-- not adopted: constraint app.events.once

-- case: a foreign key does not hold in one partition
ALTER TABLE app.notes_north DISABLE TRIGGER ALL;
-- modified foreign key app.notes.of_event
--   trigger_states: [] -> ["app.notes_north: disabled"]
-- not run: a partition's triggers belong to a constraint of its own
