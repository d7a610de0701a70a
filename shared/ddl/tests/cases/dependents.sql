-- old
CREATE TABLE public.a (id integer PRIMARY KEY, b integer, plus integer GENERATED ALWAYS AS (b + 1) STORED);
CREATE INDEX a_b ON public.a (b);
CREATE TABLE public.c (a integer CONSTRAINT c_a REFERENCES public.a);
CREATE TYPE public.moved AS ENUM ('x');
CREATE TABLE public.holds (m public.moved);
CREATE FUNCTION public.kind() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW public.swapped AS SELECT 1 AS a;

-- new
CREATE TABLE public.a (id integer, b bigint, plus integer GENERATED ALWAYS AS (b + 1) STORED, PRIMARY KEY (id) DEFERRABLE);
CREATE INDEX a_b ON public.a (b);
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id) INCLUDE (b);
CREATE TABLE public.c (a integer CONSTRAINT c_a REFERENCES public.a);
CREATE DOMAIN public.moved AS text;
CREATE TABLE public.holds (m text);
CREATE PROCEDURE public.kind() LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.swapped (a integer);
-- not rendered: enum public.moved
-- not rendered: domain public.moved
