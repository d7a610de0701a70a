CREATE TABLE orders (id bigint, note text DEFAULT '${note}');
