//! The live schema: a snapshot, the migrators' histories, and what could not be seen.
//!
//! Whatever is wrong with the database is a result of that database and no error of the step.

mod enumerate;

use driftline_catalog::{Engine, Snapshot, Surroundings};
use driftline_config::{Database, Source};
use driftline_connect::{ConnectError, Connection, Connector};
use driftline_drift::Verdict;
use driftline_introspect::mysql;
use driftline_introspect::postgres::{InspectError, Limits, ReadOnlySession};
use driftline_migrations::{
    Format, History, HistoryChoice, HistoryError, migrator_at_work, mysql_migrator_at_work, read_histories,
    read_mysql_histories,
};
use driftline_pipeline::message::{Inspected, Job, StepOutcome};
use driftline_pipeline::record::{self, Inspection, NoAnswer, SeenSurroundings};
use driftline_pipeline::{Context, StepError, migrator};
use driftline_store::layout;
use sqlx::{MySqlConnection, PgConnection};

pub use enumerate::{databases_of, enumerate, members_of};

/// Reads one database and keeps what it read in the store.
///
/// # Errors
///
/// When the config lacks the database or the store fails.
pub async fn handle(context: &Context, connector: &dyn Connector, job: Job) -> Result<Inspected, StepError> {
    let database = context.database(&job.database)?;
    if job.vanished {
        let reason = format!(
            "it was there in an earlier run, and is no more: it was deleted, renamed, or hidden from the user `{}`; later \
             runs leave it out",
            database.written_login().map_or("of the config", |login| &login.user)
        );
        let no_answer = NoAnswer { verdict: Verdict::Unreachable, reason };
        return keep(context, job, Inspection::NoAnswer(no_answer)).await;
    }
    if database.members.is_some() || context.config.block(job.database.as_str()).is_some() {
        let inspection = Inspection::NoAnswer(enumerate::problem_of(context, &job.run, &database).await?);
        return keep(context, job, inspection).await;
    }
    let inspection = match look(connector, &database).await {
        Ok(Look { at_work: Some(migrator), .. }) => Inspection::NoAnswer(NoAnswer {
            verdict: Verdict::Deploying,
            reason: format!("{migrator} holds its lock, so a deployment is under way; run again when it is done"),
        }),
        Ok(look) => {
            let bytes = look.snapshot.to_json();
            let path = layout::snapshot(job.database.as_str(), &Snapshot::address(&bytes));
            let _ = context.store.put_compressed(&path, &bytes).await?;
            let server = look.snapshot.server;
            let seen = SeenSurroundings {
                server_version: server.version,
                server_major: server.major,
                histories: look.histories,
                surroundings: look.surroundings,
            };
            if matches!(database.source, Source::Published(_)) {
                // Whoever publishes cannot look at the database.
                context.store.put_json(&layout::surroundings(job.database.as_str()), &seen).await?;
            }
            let SeenSurroundings { server_version, server_major, histories, surroundings } = seen;
            let snapshot = path.as_str().to_owned();
            Inspection::Read { snapshot, server_version, server_major, histories, surroundings }
        }
        Err(error) => {
            tracing::warn!(database = %job.database, verdict = %error.verdict(), "the database could not be inspected");
            Inspection::NoAnswer(NoAnswer { verdict: error.verdict(), reason: error.to_string() })
        }
    };
    keep(context, job, inspection).await
}

async fn keep(context: &Context, job: Job, inspection: Inspection) -> Result<Inspected, StepError> {
    let path = record::inspection_path(&job.run, &job.database);
    context.store.put_json(&path, &inspection).await?;
    let no_answer = match &inspection {
        Inspection::NoAnswer(no_answer) => Some(no_answer.verdict),
        Inspection::Read { .. } => None,
    };
    Ok(Inspected {
        run: job.run,
        database: job.database,
        inspection: StepOutcome { record: path.as_str().to_owned(), no_answer },
    })
}

/// What one look at a database gives.
#[derive(Clone, Debug)]
pub struct Look {
    /// The schema, without what belongs to the migrators themselves.
    pub snapshot: Snapshot,
    /// The migrators' histories.
    pub histories: Vec<History>,
    /// What a replay has to imitate.
    pub surroundings: Surroundings,
    /// The migrator that held its lock meanwhile.
    pub at_work: Option<Format>,
}

/// Why a look at a database gave nothing.
#[derive(Debug)]
pub enum LookError {
    /// No connection.
    Connect(ConnectError),
    /// The catalogs could not be read.
    Inspect(InspectError),
    /// The history could not be read.
    History(HistoryError),
}

