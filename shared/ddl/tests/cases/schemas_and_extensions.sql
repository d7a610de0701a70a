-- old
CREATE SCHEMA gone;
CREATE SCHEMA "Kept One";
CREATE EXTENSION citext;
CREATE EXTENSION pgcrypto;
CREATE TABLE gone.t (a text);

-- new
CREATE SCHEMA "Kept One" AUTHORIZATION keeper;
COMMENT ON SCHEMA "Kept One" IS 'it''s kept';
CREATE SCHEMA fresh;
CREATE EXTENSION citext SCHEMA fresh;
COMMENT ON EXTENSION citext IS 'mine';
CREATE EXTENSION pg_trgm SCHEMA "Kept One";
CREATE TABLE fresh."select" ("user" fresh.citext PRIMARY KEY, "from" text);
CREATE INDEX ON fresh."select" USING gin ("from" "Kept One".gin_trgm_ops);
