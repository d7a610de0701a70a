-- Transforms: how a language sees values of a type.
CREATE SCHEMA app;
CREATE TYPE app.amount AS (cents bigint);
CREATE FUNCTION app.inwards(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'numeric_send';
CREATE FUNCTION app.outwards(internal) RETURNS app.amount LANGUAGE internal IMMUTABLE AS 'record_recv';
CREATE FUNCTION app.outwards_again(internal) RETURNS app.amount LANGUAGE internal IMMUTABLE AS 'record_recv';
CREATE TRANSFORM FOR app.amount LANGUAGE plpgsql (TO SQL WITH FUNCTION app.outwards(internal));

-- case: a transform is dropped
DROP TRANSFORM FOR app.amount LANGUAGE plpgsql;
-- missing transform app.amount LANGUAGE plpgsql

-- case: a transform appears with a comment
CREATE TRANSFORM FOR app.amount LANGUAGE sql (
    FROM SQL WITH FUNCTION app.inwards(internal), TO SQL WITH FUNCTION app.outwards(internal)
);
COMMENT ON TRANSFORM FOR app.amount LANGUAGE sql IS 'both ways';
-- extra transform app.amount LANGUAGE sql

-- case: a transform goes both ways
CREATE OR REPLACE TRANSFORM FOR app.amount LANGUAGE plpgsql (
    FROM SQL WITH FUNCTION app.inwards(internal), TO SQL WITH FUNCTION app.outwards(internal)
);
-- modified transform app.amount LANGUAGE plpgsql
--   from_sql: null -> "app.inwards(internal)"

-- case: a transform has another function
CREATE OR REPLACE TRANSFORM FOR app.amount LANGUAGE plpgsql (TO SQL WITH FUNCTION app.outwards_again(internal));
-- modified transform app.amount LANGUAGE plpgsql
--   to_sql: "app.outwards(internal)" -> "app.outwards_again(internal)"

-- case: a transform gets a comment
COMMENT ON TRANSFORM FOR app.amount LANGUAGE plpgsql IS 'cents';
-- modified transform app.amount LANGUAGE plpgsql
--   comment: null -> "cents"