impl std::fmt::Display for LookError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connect(error) => error.fmt(formatter),
            Self::Inspect(error) => error.fmt(formatter),
            Self::History(error) => error.fmt(formatter),
        }
    }
}

impl LookError {
    /// The verdict that it means for the database.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Connect(_) => Verdict::Unreachable,
            Self::Inspect(
                InspectError::Server { .. } | InspectError::NoSession { .. } | InspectError::Pooler { .. },
            ) => Verdict::Unreachable,
            Self::History(error) if error.is_locked() => Verdict::Deploying,
            Self::Inspect(_) | Self::History(_) => Verdict::Unknown,
        }
    }
}

async fn look(connector: &dyn Connector, database: &Database) -> Result<Look, LookError> {
    let mut connection = connector.connect(database).await.map_err(LookError::Connect)?;
    look_through(&mut connection, &history_choice(database), database.roles).await
}

/// Reads schema and histories through a connection to whichever engine.
///
/// # Errors
///
/// When the server goes away, or the history cannot be read.
pub async fn look_through(
    connection: &mut Connection,
    choice: &HistoryChoice,
    reads_roles: bool,
) -> Result<Look, LookError> {
    match connection {
        Connection::Postgres(connection) => look_at_with(connection, choice, reads_roles).await,
        Connection::Mysql(connection) => look_at_mysql(connection, choice, reads_roles).await,
    }
}

/// The same for MySQL and MariaDB, with who may do what where that is asked for.
///
/// # Errors
///
/// When the server goes away, or the history cannot be read.
pub async fn look_at_mysql(
    connection: &mut MySqlConnection,
    choice: &HistoryChoice,
    reads_roles: bool,
) -> Result<Look, LookError> {
    let limits = mysql::Limits::default();
    let session = mysql::ReadOnlySession::begin(connection, limits).await.map_err(LookError::Inspect)?;
    let mut session = session.with_roles(reads_roles);
    let histories = read_mysql_histories(session.connection(), choice).await.map_err(LookError::History)?;
    let database = session.database().to_owned();
    let at_work = mysql_migrator_at_work(session.connection(), &database, &histories).await;
    let at_work = at_work.map_err(LookError::History)?;
    let inspection = mysql::inspect(&mut session).await.map_err(LookError::Inspect)?;
    let surroundings = Box::new(inspection.surroundings);
    let surroundings = match session.engine() {
        Engine::Mariadb => Surroundings::Mariadb(surroundings),
        _ => Surroundings::Mysql(surroundings),
    };
    let mut snapshot = inspection.snapshot;
    migrator::remove_its_objects(&mut snapshot, &histories);
    snapshot.coverage.gaps.sort();
    Ok(Look { snapshot, histories, surroundings, at_work })
}

/// Which history table the config means.
pub fn history_choice(database: &Database) -> HistoryChoice {
    match database.source.history() {
        Some(table) => HistoryChoice::Table { schema: table.schema.clone(), name: table.name.clone() },
        None => HistoryChoice::Auto,
    }
}

/// Reads schema and histories in one read-only transaction.
///
/// # Errors
///
/// When the server goes away, or the history cannot be read.
pub async fn look_at(connection: &mut PgConnection, choice: &HistoryChoice) -> Result<Look, LookError> {
    look_at_with(connection, choice, false).await
}

/// The same, with the roles of the server where they are asked for.
///
/// # Errors
///
/// When the server goes away, or the history cannot be read.
pub async fn look_at_with(
    connection: &mut PgConnection,
    choice: &HistoryChoice,
    reads_roles: bool,
) -> Result<Look, LookError> {
    let session = ReadOnlySession::begin(connection, Limits::default()).await.map_err(LookError::Inspect)?;
    let mut session = session.with_roles(reads_roles);
    let histories = read_histories(session.connection(), choice).await.map_err(LookError::History)?;
    let database = session.database().to_owned();
    let at_work = migrator_at_work(session.connection(), &database, &histories).await.map_err(LookError::History)?;
    let inspection = driftline_introspect::postgres::inspect(&mut session).await.map_err(LookError::Inspect)?;
    // What was read is good even where saying goodbye fails.
    if let Err(error) = session.end().await {
        tracing::debug!(%error, "the session did not end in order");
    }
    let mut snapshot = inspection.snapshot;
    migrator::remove_its_objects(&mut snapshot, &histories);
    snapshot.coverage.gaps.sort();
    let surroundings = Surroundings::Postgres(Box::new(inspection.surroundings));
    Ok(Look { snapshot, histories, surroundings, at_work })
}
