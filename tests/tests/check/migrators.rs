//! What each migrator leaves in a database, written by the migrator itself or by hand after its own source.

use std::fmt::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use driftline_tests::{Server, run};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

/// The same three migrations for every migrator. The last one is usually not deployed yet.
pub(crate) const STEPS: [(&str, &str); 3] = [
    (
        "accounts",
        "CREATE TYPE plan AS ENUM ('free', 'paid');\n\
         CREATE TABLE accounts (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    email varchar(200) NOT NULL UNIQUE,\n    \
         plan plan NOT NULL DEFAULT 'free',\n    created_at timestamptz NOT NULL DEFAULT now()\n);\n",
    ),
    (
        "invoices",
        "CREATE TABLE invoices (\n    id serial PRIMARY KEY,\n    account_id bigint NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,\n    \
         amount numeric(12, 2) NOT NULL CHECK (amount > 0)\n);\n\
         CREATE INDEX invoices_account_idx ON invoices (account_id);\n\
         CREATE VIEW paid_accounts AS SELECT id, email FROM accounts WHERE plan = 'paid';\n\
         CREATE FUNCTION owed(account bigint) RETURNS numeric LANGUAGE sql STABLE AS\n\
         $$ SELECT coalesce(sum(amount), 0) FROM invoices WHERE account_id = account $$;\n\
         CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;\n\
         CREATE TRIGGER invoices_stay BEFORE DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse();\n",
    ),
    ("notes", "CREATE TABLE notes (id int PRIMARY KEY, body text);\n"),
];

/// A migrator and how its directory looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Migrator {
    SqlxSimple,
    SqlxReversible,
    GolangMigrate,
    Atlas,
    Flyway,
}

impl Migrator {
    pub(crate) const ALL: [Self; 5] =
        [Self::SqlxSimple, Self::SqlxReversible, Self::GolangMigrate, Self::Atlas, Self::Flyway];

    /// A name for databases and messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SqlxSimple => "sqlx_simple",
            Self::SqlxReversible => "sqlx_reversible",
            Self::GolangMigrate => "golang_migrate",
            Self::Atlas => "atlas",
            Self::Flyway => "flyway",
        }
    }

    /// The name of the file of a step that goes up.
    pub(crate) fn file(self, step: usize) -> String {
        let (name, number) = (STEPS[step].0, step + 1);
        match self {
            Self::SqlxSimple => format!("{number}_{name}.sql"),
            Self::SqlxReversible => format!("{number}_{name}.up.sql"),
            Self::GolangMigrate => format!("{number:06}_{name}.up.sql"),
            Self::Atlas => format!("2026010{number}000000_{name}.sql"),
            Self::Flyway => format!("V{number}__{name}.sql"),
        }
    }

    /// The directory with the first so many steps.
    pub(crate) fn directory(self, steps: usize) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> =
            (0..steps).map(|step| (self.file(step), STEPS[step].1.to_owned())).collect();
        match self {
            Self::SqlxReversible | Self::GolangMigrate => {
                let downs: Vec<_> = files.iter().map(|(file, _)| file.replace(".up.", ".down.")).collect();
                files.extend(downs.into_iter().map(|file| (file, "SELECT 'not run by anybody';\n".to_owned())));
            }
            Self::Atlas => files.push(("atlas.sum".to_owned(), atlas_sum(&files))),
            Self::SqlxSimple | Self::Flyway => {}
        }
        files
    }

    /// Migrates a database with the first so many steps as this user, where its unqualified names land.
    pub(crate) async fn migrate(self, server: &Server, user: &str, database: &str, steps: usize) {
        let mut connection = server.connect(user, database).await;
        match self {
            Self::SqlxSimple | Self::SqlxReversible => {
                let folder = tempfile::tempdir().expect("a temporary folder can be made");
                write(folder.path(), &self.directory(steps));
                let migrator = sqlx::migrate::Migrator::new(folder.path()).await.expect("sqlx reads the directory");
                migrator.run(&mut connection).await.expect("sqlx migrates");
            }
            Self::GolangMigrate | Self::Atlas | Self::Flyway => {
                for (_, sql) in &STEPS[..steps] {
                    run(&mut connection, sql).await;
                }
                self.note(&mut connection, steps).await;
            }
        }
    }

    /// Writes the history by hand.
    async fn note(self, connection: &mut PgConnection, steps: usize) {
        let sql = match self {
            Self::GolangMigrate => format!(
                "CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
                 INSERT INTO schema_migrations VALUES ({steps}, false)"
            ),
            Self::Atlas => {
                let mut sql = ATLAS_HISTORY.to_owned();
                for (file, hash) in atlas_hashes(&self.directory(steps)) {
                    let (version, name) = file.trim_end_matches(".sql").split_once('_').expect("a version");
                    let _ = write!(
                        sql,
                        "INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES
                         ('{version}', '{name}', 2, 1, 1, now(), 5, '', '', '{hash}', 'null', 'Atlas CLI v0.32.0');"
                    );
                }
                sql
            }
            Self::Flyway => {
                let mut sql = FLYWAY_HISTORY.to_owned();
                for (step, (name, text)) in STEPS.iter().enumerate().take(steps) {
                    let (number, checksum) = (step + 1, flyway_checksum(text));
                    let _ = write!(
                        sql,
                        "INSERT INTO flyway_schema_history VALUES
                         ({number}, '{number}', '{name}', 'SQL', '{}', {checksum}, current_user, now(), 5, true);",
                        self.file(step)
                    );
                }
                sql
            }
            Self::SqlxSimple | Self::SqlxReversible => unreachable!("sqlx writes its history itself"),
        };
        run(connection, &sql).await;
    }

    /// The history table, as it is granted on.
    pub(crate) fn history(self) -> &'static str {
        match self {
            Self::SqlxSimple | Self::SqlxReversible => "_sqlx_migrations",
            Self::GolangMigrate => "schema_migrations",
            Self::Atlas => "atlas_schema_revisions.atlas_schema_revisions",
            Self::Flyway => "flyway_schema_history",
        }
    }
}

