-- Operator classes.
CREATE SCHEMA app;
CREATE TABLE app.words (word text);
CREATE OPERATOR FAMILY app.words USING btree;
CREATE OPERATOR CLASS app.backwards FOR TYPE text USING btree AS
    OPERATOR 1 ~>~, OPERATOR 2 ~>=~, OPERATOR 3 =, OPERATOR 4 ~<=~, OPERATOR 5 ~<~,
    FUNCTION 1 bttext_pattern_cmp(text, text);
CREATE INDEX words_backwards ON app.words (word app.backwards);
CREATE OPERATOR CLASS app.unused FOR TYPE text USING btree AS
    OPERATOR 1 ~>~, OPERATOR 3 =, OPERATOR 5 ~<~, FUNCTION 1 bttext_pattern_cmp(text, text);

-- case: a class is dropped with its family
DROP OPERATOR FAMILY app.unused USING btree;
-- missing operator class app.unused USING btree

-- case: a class is dropped and its family stays
DROP OPERATOR CLASS app.unused USING btree;
-- missing operator class app.unused USING btree

-- case: a class appears with an index
CREATE OPERATOR CLASS app."Equal" DEFAULT FOR TYPE void USING hash FAMILY text_ops AS STORAGE void;
-- extra operator class app."Equal" USING hash

-- case: a class appears, owned and commented, and is used
CREATE FUNCTION app.hash(text) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'hashtext';
CREATE OPERATOR CLASS app."Equal" FOR TYPE text USING hash AS OPERATOR 1 =, FUNCTION 1 app.hash(text);
ALTER OPERATOR CLASS app."Equal" USING hash OWNER TO app_owner;
COMMENT ON OPERATOR CLASS app."Equal" USING hash IS 'all of it';
CREATE INDEX words_equal ON app.words USING hash (word app."Equal");
-- extra index app.words.words_equal
-- extra function app.hash(text)
-- extra operator class app."Equal" USING hash

-- case: a class loses an operator and gains a function
DROP OPERATOR CLASS app.unused USING btree;
CREATE OPERATOR CLASS app.unused FOR TYPE text USING btree AS
    OPERATOR 1 ~>~, OPERATOR 5 ~<~,
    FUNCTION 1 bttext_pattern_cmp(text, text), FUNCTION 2 bttext_pattern_sortsupport(internal);
-- modified operator class app.unused USING btree
--   functions: ["FUNCTION 1 (text, text) pg_catalog.bttext_pattern_cmp(text, text)"] -> ["FUNCTION 1 (text, text) pg_catalog.bttext_pattern_cmp(text, text)","FUNCTION 2 (text, text) pg_catalog.bttext_pattern_sortsupport(internal)"]
--   operators: ["OPERATOR 1 pg_catalog.~>~(text, text)","OPERATOR 3 pg_catalog.=(text, text)","OPERATOR 5 pg_catalog.~<~(text, text)"] -> ["OPERATOR 1 pg_catalog.~>~(text, text)","OPERATOR 5 pg_catalog.~<~(text, text)"]

-- case: a class gains an operator through its family
ALTER OPERATOR FAMILY app.unused USING btree ADD OPERATOR 2 ~>=~ (text, text);
-- modified operator class app.unused USING btree
--   operators: ["OPERATOR 1 pg_catalog.~>~(text, text)","OPERATOR 3 pg_catalog.=(text, text)","OPERATOR 5 pg_catalog.~<~(text, text)"] -> ["OPERATOR 1 pg_catalog.~>~(text, text)","OPERATOR 2 pg_catalog.~>=~(text, text)","OPERATOR 3 pg_catalog.=(text, text)","OPERATOR 5 pg_catalog.~<~(text, text)"]

-- case: a class is in another family
DROP OPERATOR CLASS app.unused USING btree;
CREATE OPERATOR CLASS app.unused FOR TYPE text USING btree FAMILY app.words AS
    OPERATOR 1 ~>~, OPERATOR 3 =, OPERATOR 5 ~<~, FUNCTION 1 bttext_pattern_cmp(text, text);
