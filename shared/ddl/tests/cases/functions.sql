-- old
CREATE FUNCTION public.body(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a + 1';
CREATE FUNCTION public.returns(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a + 1';
CREATE FUNCTION public.names(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT a + 1';
CREATE FUNCTION public.used(a integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT a + 1';
CREATE FUNCTION public.gone(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE public.does(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
CREATE TABLE public.t (a integer DEFAULT public.gone(1), CHECK (public.used(a) > 0));
CREATE VIEW public.v AS SELECT public.used(a) AS used FROM public.t;

-- new
CREATE FUNCTION public.body(a integer) RETURNS integer LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER COST 7 SET search_path TO public, pg_temp AS 'BEGIN RETURN a; END';
ALTER FUNCTION public.body(integer) OWNER TO keeper;
COMMENT ON FUNCTION public.body(integer) IS 'body';
CREATE FUNCTION public.returns(a integer) RETURNS TABLE (b text, c integer) LANGUAGE sql AS $$SELECT 'x', a$$;
CREATE FUNCTION public.names(first integer, second text) RETURNS integer LANGUAGE sql AS 'SELECT first';
CREATE FUNCTION public.used(b integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT b + 2';
CREATE PROCEDURE public.does(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN a := 2; END';
CREATE TABLE public.t (a integer, CHECK (public.used(a) > 0));
CREATE VIEW public.v AS SELECT public.used(a) AS used FROM public.t;
CREATE FUNCTION public.row_of(t public.t) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT (t).a; END;
CREATE TABLE public.circle (a integer);
CREATE FUNCTION public.circle_default() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT count(*)::integer FROM public.circle; END;
ALTER TABLE public.circle ALTER a SET DEFAULT public.circle_default();
