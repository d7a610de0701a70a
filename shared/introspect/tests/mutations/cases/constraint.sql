-- Constraints.
CREATE SCHEMA app;
CREATE TABLE app.customers (id bigint CONSTRAINT customers_key PRIMARY KEY, code text, region int);
CREATE TABLE app.orders (
    id bigint CONSTRAINT orders_key PRIMARY KEY,
    code text CONSTRAINT orders_code UNIQUE,
    customer bigint CONSTRAINT orders_customer REFERENCES app.customers,
    amount int CONSTRAINT orders_amount CHECK (amount > 0),
    span int4range,
    note text,
    CONSTRAINT orders_span EXCLUDE USING gist (span WITH &&)
);

-- case: a check is dropped
ALTER TABLE app.orders DROP CONSTRAINT orders_amount;
-- missing check constraint app.orders.orders_amount

-- case: a foreign key is dropped
ALTER TABLE app.orders DROP CONSTRAINT orders_customer;
-- missing foreign key app.orders.orders_customer

-- case: a primary key is dropped
ALTER TABLE app.orders DROP CONSTRAINT orders_key, ALTER id SET NOT NULL;
-- missing primary key app.orders.orders_key

-- case: a unique constraint appears
ALTER TABLE app.orders ADD CONSTRAINT orders_note UNIQUE (note);
-- extra unique constraint app.orders.orders_note

-- case: an exclusion is dropped
ALTER TABLE app.orders DROP CONSTRAINT orders_span;
-- missing exclusion constraint app.orders.orders_span

-- case: a primary key becomes a unique constraint of the same name
ALTER TABLE app.orders DROP CONSTRAINT orders_key, ALTER id SET NOT NULL;
ALTER TABLE app.orders ADD CONSTRAINT orders_key UNIQUE (id);
-- modified unique constraint app.orders.orders_key
--   constraint_type: "primary_key" -> "unique"

-- case: a unique constraint is about more columns
ALTER TABLE app.orders DROP CONSTRAINT orders_code;
ALTER TABLE app.orders ADD CONSTRAINT orders_code UNIQUE (code, note);
-- modified unique constraint app.orders.orders_code
--   columns: ["code"] -> ["code","note"]

-- case: a unique constraint includes a column
ALTER TABLE app.orders DROP CONSTRAINT orders_code;
ALTER TABLE app.orders ADD CONSTRAINT orders_code UNIQUE (code) INCLUDE (note);
-- modified unique constraint app.orders.orders_code
--   include: [] -> ["note"]

-- case: nulls count as equal
-- since 15
ALTER TABLE app.orders DROP CONSTRAINT orders_code;
ALTER TABLE app.orders ADD CONSTRAINT orders_code UNIQUE NULLS NOT DISTINCT (code);
-- modified unique constraint app.orders.orders_code
--   nulls_not_distinct: false -> true

-- case: a unique constraint can be deferred
ALTER TABLE app.orders DROP CONSTRAINT orders_code;
ALTER TABLE app.orders ADD CONSTRAINT orders_code UNIQUE (code) DEFERRABLE;
-- modified unique constraint app.orders.orders_code
--   deferrable: false -> true

-- case: a foreign key is deferred
ALTER TABLE app.orders ALTER CONSTRAINT orders_customer DEFERRABLE INITIALLY DEFERRED;
-- modified foreign key app.orders.orders_customer
--   deferrable: false -> true
--   initially_deferred: false -> true

-- case: a foreign key matches in full
ALTER TABLE app.orders DROP CONSTRAINT orders_customer;
ALTER TABLE app.orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES app.customers MATCH FULL;
-- modified foreign key app.orders.orders_customer
--   match_type: "simple" -> "full"

-- case: the actions of a foreign key change
ALTER TABLE app.orders DROP CONSTRAINT orders_customer;
ALTER TABLE app.orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES app.customers
    ON UPDATE RESTRICT ON DELETE CASCADE;
-- modified foreign key app.orders.orders_customer
--   on_delete: "no action" -> "cascade"
--   on_update: "no action" -> "restrict"

