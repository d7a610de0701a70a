-- old
CREATE TABLE public.t (a integer, b text, c integer);
CREATE VIEW public.query AS SELECT a FROM public.t;
CREATE VIEW public.appends AS SELECT a FROM public.t;
CREATE VIEW public.removes AS SELECT a, c FROM public.t;
CREATE VIEW public.on_removes AS SELECT a FROM public.removes;
CREATE VIEW public.options AS SELECT a FROM public.t;
CREATE MATERIALIZED VIEW public.m AS SELECT a FROM public.t;
CREATE INDEX m_a ON public.m (a);
CREATE MATERIALIZED VIEW public.data AS SELECT a FROM public.t;
CREATE MATERIALIZED VIEW public.settings AS SELECT a, b AS "B: text" FROM public.t;
ALTER MATERIALIZED VIEW public.settings ALTER a SET STATISTICS 9;

-- new
CREATE TABLE public.t (a integer, b text);
CREATE VIEW public.query AS SELECT a FROM public.t WHERE a > 0;
COMMENT ON VIEW public.query IS 'query';
COMMENT ON COLUMN public.query.a IS 'column: with colon';
CREATE VIEW public.appends AS SELECT a, b AS "the B" FROM public.t;
ALTER VIEW public.appends ALTER "the B" SET DEFAULT 'none';
COMMENT ON COLUMN public.appends."the B" IS 'B: text';
CREATE VIEW public.removes AS SELECT a FROM public.t;
CREATE VIEW public.on_removes AS SELECT a FROM public.removes;
CREATE VIEW public.options WITH (security_barrier = true, check_option = local) AS SELECT a FROM public.t;
ALTER VIEW public.options OWNER TO keeper;
CREATE MATERIALIZED VIEW public.m WITH (fillfactor = 50) AS SELECT a, b FROM public.t;
CREATE INDEX m_a ON public.m (a);
CREATE MATERIALIZED VIEW public.data AS SELECT a FROM public.t WITH NO DATA;
CREATE MATERIALIZED VIEW public.settings AS SELECT a, b AS "B: text" FROM public.t;
ALTER MATERIALIZED VIEW public.settings ALTER a SET STATISTICS 9, ALTER "B: text" SET STORAGE EXTERNAL,
    ALTER a SET (n_distinct = 4);
COMMENT ON MATERIALIZED VIEW public.data IS 'none';
