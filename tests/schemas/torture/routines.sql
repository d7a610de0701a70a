-- Functions, procedures, aggregates, operators with their classes and families, casts.

CREATE SCHEMA r;
CREATE TYPE r.point3 AS (x double precision, y double precision, z double precision);
CREATE TABLE r.rows (id integer PRIMARY KEY, body text, p r.point3);

CREATE FUNCTION r.add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 3 AS 'SELECT a + b';
CREATE FUNCTION r.add(a text, VARIADIC more text[] DEFAULT '{}') RETURNS text LANGUAGE sql STABLE LEAKPROOF AS $$SELECT a || array_to_string(more, ',')$$;
CREATE FUNCTION r.add() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = r, pg_temp SET work_mem = '8MB' SET "app.tenant" = 'it''s' AS 'BEGIN NULL; END';
CREATE FUNCTION r.sets(INOUT a integer, OUT b text, VARIADIC c integer[] = '{1}') RETURNS SETOF record LANGUAGE sql ROWS 7 COST 0.5 PARALLEL RESTRICTED AS 'SELECT 1, ''x''';
CREATE FUNCTION r.of_rows() RETURNS SETOF r.rows LANGUAGE sql STABLE AS 'SELECT * FROM r.rows';
CREATE FUNCTION r.as_table(n integer) RETURNS TABLE (a integer, "B" text) LANGUAGE plpgsql ROWS 10 AS 'BEGIN RETURN QUERY SELECT n, ''b''; END';
CREATE FUNCTION r.any_thing(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION r.of_type(a r.rows) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT a.body';
CREATE FUNCTION r.defaults(a integer DEFAULT 1 + 1, b timestamptz DEFAULT now(), c r.point3 DEFAULT ROW(1, 2, 3), d text DEFAULT 'it''s "x"', e integer[] DEFAULT ARRAY[1, 2]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION r.lower_text(text) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'lower';
CREATE FUNCTION r.ranks() RETURNS bigint LANGUAGE internal WINDOW AS 'window_rank';
CREATE FUNCTION r.supported(text, text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT SUPPORT pg_catalog.text_starts_with_support AS 'text_starts_with'; -- since 15
CREATE FUNCTION r.in_c(anyarray, integer) RETURNS anyarray LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE PROCEDURE r.act(INOUT a integer, b text DEFAULT 'x') LANGUAGE plpgsql SET lock_timeout = '3s' AS $act$
BEGIN
    -- a comment
    a := a + 1;

    COMMIT;
END
$act$;
CREATE PROCEDURE r.act() LANGUAGE sql SECURITY DEFINER AS '';
CREATE FUNCTION r.trailing_blank() RETURNS integer LANGUAGE sql AS 'SELECT 1   ';
CREATE FUNCTION r.carriage_return() RETURNS integer LANGUAGE sql AS E'SELECT\r\n1\t';
CREATE FUNCTION r.with_dollars() RETURNS text LANGUAGE sql AS 'SELECT ''$$ $_$ $function$''::text';

-- since 14
CREATE FUNCTION r.atomic(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a + b;
CREATE FUNCTION r.atomic_body(n integer) RETURNS SETOF r.rows LANGUAGE sql BEGIN ATOMIC
    INSERT INTO r.rows (id) VALUES (n);
    SELECT * FROM r.rows WHERE id > n ORDER BY 1;
END;
CREATE PROCEDURE r.atomic_act(a integer, OUT b integer) LANGUAGE sql BEGIN ATOMIC
    DELETE FROM r.rows WHERE id = a;
    SELECT a;
END;

CREATE FUNCTION r.collect(state integer[], value integer) RETURNS integer[] LANGUAGE sql IMMUTABLE AS 'SELECT state || value';
CREATE FUNCTION r.finish(state integer[]) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT state[1]';
CREATE FUNCTION r.remove(state integer[], value integer) RETURNS integer[] LANGUAGE sql IMMUTABLE AS 'SELECT state[2:]';
CREATE FUNCTION r.join(integer[], integer[]) RETURNS integer[] LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE AGGREGATE r.first(integer) (SFUNC = r.collect, STYPE = integer[], FINALFUNC = r.finish, FINALFUNC_MODIFY = SHAREABLE, INITCOND = '{}', COMBINEFUNC = r.join, PARALLEL = SAFE, SSPACE = 100);
CREATE AGGREGATE r.moving(value integer) (SFUNC = r.collect, STYPE = integer[], FINALFUNC = r.finish, INITCOND = '{}', MSFUNC = r.collect, MINVFUNC = r.remove, MSTYPE = integer[], MFINALFUNC = r.finish, MINITCOND = '{}', MSSPACE = 50, MFINALFUNC_MODIFY = READ_WRITE);
CREATE AGGREGATE r.largest(integer) (SFUNC = int4larger, STYPE = integer, SORTOP = OPERATOR(pg_catalog.>));
CREATE AGGREGATE r.total(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE r.percentile(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE r.hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE r.average(bigint) (SFUNC = int8_avg_accum, STYPE = internal, FINALFUNC = numeric_poly_avg, COMBINEFUNC = int8_avg_combine, SERIALFUNC = int8_avg_serialize, DESERIALFUNC = int8_avg_deserialize, MSFUNC = int8_avg_accum, MINVFUNC = int8_avg_accum_inv, MSTYPE = internal, MSSPACE = 128, MFINALFUNC = numeric_poly_avg, PARALLEL = SAFE);

CREATE FUNCTION r.close_to(r.point3, r.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x = ($2).x';
CREATE FUNCTION r.far_from(r.point3, r.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x <> ($2).x';
CREATE FUNCTION r.before(r.point3, r.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x < ($2).x';
CREATE FUNCTION r.after(r.point3, r.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > ($2).x';
CREATE FUNCTION r.before_or_at(r.point3, r.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x <= ($2).x';
CREATE FUNCTION r.at_or_after(r.point3, r.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x >= ($2).x';
CREATE FUNCTION r.order_of(r.point3, r.point3) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT sign(($1).x - ($2).x)::integer';
CREATE FUNCTION r.hash_of(r.point3) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION r.negative(r.point3) RETURNS r.point3 LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE OPERATOR r.=~ (FUNCTION = r.close_to, LEFTARG = r.point3, RIGHTARG = r.point3, COMMUTATOR = OPERATOR(r.=~), NEGATOR = OPERATOR(r.<>~), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR r.<>~ (FUNCTION = r.far_from, LEFTARG = r.point3, RIGHTARG = r.point3, COMMUTATOR = OPERATOR(r.<>~), NEGATOR = OPERATOR(r.=~));
CREATE OPERATOR r.<~ (FUNCTION = r.before, LEFTARG = r.point3, RIGHTARG = r.point3, COMMUTATOR = OPERATOR(r.>~), RESTRICT = scalarltsel);
CREATE OPERATOR r.>~ (FUNCTION = r.after, LEFTARG = r.point3, RIGHTARG = r.point3, COMMUTATOR = OPERATOR(r.<~));
CREATE OPERATOR r.<=~ (FUNCTION = r.before_or_at, LEFTARG = r.point3, RIGHTARG = r.point3);
CREATE OPERATOR r.>=~ (FUNCTION = r.at_or_after, LEFTARG = r.point3, RIGHTARG = r.point3);
CREATE OPERATOR r.!! (FUNCTION = r.negative, RIGHTARG = r.point3);
CREATE OPERATOR CLASS r.point3_order DEFAULT FOR TYPE r.point3 USING btree AS OPERATOR 1 r.<~, OPERATOR 2 r.<=~, OPERATOR 3 r.=~, OPERATOR 4 r.>=~, OPERATOR 5 r.>~, FUNCTION 1 r.order_of(r.point3, r.point3);
CREATE OPERATOR CLASS r.point3_hash FOR TYPE r.point3 USING hash AS OPERATOR 1 r.=~, FUNCTION 1 r.hash_of(r.point3);
CREATE OPERATOR FAMILY r.mixed USING btree;
CREATE OPERATOR CLASS r.integers FOR TYPE integer USING btree FAMILY r.mixed AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
ALTER OPERATOR FAMILY r.mixed USING btree ADD OPERATOR 1 < (integer, bigint), OPERATOR 3 = (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
CREATE OPERATOR FAMILY r.lonely USING hash;
CREATE OPERATOR CLASS r.boxes FOR TYPE box USING gist AS STORAGE box, OPERATOR 3 &&, FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal), FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
CREATE INDEX by_point ON r.rows (p);
CREATE INDEX by_number ON r.rows (id r.integers);
CREATE VIEW r.with_operator AS SELECT id FROM r.rows WHERE p OPERATOR(r.=~) ROW(1, 2, 3)::r.point3;

CREATE FUNCTION r.to_text(r.point3) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x::text';
CREATE CAST (r.point3 AS text) WITH FUNCTION r.to_text(r.point3) AS ASSIGNMENT;
CREATE TYPE r.label AS ENUM ('a');
CREATE CAST (text AS r.label) WITH INOUT AS IMPLICIT;
CREATE TYPE r.point3_too AS (x double precision, y double precision, z double precision);
CREATE FUNCTION r.to_too(r.point3) RETURNS r.point3_too LANGUAGE sql IMMUTABLE AS 'SELECT ROW(($1).x, ($1).y, ($1).z)::r.point3_too';
CREATE CAST (r.point3 AS r.point3_too) WITH FUNCTION r.to_too(r.point3);
CREATE CAST (bigint AS r.label) WITH INOUT;
CREATE DOMAIN r.whole AS integer;

CREATE FUNCTION r.language_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION r.language_inline(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION r.language_validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE plmine HANDLER r.language_handler INLINE r.language_inline VALIDATOR r.language_validator;
CREATE LANGUAGE "plUntrusted" HANDLER r.language_handler;
ALTER LANGUAGE plmine OWNER TO app_owner;
GRANT USAGE ON LANGUAGE plmine TO app_reader;
REVOKE USAGE ON LANGUAGE plmine FROM PUBLIC;
CREATE FUNCTION r.in_mine() RETURNS integer LANGUAGE plmine AS 'BEGIN RETURN 1; END';
CREATE FUNCTION r.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TRANSFORM FOR r.point3 LANGUAGE plmine (FROM SQL WITH FUNCTION r.from_sql(internal));
CREATE FUNCTION r.transformed(r.point3) RETURNS integer LANGUAGE plmine TRANSFORM FOR TYPE r.point3 AS 'BEGIN RETURN 1; END';
CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD btree_too TYPE INDEX HANDLER bthandler;
CREATE TABLE r.other_heap (a integer) USING heap_too;

COMMENT ON FUNCTION r.add(integer, integer) IS 'adds';
COMMENT ON PROCEDURE r.act(integer, text) IS 'acts';
COMMENT ON AGGREGATE r.first(integer) IS 'first';
COMMENT ON AGGREGATE r.percentile(double precision ORDER BY anyelement) IS 'percentile';
COMMENT ON OPERATOR r.=~ (r.point3, r.point3) IS 'close';
COMMENT ON OPERATOR r.!! (NONE, r.point3) IS 'negative';
COMMENT ON OPERATOR CLASS r.point3_order USING btree IS 'order';
COMMENT ON OPERATOR FAMILY r.mixed USING btree IS 'mixed';
COMMENT ON CAST (r.point3 AS text) IS 'as text';
COMMENT ON LANGUAGE plmine IS 'mine';
COMMENT ON TRANSFORM FOR r.point3 LANGUAGE plmine IS 'transform';
COMMENT ON ACCESS METHOD heap_too IS 'heap';
ALTER FUNCTION r.add(integer, integer) OWNER TO app_owner;
ALTER AGGREGATE r.first(integer) OWNER TO app_owner;
ALTER OPERATOR r.!! (NONE, r.point3) OWNER TO app_owner;
ALTER OPERATOR FAMILY r.lonely USING hash OWNER TO app_owner;
GRANT EXECUTE ON FUNCTION r.add(integer, integer), r.first(integer) TO app_reader WITH GRANT OPTION;
GRANT EXECUTE ON PROCEDURE r.act() TO app_writer;
REVOKE EXECUTE ON FUNCTION r.add(), r.sets(integer, integer[]) FROM PUBLIC;
