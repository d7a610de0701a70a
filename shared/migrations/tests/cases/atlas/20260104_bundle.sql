-- atlas:txtar

-- checks.sql --
SELECT false;

-- migration.sql --
ALTER TABLE users ADD COLUMN name text;
