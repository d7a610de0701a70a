-- old
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE public.events (at date NOT NULL, id integer NOT NULL, kind text DEFAULT 'x', CHECK (id > 0)) PARTITION BY RANGE (at);
ALTER TABLE public.events ADD COLUMN amount integer DEFAULT 1;
ALTER TABLE public.events ADD PRIMARY KEY (at, id);
CREATE INDEX events_kind ON public.events (kind);
CREATE TRIGGER t BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE TABLE public.events_2025 PARTITION OF public.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.events_rest PARTITION OF public.events DEFAULT;
CREATE INDEX only_here ON public.events_2025 (id);
CREATE TABLE public.refers (at date, id integer, FOREIGN KEY (at, id) REFERENCES public.events);
CREATE VIEW public.of_partition AS SELECT kind FROM public.events_2025;

-- new
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE public.events (at date NOT NULL, id integer NOT NULL, kind varchar(9) DEFAULT 'y', extra text, CHECK (id > 0), CHECK (extra <> '')) PARTITION BY RANGE (at);
ALTER TABLE public.events ADD COLUMN amount integer NOT NULL DEFAULT 2;
ALTER TABLE public.events ADD PRIMARY KEY (at, id);
CREATE INDEX events_kind ON public.events (kind, id);
CREATE INDEX events_extra ON public.events (extra);
CREATE TRIGGER t BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE TABLE public.events_2025 PARTITION OF public.events (kind DEFAULT 'z') FOR VALUES FROM ('2025-02-01') TO ('2026-01-01');
ALTER TABLE public.events_2025 DISABLE TRIGGER t;
CREATE TABLE public.events_2026 (id integer NOT NULL, extra text, kind varchar(9) DEFAULT 'y', at date NOT NULL, amount integer NOT NULL DEFAULT 2, CONSTRAINT own CHECK (id > 5), CONSTRAINT events_id_check CHECK (id > 0), CONSTRAINT events_extra_check CHECK (extra <> ''));
ALTER TABLE public.events ATTACH PARTITION public.events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE public.events_2027 PARTITION OF public.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') PARTITION BY LIST (id);
CREATE TABLE public.events_2027_1 PARTITION OF public.events_2027 FOR VALUES IN (1);
CREATE TABLE public.refers (at date, id integer, FOREIGN KEY (at, id) REFERENCES public.events ON DELETE CASCADE);
CREATE VIEW public.of_partition AS SELECT kind FROM public.events_2025;