pub(crate) fn write(folder: &Path, files: &[(String, String)]) {
    for (file, text) in files {
        std::fs::write(folder.join(file), text).expect("a file can be written");
    }
}

/// As `cmd/atlas/internal/migrate/ent/schema/revision.go` has it made.
const ATLAS_HISTORY: &str = "
    CREATE SCHEMA atlas_schema_revisions;
    CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (
        version varchar NOT NULL, description varchar NOT NULL, type bigint NOT NULL DEFAULT 2,
        applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL,
        execution_time bigint NOT NULL, error text NULL, error_stmt text NULL, hash varchar NOT NULL,
        partial_hashes jsonb NULL, operator_version varchar NOT NULL, PRIMARY KEY (version));
";

/// As Flyway's `PostgreSQLDatabase.getRawCreateScript` has it.
const FLYWAY_HISTORY: &str = "
    CREATE TABLE flyway_schema_history (
        installed_rank INT NOT NULL, version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL,
        script VARCHAR(1000) NOT NULL, checksum INTEGER, installed_by VARCHAR(100) NOT NULL,
        installed_on TIMESTAMP NOT NULL DEFAULT now(), execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL);
    ALTER TABLE flyway_schema_history ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);
    CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
";

/// Each file with a running hash over all names and texts up to it.
fn atlas_hashes(files: &[(String, String)]) -> Vec<(String, String)> {
    let mut running = Sha256::new();
    let mut hashes = Vec::new();
    for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".sql")) {
        running.update(file);
        running.update(text);
        hashes.push((file.clone(), STANDARD.encode(running.clone().finalize())));
    }
    hashes
}

fn atlas_sum(files: &[(String, String)]) -> String {
    let hashes = atlas_hashes(files);
    let mut total = Sha256::new();
    let mut lines = String::new();
    for (file, hash) in &hashes {
        total.update(file);
        total.update(hash);
        let _ = writeln!(lines, "{file} h1:{hash}");
    }
    format!("h1:{}\n{lines}", STANDARD.encode(total.finalize()))
}

/// CRC-32 over the lines without their ends, as a signed number.
fn flyway_checksum(sql: &str) -> i32 {
    let mut checksum = crc32fast::Hasher::new();
    sql.lines().for_each(|line| checksum.update(line.as_bytes()));
    checksum.finalize().cast_signed()
}
