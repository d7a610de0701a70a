//! A server, and databases on it: scripts in, snapshots and dumps out.

use std::path::{Path, PathBuf};

use driftline_catalog::{Engine, Snapshot};
use driftline_config::Auth;
use driftline_introspect::postgres::{Limits, ReadOnlySession, inspect};
use driftline_migrations::{TransactionMode, run_script, split_statements};
use driftline_scratch::{DatabaseRequest, Origin, Scratch, ScratchDatabase, ScratchOptions};
use driftline_setup::{Facts, Histories, Reader, Step, steps};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

use crate::script::{for_server, without_psql};

/// Who reads: the role that `driftline setup` makes.
const READER: &str = "driftline";

/// The longest round trip to a database: the invariant of a session on a monitored one.
const ROUND_TRIPS: u32 = 25;

/// A running server.
#[derive(Debug)]
pub struct Server {
    scratch: Scratch,
    pg_dump: Option<PathBuf>,
}

/// A fresh database on it. There is one at a time, so the same name can be used again.
#[derive(Debug)]
pub struct Database<'s> {
    database: ScratchDatabase<'s>,
    server: &'s Server,
}

/// What was read.
#[derive(Debug)]
pub struct Read {
    /// The schema.
    pub snapshot: Snapshot,
    /// Every role of the server, for whoever makes the schema again.
    pub roles: Vec<String>,
}

impl Server {
    /// Starts the server whose binaries are in this folder, or this machine's own.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start(binaries: Option<PathBuf>) -> Self {
        let options = ScratchOptions { binaries, ..ScratchOptions::default() };
        let scratch = Scratch::start(&options).await.expect("a server to test on");
        // The server's own where it has one: a newer one says some things as an older server does not understand them.
        let own = match scratch.origin() {
            Origin::Installed(folder) | Origin::Downloaded(folder) => Some(folder.clone()),
            _ => None,
        };
        let fetched = std::env::var_os("DRIFTLINE_TEST_PG_TOOLS").map(PathBuf::from);
        let mut candidates = own.into_iter().chain(fetched).map(|folder| folder.join("pg_dump"));
        let pg_dump = candidates.find(|path| path.exists());
        Self { scratch, pg_dump }
    }

    /// Its major version.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.scratch.major()
    }

    /// Whether schemas can be dumped.
    #[must_use]
    pub fn can_dump(&self) -> bool {
        self.pg_dump.is_some()
    }

    /// A fresh database on a server with these roles.
    ///
    /// # Panics
    ///
    /// When there is none to be had.
    pub async fn database(&self, roles: &[String]) -> Database<'_> {
        let roles = roles.iter().cloned().chain([READER.to_owned()]).collect();
        let request = DatabaseRequest { name: "corpus".into(), roles, ..DatabaseRequest::default() };
        Database { database: self.scratch.database(&request).await.expect("a fresh database"), server: self }
    }

    /// A fresh database after a script, with the roles that it turned out to need.
    ///
    /// # Errors
    ///
    /// What the server says to the script.
    pub async fn load(&self, sql: &str, roles: &[String]) -> Result<Database<'_>, String> {
        let mut roles = roles.to_vec();
        loop {
            let database = self.database(&roles).await;
            let Err(error) = database.run(sql).await else { return Ok(database) };
            database.finish().await;
            // Not every script says which roles it needs, and some make roles that they are said to need.
            if let Some(role) = role_in(&error, "\" already exists").filter(|role| roles.contains(role)) {
                roles.retain(|other| *other != role);
            } else if let Some(role) = role_in(&error, "\" does not exist").filter(|role| !roles.contains(role)) {
                roles.push(role);
            } else {
                return Err(error);
            }
        }
    }

    /// A fresh database after what of a script the server takes, and how many statements it does not, for scripts that
    /// are written for another version or to make mistakes.
    ///
    /// # Errors
    ///
    /// When the script cannot be taken apart.
    pub async fn load_what_loads(&self, sql: &str, roles: &[String]) -> Result<(Database<'_>, usize), String> {
        let sql = without_psql(sql);
        let statements = split_statements(&sql).map_err(|error| error.to_string())?;
        let database = self.database(roles).await;
        let mut connection = database.connect().await;
        let mut refused = 0;
        for statement in statements {
            let outcome = sqlx::raw_sql(AssertSqlSafe(statement.text.to_owned())).execute(&mut connection).await;
            refused += usize::from(outcome.is_err());
        }
        let _ = connection.close().await;
        Ok((database, refused))
    }

    /// Ends it.
    ///
    /// # Panics
    ///
    /// When something of it remains.
    pub async fn stop(self) {
        self.scratch.stop().await.expect("the server stops");
    }
}

