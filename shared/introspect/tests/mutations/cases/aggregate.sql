-- Aggregates.
CREATE SCHEMA app;
CREATE FUNCTION app.add(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION app.subtract(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE FUNCTION app.result(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION app.result(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer);

-- case: an aggregate is dropped
DROP AGGREGATE app.total(integer);
-- missing aggregate app.total(integer)

-- case: an aggregate that says everything appears
CREATE AGGREGATE app.everything(amount integer) (
    SFUNC = app.add, STYPE = integer, SSPACE = 64, FINALFUNC = app.result, FINALFUNC_EXTRA,
    FINALFUNC_MODIFY = SHAREABLE, COMBINEFUNC = app.add, INITCOND = '0', MSFUNC = app.add, MINVFUNC = app.subtract,
    MSTYPE = integer, MSSPACE = 128, MFINALFUNC = app.result, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = READ_WRITE,
    MINITCOND = '0', SORTOP = OPERATOR(pg_catalog.>), PARALLEL = SAFE
);
COMMENT ON AGGREGATE app.everything(integer) IS 'all of it';
GRANT EXECUTE ON FUNCTION app.everything(integer) TO app_reader;
ALTER AGGREGATE app.everything(integer) OWNER TO app_owner;
-- extra aggregate app.everything(integer)

-- case: an aggregate of nothing appears
CREATE FUNCTION app.one_more(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE AGGREGATE app.rows(*) (SFUNC = app.one_more, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE app.rows(*) IS 'counts';
REVOKE EXECUTE ON FUNCTION app.rows() FROM PUBLIC;
-- extra function app.one_more(bigint)
-- extra aggregate app.rows(*)

-- case: an aggregate with any number of arguments appears
CREATE FUNCTION app.add_all(integer, VARIADIC integer[]) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE app.total_of_all(VARIADIC integer[]) (SFUNC = app.add_all, STYPE = integer);
-- extra function app.add_all(integer, integer[])
-- extra aggregate app.total_of_all(integer[])

-- case: an ordered-set aggregate appears
CREATE AGGREGATE app.pick(double precision ORDER BY anyelement) (
    SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA
);
COMMENT ON AGGREGATE app.pick(double precision ORDER BY anyelement) IS 'picks one';
-- extra aggregate app.pick(double precision, anyelement)

-- case: an aggregate's state is passed between processes
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, COMBINEFUNC = app.add, PARALLEL = SAFE);
-- modified aggregate app.total(integer)
--   combine_function: null -> "app.add"
--   parallel: "unsafe" -> "safe"

-- case: an aggregate has another transition function
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.subtract, STYPE = integer);
-- modified aggregate app.total(integer)
--   transition_function: "app.add" -> "app.subtract"

-- case: an aggregate starts with a value and estimates its state
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '0', SSPACE = 64);
-- modified aggregate app.total(integer)
--   initial_value: null -> "0"
--   state_size: 0 -> 64

-- case: an aggregate gets a final function
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, FINALFUNC = app.result);
-- modified aggregate app.total(integer)
--   final_function: null -> "app.result"

-- case: an aggregate gets a final function that sees the arguments and changes the state
CREATE OR REPLACE AGGREGATE app.total(integer) (
    SFUNC = app.add, STYPE = integer, FINALFUNC = app.result, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE
);
-- modified aggregate app.total(integer)
--   final_extra: false -> true
--   final_function: null -> "app.result"
--   final_modify: "read_only" -> "read_write"

-- case: an aggregate can move
CREATE OR REPLACE AGGREGATE app.total(integer) (
    SFUNC = app.add, STYPE = integer,
    MSFUNC = app.add, MINVFUNC = app.subtract, MSTYPE = integer, MSSPACE = 32, MINITCOND = '0',
    MFINALFUNC = app.result, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = SHAREABLE
);
-- modified aggregate app.total(integer)
--   moving_final_extra: false -> true
--   moving_final_function: null -> "app.result"
--   moving_final_modify: null -> "shareable"
--   moving_initial_value: null -> "0"
--   moving_inverse_function: null -> "app.subtract"
--   moving_state_size: 0 -> 32
--   moving_state_type: null -> "integer"
--   moving_transition_function: null -> "app.add"

-- case: an aggregate is found by an index
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, SORTOP = >);
-- modified aggregate app.total(integer)
--   sort_operator: null -> "pg_catalog.>"

-- case: an aggregate's argument gets a name
CREATE OR REPLACE AGGREGATE app.total(amount integer) (SFUNC = app.add, STYPE = integer);
-- modified aggregate app.total(integer)
--   arguments: "integer" -> "amount integer"

-- case: an aggregate gets an owner
ALTER AGGREGATE app.total(integer) OWNER TO app_owner;
-- modified aggregate app.total(integer)
--   owner: "postgres" -> "app_owner"

-- case: an aggregate gets a comment
COMMENT ON AGGREGATE app.total(integer) IS 'adds up';
-- modified aggregate app.total(integer)
--   comment: null -> "adds up"

-- case: an aggregate may be called by some only
REVOKE EXECUTE ON FUNCTION app.total(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.total(integer) TO app_reader WITH GRANT OPTION;
-- modified aggregate app.total(integer)
--   privileges: ["public: EXECUTE"] -> ["app_reader: EXECUTE WITH GRANT OPTION"]

-- case: a view over an aggregate is made again with it
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '1');
CREATE VIEW app.sums AS SELECT app.total(x) FROM generate_series(1, 3) x;
-- extra view app.sums
-- modified aggregate app.total(integer)
--   initial_value: null -> "1"

-- base
CREATE SCHEMA app;
CREATE AGGREGATE app.average(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg);

-- case: an aggregate's internal state can be sent
CREATE OR REPLACE AGGREGATE app.average(numeric) (
    SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine,
    SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize
);
-- modified aggregate app.average(numeric)
--   combine_function: null -> "pg_catalog.numeric_avg_combine"
--   deserialize_function: null -> "pg_catalog.numeric_avg_deserialize"
--   serialize_function: null -> "pg_catalog.numeric_avg_serialize"

-- base
CREATE SCHEMA app;
CREATE FUNCTION app.add(bigint, integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION app.add(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION app.result(bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION app.result(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, FINALFUNC = app.result);

-- case: an aggregate has another state
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = bigint, FINALFUNC = app.result);
-- modified aggregate app.total(integer)
--   state_type: "integer" -> "bigint"

-- base
CREATE SCHEMA app;
CREATE AGGREGATE app.place(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA
);

-- case: an ordered-set aggregate becomes a hypothetical one
DROP AGGREGATE app.place(VARIADIC "any" ORDER BY VARIADIC "any");
CREATE AGGREGATE app.place(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL
);
-- modified aggregate app.place("any")
--   aggregate_kind: "ordered-set" -> "hypothetical-set"
