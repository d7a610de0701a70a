-- old
CREATE TABLE public.a (id integer NOT NULL, code text, other text);
CREATE INDEX a_code ON public.a (code);
CREATE INDEX a_lower ON public.a (lower(code) DESC NULLS LAST) WITH (fillfactor = 80);
CREATE INDEX a_gone ON public.a (other);
CREATE UNIQUE INDEX a_id ON public.a (id);
ALTER TABLE public.a REPLICA IDENTITY USING INDEX a_id;

-- new
CREATE TABLE public.a (id integer NOT NULL, code text, other text);
CREATE UNIQUE INDEX a_code ON public.a (code) INCLUDE (other) WHERE id > 0;
COMMENT ON INDEX public.a_code IS 'unique now';
CREATE INDEX a_lower ON public.a (lower(code) DESC NULLS LAST) WITH (fillfactor = 60);
ALTER TABLE public.a CLUSTER ON a_lower;
ALTER INDEX public.a_lower ALTER COLUMN 1 SET STATISTICS 70;
CREATE INDEX "A fresh" ON public.a USING hash (code);
CREATE UNIQUE INDEX a_id ON public.a (id) INCLUDE (code);
ALTER TABLE public.a REPLICA IDENTITY USING INDEX a_id;