-- modified operator class app.unused USING btree
--   family: "app.unused" -> "app.words"

-- case: a class that an index uses loses an operator
DROP INDEX app.words_backwards;
DROP OPERATOR CLASS app.backwards USING btree;
CREATE OPERATOR CLASS app.backwards FOR TYPE text USING btree AS
    OPERATOR 1 ~>~, OPERATOR 3 =, OPERATOR 5 ~<~, FUNCTION 1 bttext_pattern_cmp(text, text);
CREATE INDEX words_backwards ON app.words (word app.backwards);
-- modified operator class app.backwards USING btree
--   operators: ["OPERATOR 1 pg_catalog.~>~(text, text)","OPERATOR 2 pg_catalog.~>=~(text, text)","OPERATOR 3 pg_catalog.=(text, text)","OPERATOR 4 pg_catalog.~<=~(text, text)","OPERATOR 5 pg_catalog.~<~(text, text)"] -> ["OPERATOR 1 pg_catalog.~>~(text, text)","OPERATOR 3 pg_catalog.=(text, text)","OPERATOR 5 pg_catalog.~<~(text, text)"]

-- case: a class gets an owner
ALTER OPERATOR CLASS app.unused USING btree OWNER TO app_owner;
-- modified operator class app.unused USING btree
--   owner: "postgres" -> "app_owner"

-- case: a class gets a comment
COMMENT ON OPERATOR CLASS app.unused USING btree IS 'ours';
-- modified operator class app.unused USING btree
--   comment: null -> "ours"

-- base
CREATE SCHEMA app;
CREATE DOMAIN app.other AS point;
CREATE OPERATOR CLASS app.places FOR TYPE box USING gist AS
    OPERATOR 3 &&, OPERATOR 15 <-> (box, point) FOR ORDER BY float_ops,
    FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
    FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
    FUNCTION 7 gist_box_same(box, box, internal);

-- case: a GiST class is dropped with its family
DROP OPERATOR FAMILY app.places USING gist CASCADE;
-- missing operator class app.places USING gist

-- case: a GiST class is the default for another type and stores one
DROP OPERATOR FAMILY app.places USING gist CASCADE;
CREATE OPERATOR CLASS app.places DEFAULT FOR TYPE lseg USING gist AS
    STORAGE box;
-- modified operator class app.places USING gist
--   data_type: "box" -> "lseg"
--   default: false -> true
--   functions: ["FUNCTION 1 (box, box) pg_catalog.gist_box_consistent(internal, box, smallint, oid, internal)","FUNCTION 2 (box, box) pg_catalog.gist_box_union(internal, internal)","FUNCTION 5 (box, box) pg_catalog.gist_box_penalty(internal, internal, internal)","FUNCTION 6 (box, box) pg_catalog.gist_box_picksplit(internal, internal)","FUNCTION 7 (box, box) pg_catalog.gist_box_same(box, box, internal)"] -> []
--   operators: ["OPERATOR 3 pg_catalog.&&(box, box)","OPERATOR 15 pg_catalog.<->(box, point) FOR ORDER BY pg_catalog.float_ops"] -> []
--   storage: null -> "box"

-- case: a GiST class loses an operator
ALTER OPERATOR FAMILY app.places USING gist DROP OPERATOR 15 (box, point);
-- since 14
-- modified operator class app.places USING gist
--   operators: ["OPERATOR 3 pg_catalog.&&(box, box)","OPERATOR 15 pg_catalog.<->(box, point) FOR ORDER BY pg_catalog.float_ops"] -> ["OPERATOR 3 pg_catalog.&&(box, box)"]

-- case: what stays of a GiST class is its family's
-- since 14
DROP OPERATOR CLASS app.places USING gist;
-- modified operator family app.places USING gist
--   operators: [] -> ["OPERATOR 3 pg_catalog.&&(box, box)","OPERATOR 15 pg_catalog.<->(box, point) FOR ORDER BY pg_catalog.float_ops"]
-- missing operator class app.places USING gist
