-- old
CREATE SCHEMA shop;
CREATE TABLE shop.kept (id integer PRIMARY KEY, code text NOT NULL);
CREATE UNIQUE INDEX kept_code ON shop.kept (code);
CREATE TABLE shop.gone (id serial PRIMARY KEY, kept integer REFERENCES shop.kept, note text CHECK (note <> ''));
CREATE INDEX gone_note ON shop.gone (note) WHERE note IS NOT NULL;
COMMENT ON TABLE shop.gone IS 'old';

-- new
CREATE SCHEMA shop;
CREATE UNLOGGED TABLE shop.kept (id integer PRIMARY KEY, code text NOT NULL) WITH (fillfactor = 70, toast.autovacuum_enabled = off);
CREATE UNIQUE INDEX kept_code ON shop.kept (code);
ALTER TABLE shop.kept REPLICA IDENTITY USING INDEX kept_code;
ALTER TABLE shop.kept ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.kept FORCE ROW LEVEL SECURITY;
ALTER TABLE shop.kept CLUSTER ON kept_code;
ALTER TABLE shop.kept OWNER TO keeper;
COMMENT ON TABLE shop.kept IS 'kept';
CREATE TABLE shop.fresh (
    id bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 5),
    parent bigint,
    code text DEFAULT 'a' || 'b' COLLATE "POSIX",
    PRIMARY KEY (id),
    FOREIGN KEY (parent) REFERENCES shop.fresh ON DELETE CASCADE DEFERRABLE
);
CREATE TABLE shop.base (a integer NOT NULL DEFAULT 1, b text CHECK (b <> ''));
CREATE TABLE shop.child (c integer, a integer DEFAULT 2) INHERITS (shop.base);
CREATE TYPE shop.pair AS (x integer, y text);
CREATE TABLE shop.pairs OF shop.pair (x PRIMARY KEY, y WITH OPTIONS DEFAULT 'y');