-- case: a foreign key points elsewhere
ALTER TABLE app.orders DROP CONSTRAINT orders_customer;
ALTER TABLE app.orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES app.orders;
-- modified foreign key app.orders.orders_customer
--   referenced_table: "app.customers" -> "app.orders"

-- case: the expression of a check changes
ALTER TABLE app.orders DROP CONSTRAINT orders_amount;
ALTER TABLE app.orders ADD CONSTRAINT orders_amount CHECK (amount >= 0);
-- modified check constraint app.orders.orders_amount
--   expression: "(amount > 0)" -> "(amount >= 0)"

-- case: a check is not validated
ALTER TABLE app.orders DROP CONSTRAINT orders_amount;
ALTER TABLE app.orders ADD CONSTRAINT orders_amount CHECK (amount > 0) NOT VALID;
-- modified check constraint app.orders.orders_amount
--   validated: true -> false

-- case: a foreign key is not validated
ALTER TABLE app.orders DROP CONSTRAINT orders_customer;
ALTER TABLE app.orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES app.customers NOT VALID;
-- modified foreign key app.orders.orders_customer
--   validated: true -> false

-- case: a check is not enforced
-- since 18
ALTER TABLE app.orders DROP CONSTRAINT orders_amount;
ALTER TABLE app.orders ADD CONSTRAINT orders_amount CHECK (amount > 0) NOT ENFORCED;
-- modified check constraint app.orders.orders_amount
--   enforced: true -> false
--   validated: true -> false

-- case: a foreign key is not enforced
-- since 18
ALTER TABLE app.orders ALTER CONSTRAINT orders_customer NOT ENFORCED;
-- modified foreign key app.orders.orders_customer
--   enforced: true -> false
--   validated: true -> false

-- case: a check is not inherited
ALTER TABLE app.orders DROP CONSTRAINT orders_amount;
ALTER TABLE app.orders ADD CONSTRAINT orders_amount CHECK (amount > 0) NO INHERIT;
-- modified check constraint app.orders.orders_amount
--   no_inherit: false -> true

-- case: the operator of an exclusion changes
ALTER TABLE app.orders DROP CONSTRAINT orders_span;
ALTER TABLE app.orders ADD CONSTRAINT orders_span EXCLUDE USING gist (span WITH -|-);
-- modified exclusion constraint app.orders.orders_span
--   exclusions: ["span WITH pg_catalog.&&"] -> ["span WITH pg_catalog.-|-"]

-- case: the access method of an exclusion changes
ALTER TABLE app.orders DROP CONSTRAINT orders_span;
ALTER TABLE app.orders ADD CONSTRAINT orders_span EXCLUDE USING spgist (span WITH &&);
-- modified exclusion constraint app.orders.orders_span
--   method: "gist" -> "spgist"

-- case: an exclusion gets a condition
ALTER TABLE app.orders DROP CONSTRAINT orders_span;
ALTER TABLE app.orders ADD CONSTRAINT orders_span EXCLUDE USING gist (span WITH &&) WHERE (amount > 1);
-- modified exclusion constraint app.orders.orders_span
--   predicate: null -> "(amount > 1)"

-- case: an exclusion of an expression
ALTER TABLE app.orders DROP CONSTRAINT orders_span;
ALTER TABLE app.orders ADD CONSTRAINT orders_span EXCLUDE USING btree (lower(note) COLLATE "C" text_pattern_ops WITH =);
-- modified exclusion constraint app.orders.orders_span
--   columns: ["span"] -> []
--   exclusions: ["span WITH pg_catalog.&&"] -> ["lower(note) COLLATE pg_catalog.\"C\" text_pattern_ops WITH pg_catalog.="]
--   method: "gist" -> "btree"

-- case: the triggers inside a foreign key are switched off on the table
ALTER TABLE app.orders DISABLE TRIGGER ALL;
-- modified foreign key app.orders.orders_customer
--   triggers: [] -> ["insert: disabled","update: disabled"]

