-- Sequences of MariaDB.
CREATE SEQUENCE numbers;
CREATE SEQUENCE others START WITH 5 INCREMENT BY 2;
CREATE TABLE orders (id int NOT NULL DEFAULT (NEXTVAL(numbers)));
-- only mariadb

-- case: a sequence appears
CREATE SEQUENCE extra START WITH 10 MINVALUE 5 MAXVALUE 100 INCREMENT BY 5 CACHE 10 CYCLE COMMENT = 'it''s new';
-- extra sequence extra

-- case: a sequence goes
DROP SEQUENCE others;
-- missing sequence others

-- case: where it stands is no part of the schema
SELECT NEXTVAL(others);
SELECT SETVAL(others, 100);
-- same

-- case: another start
ALTER SEQUENCE others START WITH 7;
-- modified sequence others
--   start: "5" -> "7"

-- case: other bounds
ALTER SEQUENCE others MINVALUE 3 MAXVALUE 1000;
-- modified sequence others
--   maximum: "9223372036854775806" -> "1000"
--   minimum: "1" -> "3"

-- case: another step
ALTER SEQUENCE others INCREMENT BY 3;
-- modified sequence others
--   increment: "2" -> "3"

-- case: more at once
ALTER SEQUENCE others CACHE 50;
-- modified sequence others
--   cache: "1000" -> "50"

-- case: it begins again
ALTER SEQUENCE others CYCLE;
-- modified sequence others
--   cycle: false -> true

-- case: another engine
DROP SEQUENCE others;
CREATE SEQUENCE others START WITH 5 INCREMENT BY 2 ENGINE = Aria;
-- modified sequence others
--   engine: "InnoDB" -> "Aria"

-- case: a comment
DROP SEQUENCE others;
CREATE SEQUENCE others START WITH 5 INCREMENT BY 2 COMMENT = 'x';
-- modified sequence others
--   comment: null -> "x"

-- case: another type
DROP SEQUENCE others;
CREATE SEQUENCE others AS int START WITH 5 INCREMENT BY 2 MAXVALUE 9223;
-- not run: 11.8 now and then answers ALTER SEQUENCE ... AS with error 4086, and does it the next time
-- since 1105
-- modified sequence others
--   data_type: null -> "int"
--   maximum: "9223372036854775806" -> "9223"

