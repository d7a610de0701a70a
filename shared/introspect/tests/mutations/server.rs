//! A server to mutate, read as the role that `driftline setup` makes.

use std::sync::atomic::{AtomicU32, Ordering};

use driftline_catalog::{Engine, Snapshot};
use driftline_config::Auth;
use driftline_introspect::postgres::{Limits, ReadOnlySession, inspect};
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use driftline_setup::{Facts, Histories, Reader, steps};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

/// The roles that cases may name, beside the tablespace `quick`, and `app_admin` for what only a superuser can own.
const ROLES: &str =
    "CREATE ROLE app_admin SUPERUSER; CREATE ROLE app_owner; CREATE ROLE app_reader; CREATE ROLE app_writer";

/// Who reads.
const READER: &str = "driftline";

/// A database with a subscription cannot be dropped, nor a subscription with a slot without its publisher.
const WITHOUT_SUBSCRIPTIONS: &str = "DO $do$
DECLARE name text;
BEGIN
    FOR name IN SELECT subname FROM pg_subscription
                WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) LOOP
        EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', name);
        EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', name);
        EXECUTE format('DROP SUBSCRIPTION %I', name);
    END LOOP;
END $do$";

/// A running server.
pub(crate) struct Server {
    scratch: Scratch,
    options: PgConnectOptions,
    made: AtomicU32,
    /// Roles belong to the whole server: only one of its own shows what a case does to them.
    pub(crate) reads_roles: bool,
}

/// A database on it, dropped in the end.
pub(crate) struct Database<'s> {
    pub(crate) server: &'s Server,
    pub(crate) name: String,
}

impl Server {
    /// Starts the server whose binaries are in this folder, or this machine's own.
    pub(crate) async fn start(binaries: Option<std::path::PathBuf>, reads_roles: bool) -> Self {
        let options = ScratchOptions { binaries, ..ScratchOptions::default() };
        let scratch = Scratch::start(&options).await.expect("a server to test on");
        let request = DatabaseRequest { name: "driftline_cases".into(), ..DatabaseRequest::default() };
        let database = scratch.database(&request).await.expect("a database");
        let options = database.connect_options().clone();
        let mut connection = options.connect().await.expect("a connection");
        run(&mut connection, ROLES).await.expect("the roles");
        make_reader(&mut connection, "driftline_cases", false).await.expect("the reader");
        // Inside the data folder, so that no other has to be made.
        run(&mut connection, "SET allow_in_place_tablespaces = on").await.expect("the setting");
        run(&mut connection, "CREATE TABLESPACE quick LOCATION ''").await.expect("the tablespace");
        // The database goes on living: it is where the others are made from.
        std::mem::forget(database);
        Self { scratch, options, made: AtomicU32::new(0), reads_roles }
    }

    pub(crate) fn major(&self) -> u32 {
        self.scratch.major()
    }

    /// A new database after this script.
    ///
    /// # Errors
    ///
    /// What the server said to the script.
    pub(crate) async fn database(&self, script: &str) -> Result<Database<'_>, String> {
        let database = self.copy("template0").await?;
        database.run(script).await?;
        Ok(database)
    }

    /// A copy of a database that nobody is connected to.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub(crate) async fn copy(&self, of: &str) -> Result<Database<'_>, String> {
        let name = format!("case_{}", self.made.fetch_add(1, Ordering::Relaxed));
        let mut connection = self.options.connect().await.map_err(|error| error.to_string())?;
        run(&mut connection, &format!("CREATE DATABASE {name} TEMPLATE {of}")).await?;
        let _ = connection.close().await;
        Ok(Database { server: self, name })
    }
}

impl Database<'_> {
    async fn connect(&self) -> Result<PgConnection, String> {
        self.server.options.clone().database(&self.name).connect().await.map_err(|error| error.to_string())
    }

    /// Runs statements as a superuser.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub(crate) async fn run(&self, script: &str) -> Result<(), String> {
        let mut connection = self.connect().await?;
        let result = run(&mut connection, &script.replace(":database", &self.name)).await;
        let _ = connection.close().await;
        result
    }

    /// Reads it as the role that `driftline setup` makes.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub(crate) async fn read(&self) -> Result<Snapshot, String> {
        let mut connection = self.connect().await?;
        make_reader(&mut connection, &self.name, true).await?;
        run(&mut connection, &format!("SET SESSION AUTHORIZATION {READER}")).await?;
        let session = ReadOnlySession::begin(&mut connection, Limits::default()).await;
        let mut session = session.map_err(|error| error.to_string())?.with_roles(self.server.reads_roles);
        let inspection = inspect(&mut session).await.map_err(|error| error.to_string())?;
        assert!(session.round_trips() <= 25, "{} round trips", session.round_trips());
        session.end().await.map_err(|error| error.to_string())?;
        let _ = connection.close().await;
        Ok(inspection.snapshot)
    }

    /// Drops it.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub(crate) async fn drop(self) -> Result<(), String> {
        self.run(WITHOUT_SUBSCRIPTIONS).await?;
        let mut connection = self.server.options.connect().await.map_err(|error| error.to_string())?;
        run(&mut connection, &format!("ALTER DATABASE {} IS_TEMPLATE false", self.name)).await?;
        run(&mut connection, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await
    }
}

/// What `driftline setup` would do.
async fn make_reader(connection: &mut PgConnection, database: &str, has_role: bool) -> Result<(), String> {
    let reader =
        Reader { engine: Engine::Postgres, database, user: READER, auth: &Auth::None, is_local: true, roles: false };
    for step in steps(&reader, &Facts { has_role, ..Facts::default() }, &Histories::None) {
        run(connection, step.sql().unwrap_or_default()).await?;
    }
    Ok(())
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), String> {
    let outcome = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await;
    outcome.map(|_| ()).map_err(|error| format!("{error}\n    in: {}", sql.trim()))
}
