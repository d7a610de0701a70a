-- old
CREATE SEQUENCE public.plain AS integer;
CREATE SEQUENCE public.owned;
CREATE TABLE public.t (id integer DEFAULT nextval('public.owned') NOT NULL, n serial);
ALTER SEQUENCE public.owned OWNED BY public.t.id;

-- new
CREATE SEQUENCE public.plain AS bigint INCREMENT BY -2 MINVALUE -50 MAXVALUE 50 START WITH 7 CACHE 3 CYCLE;
COMMENT ON SEQUENCE public.plain IS 'seven';
ALTER SEQUENCE public.plain OWNER TO keeper;
CREATE SEQUENCE public.owned;
CREATE TABLE public.t (id integer NOT NULL, n integer NOT NULL);
ALTER TABLE public.t OWNER TO keeper;
CREATE UNLOGGED SEQUENCE public.loose;
