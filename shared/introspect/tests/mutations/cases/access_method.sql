-- Access methods.
CREATE ACCESS METHOD app_heap TYPE TABLE HANDLER heap_tableam_handler;

-- case: an access method is dropped
DROP ACCESS METHOD app_heap;
-- missing access method app_heap

-- case: an access method appears with a table
CREATE ACCESS METHOD "Other" TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD "Other" IS 'like the usual one';
CREATE TABLE public.things (id bigint) USING "Other";
-- extra access method "Other"
-- extra table public.things

-- case: an access method is for indexes
DROP ACCESS METHOD app_heap;
CREATE ACCESS METHOD app_heap TYPE INDEX HANDLER bthandler;
-- modified access method app_heap
--   handler: "pg_catalog.heap_tableam_handler" -> "pg_catalog.bthandler"
--   method_type: "table" -> "index"

-- case: an access method gets a comment
COMMENT ON ACCESS METHOD app_heap IS 'ours';
-- modified access method app_heap
--   comment: null -> "ours"
