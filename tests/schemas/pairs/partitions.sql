-- old
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE public.log (at date NOT NULL, id integer, note text) PARTITION BY RANGE (at);
CREATE TABLE public.log_1 PARTITION OF public.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE public.log_2 PARTITION OF public.log FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE INDEX log_id ON public.log (id);
CREATE INDEX log_note ON public.log (note);
CREATE TRIGGER t BEFORE INSERT ON public.log FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE TRIGGER u BEFORE UPDATE ON public.log FOR EACH ROW EXECUTE FUNCTION public.f();
ALTER TABLE public.log ADD CONSTRAINT log_key UNIQUE (at, id);
COMMENT ON INDEX public.log_1_id_idx IS 'one';

-- new
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE public.log (at date NOT NULL, id integer, note text) PARTITION BY RANGE (at);
CREATE TABLE public.log_1 PARTITION OF public.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE public.log_2 PARTITION OF public.log FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE INDEX named ON public.log_1 (id) WITH (fillfactor = 70);
CREATE INDEX log_id ON public.log (id);
CREATE INDEX log_note ON public.log (note);
ALTER INDEX public.log_2_note_idx RENAME TO log_2_renamed;
ALTER INDEX public.log_2_id_idx SET (fillfactor = 60);
CREATE TRIGGER t BEFORE INSERT ON public.log FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE TRIGGER u BEFORE UPDATE ON public.log FOR EACH ROW EXECUTE FUNCTION public.f();
ALTER TABLE public.log_2 DISABLE TRIGGER t;
ALTER TABLE public.log DISABLE TRIGGER u;
ALTER TABLE public.log ADD CONSTRAINT log_key UNIQUE (at, id);
ALTER TABLE public.log_1 CLUSTER ON log_1_at_id_key;
ALTER TABLE public.log_2 REPLICA IDENTITY FULL;
ALTER TABLE public.log_2 ALTER note SET STATISTICS 50;
