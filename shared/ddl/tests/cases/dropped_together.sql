-- Relations that come and go together, whatever their children need of each other.
-- old
CREATE SCHEMA app;

-- new
CREATE SCHEMA app;
CREATE TABLE app.accounts (id integer PRIMARY KEY, name text UNIQUE);
CREATE TABLE app.zones (id integer PRIMARY KEY, account integer REFERENCES app.accounts);
CREATE TABLE app.parent (id integer PRIMARY KEY);
CREATE TABLE app.child (id integer REFERENCES app.parent ON DELETE CASCADE);
CREATE TABLE app.egg (id integer PRIMARY KEY, hen integer);
CREATE TABLE app.hen (id integer PRIMARY KEY, egg integer REFERENCES app.egg);
ALTER TABLE app.egg ADD FOREIGN KEY (hen) REFERENCES app.hen;
CREATE TABLE app.members (id integer, team integer);
CREATE TABLE app.teams (id integer);
CREATE POLICY own ON app.teams USING (EXISTS (SELECT FROM app.members m WHERE m.team = teams.id));
CREATE POLICY own ON app.members USING (EXISTS (SELECT FROM app.teams t WHERE members.team = t.id));
CREATE VIEW app.active AS SELECT id FROM app.accounts;
CREATE POLICY active ON app.zones USING (account IN (SELECT id FROM app.active));
CREATE UNIQUE INDEX members_key ON app.members (id);
CREATE TABLE app.badges (member integer REFERENCES app.members (id));
