-- Procedural languages.
CREATE LANGUAGE app_language HANDLER plpgsql_call_handler;

-- case: a language is dropped
DROP LANGUAGE app_language;
-- missing language app_language

-- case: a language appears with a function in it
CREATE TRUSTED LANGUAGE "Other" HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
ALTER LANGUAGE "Other" OWNER TO app_owner;
COMMENT ON LANGUAGE "Other" IS 'another one';
REVOKE USAGE ON LANGUAGE "Other" FROM PUBLIC;
CREATE FUNCTION public.answer() RETURNS integer LANGUAGE "Other" AS 'BEGIN RETURN 42; END';
-- extra language "Other"
-- extra function public.answer()

-- case: a language runs blocks and checks functions
CREATE OR REPLACE LANGUAGE app_language
    HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
-- modified language app_language
--   inline: null -> "pg_catalog.plpgsql_inline_handler"
--   validator: null -> "pg_catalog.plpgsql_validator"

-- case: a language is trusted
CREATE OR REPLACE TRUSTED LANGUAGE app_language HANDLER plpgsql_call_handler;
-- modified language app_language
--   trusted: false -> true

-- case: a language has another handler
CREATE FUNCTION public.my_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE OR REPLACE LANGUAGE app_language HANDLER public.my_handler;
-- modified language app_language
--   handler: "pg_catalog.plpgsql_call_handler" -> "public.my_handler"
-- extra function public.my_handler()

-- case: a language gets an owner
ALTER LANGUAGE app_language OWNER TO app_owner;
-- modified language app_language
--   owner: "postgres" -> "app_owner"

-- case: a language gets a comment
COMMENT ON LANGUAGE app_language IS 'ours';
-- modified language app_language
--   comment: null -> "ours"

-- base
CREATE TRUSTED LANGUAGE app_language HANDLER plpgsql_call_handler;

-- case: a language may be used by some only
REVOKE USAGE ON LANGUAGE app_language FROM PUBLIC;
GRANT USAGE ON LANGUAGE app_language TO app_writer;
-- modified language app_language
--   privileges: ["public: USAGE"] -> ["app_writer: USAGE"]
