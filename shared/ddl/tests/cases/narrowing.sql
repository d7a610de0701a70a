-- old
CREATE TABLE public.t (a varchar(40), b bigint, c text, d timestamptz, e integer, f text[]);
CREATE VIEW public.uses AS SELECT a FROM public.t;
INSERT INTO public.t VALUES ('a', 1, '2', now(), 12, '{a}');

-- new
CREATE TABLE public.t (a varchar(20), b smallint, c integer, d date, e varchar(2), f varchar(10)[]);
CREATE VIEW public.uses AS SELECT a FROM public.t;
INSERT INTO public.t VALUES ('a', 1, 2, now(), '12', '{a}');
