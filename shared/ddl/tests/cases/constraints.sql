-- old
CREATE EXTENSION btree_gist;
CREATE TABLE public.a (id integer NOT NULL, code text, other text);
ALTER TABLE public.a ADD PRIMARY KEY (id);
ALTER TABLE public.a CLUSTER ON a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_code UNIQUE (code);
ALTER TABLE public.a ADD CONSTRAINT a_check CHECK (code <> '') NOT VALID;
CREATE TABLE public.b (a integer, code text, span int4range);
ALTER TABLE public.b ADD CONSTRAINT b_a FOREIGN KEY (a) REFERENCES public.a ON DELETE CASCADE;
ALTER TABLE public.b ADD CONSTRAINT b_code FOREIGN KEY (code) REFERENCES public.a (code);
ALTER TABLE public.b ADD CONSTRAINT b_check CHECK (a > 0);
COMMENT ON CONSTRAINT b_check ON public.b IS 'positive';
CREATE TABLE public.clustered (id integer PRIMARY KEY, other integer UNIQUE);
ALTER TABLE public.clustered CLUSTER ON clustered_pkey;
COMMENT ON INDEX public.clustered_pkey IS 'of the rows';

CREATE TABLE public.listed (code varchar(9) CHECK (code IN ('a', 'b]')));
CREATE VIEW public.of_listed AS SELECT code FROM public.listed WHERE code IN ('a', 'x');

-- new
CREATE EXTENSION btree_gist;
CREATE TABLE public.a (id integer NOT NULL, code text, other text);
ALTER TABLE public.a ADD PRIMARY KEY (id) WITH (fillfactor = 50);
ALTER TABLE public.a ADD CONSTRAINT a_code UNIQUE (code) INCLUDE (other) DEFERRABLE;
ALTER TABLE public.a DROP CONSTRAINT a_code;
ALTER TABLE public.a ADD CONSTRAINT a_code UNIQUE NULLS NOT DISTINCT (code) INCLUDE (other);
ALTER TABLE public.a ADD CONSTRAINT a_check CHECK (code <> '');
CREATE TABLE public.b (a integer, code text, span int4range);
ALTER TABLE public.b ADD CONSTRAINT b_a FOREIGN KEY (a) REFERENCES public.a ON DELETE SET NULL NOT VALID;
ALTER TABLE public.b ADD CONSTRAINT b_code FOREIGN KEY (code) REFERENCES public.a (code);
ALTER TABLE public.b ADD CONSTRAINT b_check CHECK (a > 1);
CREATE TABLE public.clustered (id integer PRIMARY KEY, other integer UNIQUE);
ALTER TABLE public.clustered CLUSTER ON clustered_other_key;
COMMENT ON INDEX public.clustered_other_key IS 'of the others';
ALTER TABLE public.b ADD CONSTRAINT b_span EXCLUDE USING gist (a WITH =, span WITH &&) WHERE (a > 3);
CREATE TABLE public.listed (code varchar(9) CHECK (code IN ('a', 'c''s')));
CREATE VIEW public.of_listed AS SELECT code FROM public.listed WHERE code NOT IN ('a', 'y');