-- case: the triggers inside a foreign key are switched off on the table it points to
ALTER TABLE app.customers DISABLE TRIGGER ALL;
-- modified foreign key app.orders.orders_customer
--   triggers: [] -> ["referenced delete: disabled","referenced update: disabled"]

-- case: the index of a constraint gets a storage parameter
ALTER INDEX app.orders_code SET (fillfactor = 70);
-- modified unique constraint app.orders.orders_code
--   index_options: [] -> ["fillfactor=70"]

-- case: the table is clustered on the index of a constraint
ALTER TABLE app.orders CLUSTER ON orders_key;
-- modified primary key app.orders.orders_key
--   clustered: false -> true

-- case: a constraint gets a comment
COMMENT ON CONSTRAINT orders_amount ON app.orders IS 'nobody pays nothing';
-- modified check constraint app.orders.orders_amount
--   comment: null -> "nobody pays nothing"

-- case: the index of a constraint gets a comment
COMMENT ON INDEX app.orders_key IS 'the key';
-- modified primary key app.orders.orders_key
--   index_comment: null -> "the key"

-- case: a check that was validated later is the same
ALTER TABLE app.orders DROP CONSTRAINT orders_amount;
ALTER TABLE app.orders ADD CONSTRAINT orders_amount CHECK (amount > 0) NOT VALID;
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_amount;
-- same

-- case: a constraint made of an index is the same
ALTER TABLE app.orders DROP CONSTRAINT orders_code;
CREATE UNIQUE INDEX code_of_order ON app.orders (code);
ALTER TABLE app.orders ADD CONSTRAINT orders_code UNIQUE USING INDEX code_of_order;
-- same

-- case: triggers that are switched off and on again are the same
ALTER TABLE app.orders DISABLE TRIGGER ALL;
ALTER TABLE app.orders ENABLE TRIGGER ALL;
-- same

-- base
CREATE SCHEMA app;
CREATE TABLE app.customers (id bigint, code bigint, CONSTRAINT customers_key PRIMARY KEY (id), CONSTRAINT customers_code UNIQUE (code),
    CONSTRAINT customers_pair UNIQUE (id, code));
CREATE TABLE app.orders (id bigint, customer bigint, code bigint DEFAULT 1,
    CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES app.customers (id),
    CONSTRAINT orders_pair FOREIGN KEY (customer, code) REFERENCES app.customers (id, code) ON DELETE SET NULL);

-- case: a foreign key points to another column
ALTER TABLE app.orders DROP CONSTRAINT orders_customer;
ALTER TABLE app.orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES app.customers (code);
-- modified foreign key app.orders.orders_customer
--   referenced_columns: ["id"] -> ["code"]

-- case: only one column is set to null
-- since 15
ALTER TABLE app.orders DROP CONSTRAINT orders_pair;
ALTER TABLE app.orders ADD CONSTRAINT orders_pair FOREIGN KEY (customer, code) REFERENCES app.customers (id, code)
    ON DELETE SET NULL (code);
-- modified foreign key app.orders.orders_pair
--   on_delete_columns: [] -> ["code"]

-- case: one column is set to its default
-- since 15
ALTER TABLE app.orders DROP CONSTRAINT orders_pair;
ALTER TABLE app.orders ADD CONSTRAINT orders_pair FOREIGN KEY (customer, code) REFERENCES app.customers (id, code)
    ON DELETE SET DEFAULT (code);
-- modified foreign key app.orders.orders_pair
--   on_delete: "set null" -> "set default"
--   on_delete_columns: [] -> ["code"]

-- base
-- since 18
CREATE SCHEMA app;
CREATE TABLE app.rooms (id int4range, during daterange, CONSTRAINT rooms_key PRIMARY KEY (id, during));
CREATE TABLE app.stays (room int4range, during daterange);

-- case: a key without overlaps
ALTER TABLE app.rooms DROP CONSTRAINT rooms_key;
ALTER TABLE app.rooms ADD CONSTRAINT rooms_key PRIMARY KEY (id, during WITHOUT OVERLAPS);
-- modified primary key app.rooms.rooms_key
--   period: false -> true
