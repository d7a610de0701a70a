-- old
CREATE COLLATION public.bytes (LOCALE = 'C');
CREATE FUNCTION public.add(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE public.total(integer) (SFUNC = public.add, STYPE = integer);
CREATE TYPE public.amount;
CREATE FUNCTION public.amount_in(cstring) RETURNS public.amount LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
CREATE FUNCTION public.amount_out(public.amount) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
CREATE TYPE public.amount (INPUT = public.amount_in, OUTPUT = public.amount_out, LIKE = bigint);
CREATE CAST (public.amount AS bigint) WITHOUT FUNCTION;
CREATE TABLE public.uses (word text COLLATE public.bytes, amount bigint);
CREATE INDEX uses_word ON public.uses (word);
-- not rendered: base type public.amount

-- new
CREATE COLLATION public.bytes (LOCALE = 'C');
CREATE COLLATION public.other (LC_COLLATE = 'POSIX', LC_CTYPE = 'C');
CREATE FUNCTION public.add(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE public.total(integer) (SFUNC = public.add, STYPE = integer, INITCOND = '0');
GRANT EXECUTE ON FUNCTION public.total(integer) TO reader;
CREATE TYPE public.amount;
CREATE FUNCTION public.amount_in(cstring) RETURNS public.amount LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
CREATE FUNCTION public.amount_out(public.amount) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
CREATE TYPE public.amount (INPUT = public.amount_in, OUTPUT = public.amount_out, LIKE = bigint, CATEGORY = 'N');
CREATE CAST (public.amount AS bigint) WITHOUT FUNCTION;
CREATE FUNCTION public.less(public.amount, public.amount) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8lt';
CREATE FUNCTION public.not_more(public.amount, public.amount) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8le';
CREATE FUNCTION public.same(public.amount, public.amount) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8eq';
CREATE FUNCTION public.not_less(public.amount, public.amount) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8ge';
CREATE FUNCTION public.more(public.amount, public.amount) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8gt';
CREATE FUNCTION public.compare(public.amount, public.amount) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint8cmp';
CREATE FUNCTION public.smaller(public.amount, public.amount) RETURNS public.amount LANGUAGE internal IMMUTABLE STRICT AS 'int8smaller';
CREATE OPERATOR public.< (FUNCTION = public.less, LEFTARG = public.amount, RIGHTARG = public.amount, COMMUTATOR = OPERATOR(public.>), NEGATOR = OPERATOR(public.>=));
CREATE OPERATOR public.<= (FUNCTION = public.not_more, LEFTARG = public.amount, RIGHTARG = public.amount, COMMUTATOR = OPERATOR(public.>=), NEGATOR = OPERATOR(public.>));
CREATE OPERATOR public.= (FUNCTION = public.same, LEFTARG = public.amount, RIGHTARG = public.amount, COMMUTATOR = OPERATOR(public.=), MERGES);
CREATE OPERATOR public.>= (FUNCTION = public.not_less, LEFTARG = public.amount, RIGHTARG = public.amount, COMMUTATOR = OPERATOR(public.<=), NEGATOR = OPERATOR(public.<));
CREATE OPERATOR public.> (FUNCTION = public.more, LEFTARG = public.amount, RIGHTARG = public.amount, COMMUTATOR = OPERATOR(public.<), NEGATOR = OPERATOR(public.<=));
CREATE OPERATOR CLASS public.amount_ops DEFAULT FOR TYPE public.amount USING btree AS
    OPERATOR 1 public.<, OPERATOR 2 public.<=, OPERATOR 3 public.=, OPERATOR 4 public.>=, OPERATOR 5 public.>,
    FUNCTION 1 public.compare(public.amount, public.amount);
CREATE CAST (bigint AS public.amount) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE TYPE public.amounts AS RANGE (SUBTYPE = public.amount);
CREATE AGGREGATE public.least_of(public.amount) (SFUNC = public.smaller, STYPE = public.amount, SORTOP = OPERATOR(public.<));
CREATE TABLE public.uses (word text COLLATE public.other, amount public.amount, paid public.amounts, CHECK (amount OPERATOR(public.>) '0'::public.amount));
CREATE INDEX uses_word ON public.uses (word COLLATE public.bytes);
CREATE INDEX uses_amount ON public.uses (amount);
CREATE VIEW public.sums AS SELECT public.total(1), public.least_of(amount) FROM public.uses;
CREATE TEXT SEARCH DICTIONARY public.stems (TEMPLATE = snowball, LANGUAGE = german);
CREATE TEXT SEARCH CONFIGURATION public.search (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION public.search ADD MAPPING FOR asciiword, word WITH public.stems;
CREATE INDEX uses_search ON public.uses USING gin (to_tsvector('public.search', word));
