-- old
CREATE TABLE public.parent (a integer DEFAULT 1, b text, CONSTRAINT kept CHECK (a > 0), CONSTRAINT own CHECK (a > -1) NO INHERIT);
CREATE TABLE public.joined (a integer, b text, CONSTRAINT kept CHECK (a > 0)) INHERITS (public.parent);
CREATE TABLE public.heir () INHERITS (public.parent);
CREATE TABLE public.local_column () INHERITS (public.parent);
CREATE TABLE public.local_check () INHERITS (public.parent);
CREATE TABLE public.leaves () INHERITS (public.parent);
CREATE TABLE public.overrides (a integer DEFAULT 2) INHERITS (public.parent);
COMMENT ON COLUMN public.heir.b IS 'of the heir';

-- new
CREATE TABLE public.parent (a integer DEFAULT 5, b varchar(20) NOT NULL, c date, CONSTRAINT kept CHECK (a > 0), CONSTRAINT own CHECK (a > -2) NO INHERIT, CONSTRAINT more CHECK (c > '2020-01-01'));
CREATE TABLE public.joined (a integer, b varchar(20), CONSTRAINT kept CHECK (a > 0)) INHERITS (public.parent);
CREATE TABLE public.heir () INHERITS (public.parent);
CREATE TABLE public.local_column (a integer) INHERITS (public.parent);
CREATE TABLE public.local_check (CONSTRAINT kept CHECK (a > 0)) INHERITS (public.parent);
CREATE TABLE public.leaves (a integer DEFAULT 1, b text, CONSTRAINT kept CHECK (a > 0));
CREATE TABLE public.overrides (a integer DEFAULT 3) INHERITS (public.parent);
COMMENT ON COLUMN public.heir.b IS 'of the heir alone';