/// The role in `role "keeper" does not exist`.
fn role_in(error: &str, complaint: &str) -> Option<String> {
    let (before, _) = error.split_once(complaint)?;
    before.rsplit_once("role \"").map(|(_, role)| role.to_owned())
}

/// What a server says, without the place in its own source, which moves from version to version.
pub(crate) fn words(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

impl Database<'_> {
    /// A connection as a superuser.
    ///
    /// # Panics
    ///
    /// When there is none to be had.
    pub async fn connect(&self) -> PgConnection {
        self.database.connect_options().clone().disable_statement_logging().connect().await.expect("a connection")
    }

    /// Runs a script as a superuser, statement by statement.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub async fn run(&self, sql: &str) -> Result<(), String> {
        let mut connection = self.connect().await;
        let outcome = run_script(&mut connection, "schema.sql", &without_psql(sql), TransactionMode::Unwrapped).await;
        // Whoever comes next has the database to himself.
        let _ = connection.close().await;
        outcome.map_err(|error| error.to_string())
    }

    /// Runs statements that are no script of a person's, each as it is.
    ///
    /// # Errors
    ///
    /// What the server says to the first that fails, and which one it is.
    pub async fn run_statements<'t>(&self, statements: impl Iterator<Item = &'t str>) -> Result<(), String> {
        let mut connection = self.connect().await;
        for statement in statements {
            // Outside of a transaction a setting is the session's.
            let setting = statement.strip_prefix("SET LOCAL ").map(|setting| format!("SET {setting}"));
            let statement = setting.as_deref().unwrap_or(statement);
            let outcome = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await;
            outcome.map_err(|error| format!("{}\n    in: {statement}", words(&error)))?;
        }
        let _ = connection.close().await;
        Ok(())
    }

    /// Reads the schema as the role that `driftline setup` makes.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub async fn read(&self) -> Read {
        let mut connection = self.connect().await;
        let name = self.database.connect_options().get_database().unwrap_or_default().to_owned();
        let reader = Reader {
            engine: Engine::Postgres,
            database: &name,
            user: READER,
            auth: &Auth::None,
            is_local: true,
            roles: false,
        };
        // The database was asked for with the role, which belongs to the whole server.
        let steps = steps(&reader, &Facts { has_role: true, ..Facts::default() }, &Histories::None);
        let become_reader = format!("SET SESSION AUTHORIZATION {READER}");
        for sql in steps.iter().filter_map(Step::sql).chain([&*become_reader]) {
            let sql = AssertSqlSafe(sql.to_owned());
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("the reader is made");
        }
        let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.expect("a session");
        let inspection = inspect(&mut session).await.expect("a snapshot");
        assert!(session.round_trips() <= ROUND_TRIPS, "{} round trips", session.round_trips());
        session.end().await.expect("an end");
        let _ = connection.close().await;
        let roles = inspection.surroundings.roles.into_iter().filter(|role| role != READER).collect();
        Read { snapshot: inspection.snapshot, roles }
    }

    /// What `pg_dump --schema-only` says, with what belongs to the database itself, for a server of this version.
    ///
    /// # Errors
    ///
    /// What `pg_dump` complains of.
    ///
    /// # Panics
    ///
    /// When there is no `pg_dump`.
    pub async fn dump(&self) -> Result<String, String> {
        let socket = self.database.connect_options().get_socket().expect("our own server has a socket");
        let output = tokio::process::Command::new(self.server.pg_dump.as_ref().expect("looked for before"))
            .args(["--schema-only", "--create", "--username=postgres", "--port=5432", "--host"])
            .arg::<&Path>(socket.as_ref())
            .arg(self.database.name())
            .env_clear()
            .output()
            .await
            .map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(format!("pg_dump: {}", String::from_utf8_lossy(&output.stderr)));
        }
        Ok(for_server(&String::from_utf8_lossy(&output.stdout), self.server.major()))
    }

    /// Drops it, and every role that came with it.
    ///
    /// # Panics
    ///
    /// When it cannot be dropped.
    pub async fn finish(self) {
        self.drop_subscriptions().await;
        self.database.finish().await.expect("the database is dropped");
    }

    /// A database with a subscription cannot be dropped.
    async fn drop_subscriptions(&self) {
        let sql = "DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT quote_ident(s.subname) FROM pg_subscription s
                        JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database() LOOP
                EXECUTE 'ALTER SUBSCRIPTION ' || name || ' DISABLE';
                EXECUTE 'ALTER SUBSCRIPTION ' || name || ' SET (slot_name = NONE)';
                EXECUTE 'DROP SUBSCRIPTION ' || name;
            END LOOP; END $$";
        let mut connection = self.connect().await;
        let _ = sqlx::raw_sql(sql).execute(&mut connection).await;
        let _ = connection.close().await;
    }
}
