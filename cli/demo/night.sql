-- What people do at night. None of it is in a migration.

-- The dashboard was slow.
CREATE INDEX orders_placed_at_idx ON orders (placed_at);

-- A customer's note did not fit.
ALTER TABLE orders ALTER COLUMN note TYPE varchar(500);

-- The import had two products without stock.
ALTER TABLE products DROP CONSTRAINT products_stock_check;

-- The import was slow, too.
ALTER TABLE order_lines DISABLE TRIGGER order_lines_take_from_stock;

-- Marketing needed totals without cancelled lines, today.
CREATE OR REPLACE FUNCTION order_total(wanted bigint) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(quantity * unit_price) * 0.9, 0)
    FROM order_lines
    WHERE order_id = wanted
$$;

-- Somebody wanted to remember something.
ALTER TABLE customers ADD COLUMN vip boolean NOT NULL DEFAULT false;
