-- old
CREATE TYPE public.mood AS ENUM ('sad', 'happy');
CREATE TYPE public.pair AS (a integer, b text);
CREATE TYPE public.unused AS (a integer);
CREATE TYPE public.told AS (a integer, "b: c" integer);
COMMENT ON COLUMN public.told.a IS 'first';
CREATE DOMAIN public.short AS text DEFAULT 'x' CONSTRAINT short_length CHECK (length(VALUE) < 10);
COMMENT ON CONSTRAINT short_length ON DOMAIN public.short IS 'kept short';
CREATE DOMAIN public.free AS integer;
CREATE TABLE public.uses (mood public.mood DEFAULT 'sad', short public.short, pairs public.pair[]);
-- not rendered: enum public.mood

-- new
CREATE TYPE public.mood AS ENUM ('awful', 'sad', 'so-so', 'happy', 'it''s great');
COMMENT ON TYPE public.mood IS 'moods';
CREATE TYPE public.pair AS (a integer, b text);
ALTER TYPE public.pair OWNER TO keeper;
CREATE TYPE public.unused AS (a bigint, c text COLLATE "C");
CREATE DOMAIN public.short AS text NOT NULL DEFAULT 'y' CONSTRAINT short_length CHECK (length(VALUE) < 20) CONSTRAINT short_filled CHECK (VALUE <> '');
COMMENT ON CONSTRAINT short_length ON DOMAIN public.short IS 'kept short';
COMMENT ON CONSTRAINT short_filled ON DOMAIN public.short IS 'not: empty';
CREATE TYPE public.told AS (a integer, "b: c" integer);
COMMENT ON COLUMN public.told."b: c" IS 'second: it is';
CREATE DOMAIN public.free AS bigint;
COMMENT ON DOMAIN public.free IS 'free';
CREATE TYPE public.fresh AS ENUM ();
CREATE TABLE public.uses (mood public.mood DEFAULT 'so-so', short public.short, pairs public.pair[]);
