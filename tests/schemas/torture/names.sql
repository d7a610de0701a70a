-- Names that have to be quoted, are key words, hold every kind of sign, or are as long as can be.

CREATE SCHEMA "Quoted Schema" AUTHORIZATION app_owner;
CREATE SCHEMA "select";
CREATE SCHEMA "ünïcödé";
CREATE SCHEMA "a.b";
CREATE SCHEMA "it's";

CREATE TYPE "Quoted Schema"."Enum; --" AS ENUM ('a', 'it''s', '"', '\', '', ' ', 'ü', 'a.b', 'a -> b');
CREATE DOMAIN "select"."table" AS text CONSTRAINT "check" CHECK (VALUE <> 'it''s') CONSTRAINT "Second ""one""" CHECK (VALUE !~ '\d');
CREATE TYPE "a.b"."c.d" AS ("e.f" "select"."table", "select" "Quoted Schema"."Enum; --", "UPPER" integer[]);

CREATE TABLE "Quoted Schema"."Table ""of"" quotes" (
    "Id" bigint GENERATED ALWAYS AS IDENTITY,
    "select" text DEFAULT 'from' NOT NULL,
    "it's" "Quoted Schema"."Enum; --" DEFAULT 'it''s',
    "a.b" "a.b"."c.d",
    "ü" "select"."table",
    " " integer CONSTRAINT " " CHECK (" " > 0),
    "100%" numeric(5, 2) DEFAULT 0.00,
    "$1" integer,
    "order" integer,
    CONSTRAINT "Primary Key" PRIMARY KEY ("Id"),
    CONSTRAINT "unique" UNIQUE ("order", "$1"),
    CONSTRAINT "foreign" FOREIGN KEY ("order", "$1") REFERENCES "Quoted Schema"."Table ""of"" quotes" ("order", "$1")
);
CREATE INDEX "Index (expression)" ON "Quoted Schema"."Table ""of"" quotes" (lower("select"), ("100%" + 1) DESC) WHERE "it's" <> 'it''s';
CREATE TABLE "select"."from" ("where" integer PRIMARY KEY, "group" integer REFERENCES "select"."from");
CREATE TABLE "it's"."it's" ("it's" text DEFAULT 'it''s', CHECK ("it's" <> ''''));
CREATE TABLE "a.b"."t.u" ("e.f" integer, "e" integer);
CREATE TABLE "a.b"."t" ("d.e.f" integer);
CREATE TABLE "ünïcödé"."täble" ("spälte" text COLLATE "C", "日本" text);
CREATE TABLE public.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz12345678901 (
    abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz12345678901 integer UNIQUE,
    abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz12345678902 integer UNIQUE,
    serial_column_with_a_name_that_makes_its_sequence_be_cut_off_12 serial
);
CREATE TABLE public."user" ("user" name DEFAULT CURRENT_USER, "timestamp" timestamp DEFAULT LOCALTIMESTAMP(0), "char" "char", "interval" interval DEFAULT '1 mon 2 days 03:04:05.678'::interval);

CREATE VIEW "Quoted Schema"."View -> view" AS SELECT "select" AS "a -> b", "Id" AS "select" FROM "Quoted Schema"."Table ""of"" quotes" AS "Alias ""q""" WHERE "order" > 1;
CREATE FUNCTION "Quoted Schema"."f(x)"("Argument One" "Quoted Schema"."Enum; --", "select" "a.b"."c.d"[] DEFAULT '{}', OUT "a, b" text, OUT "c" integer)
    LANGUAGE plpgsql AS $body$ BEGIN "a, b" := 'it''s $$'; "c" := 1; -- remark
/* "Name: x; Type: TABLE; Schema: y; Owner: z" */ END $body$;
CREATE FUNCTION "a.b"."c.d"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "Trigger ""t""" BEFORE UPDATE OF "select", "it's" ON "Quoted Schema"."Table ""of"" quotes" FOR EACH ROW WHEN (OLD."it's" IS DISTINCT FROM NEW."it's") EXECUTE FUNCTION "a.b"."c.d"('it''s', '"', '', 'a\b');
CREATE POLICY "Policy; p" ON "select"."from" TO app_reader, app_writer USING ("where" > 0);
ALTER TABLE "select"."from" ENABLE ROW LEVEL SECURITY;
CREATE SEQUENCE "a.b"."Sequence ""s""" AS integer OWNED BY "a.b"."t.u"."e.f";
ALTER TABLE "a.b"."t.u" ALTER "e.f" SET DEFAULT nextval('"a.b"."Sequence ""s"""');

COMMENT ON SCHEMA "it's" IS 'it''s a comment with "quotes", a \ and a
second line; -- and this';
COMMENT ON TABLE "a.b"."t.u" IS '-- Name: none; Type: none';
COMMENT ON COLUMN "a.b"."t.u"."e.f" IS E'tab\there';
COMMENT ON COLUMN "Quoted Schema"."Table ""of"" quotes"."Id" IS 'Quoted';
COMMENT ON CONSTRAINT "Primary Key" ON "Quoted Schema"."Table ""of"" quotes" IS 'Schlüssel';
COMMENT ON TRIGGER "Trigger ""t""" ON "Quoted Schema"."Table ""of"" quotes" IS 'trigger';
COMMENT ON FUNCTION "Quoted Schema"."f(x)"("Quoted Schema"."Enum; --", "a.b"."c.d"[]) IS 'function';
COMMENT ON POLICY "Policy; p" ON "select"."from" IS 'policy';
COMMENT ON TYPE "Quoted Schema"."Enum; --" IS 'enum';
COMMENT ON CONSTRAINT "Second ""one""" ON DOMAIN "select"."table" IS 'second';
GRANT USAGE ON SCHEMA "Quoted Schema", "a.b" TO app_reader;
GRANT SELECT ("Id", "select"), UPDATE ("it's") ON "Quoted Schema"."Table ""of"" quotes" TO app_reader, app_writer;
