CREATE FUNCTION order_total(wanted bigint) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(quantity * unit_price), 0)
    FROM order_lines
    WHERE order_id = wanted
$$;

CREATE FUNCTION take_from_stock() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE products SET stock = stock - NEW.quantity WHERE id = NEW.product_id;
    RETURN NEW;
END
$$;

CREATE TRIGGER order_lines_take_from_stock
    AFTER INSERT ON order_lines
    FOR EACH ROW EXECUTE FUNCTION take_from_stock();

CREATE VIEW open_orders AS
    SELECT o.id, c.email, o.placed_at, order_total(o.id) AS total
    FROM orders o JOIN customers c ON c.id = o.customer_id
    WHERE o.state = 'open';
