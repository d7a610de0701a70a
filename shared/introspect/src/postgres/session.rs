//! Everything a session on a monitored database does besides reading catalogs.
//!
//! This is the file for a reviewer. A session is one `READ ONLY`, `REPEATABLE READ` transaction with timeouts, takes no
//! advisory lock and nothing above `ACCESS SHARE`, and ends with `ROLLBACK`.
//! PostgreSQL's deparsing functions (`pg_get_viewdef` and its kin) lock what they print; each query that calls them runs
//! under a savepoint that is rolled back, so no lock outlives its statement.

use std::time::Duration;

use futures::TryStreamExt as _;
use sqlx::{PgConnection, postgres::PgRow};

use super::{InspectError, query};

/// How long a session may take and wait.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest one statement may run.
    pub statement: Duration,
    /// The longest a statement may wait for a lock somebody else holds.
    pub lock: Duration,
}

impl Default for Limits {
    /// Sixty seconds for a statement: 10,000 tables take about two. Two seconds for a lock: whoever holds one is
    /// deploying, and is not to be queued behind.
    fn default() -> Self {
        Self { statement: Duration::from_secs(60), lock: Duration::from_secs(2) }
    }
}

/// The oldest major version the queries are written for.
const OLDEST_MAJOR: u32 = 13;

/// A read-only transaction on one connection.
#[derive(Debug)]
pub struct ReadOnlySession<'c> {
    connection: &'c mut PgConnection,
    version: String,
    major: u32,
    database: String,
    round_trips: u32,
}

impl<'c> ReadOnlySession<'c> {
    /// Starts the transaction and pins every setting that changes how the server prints definitions.
    ///
    /// # Errors
    ///
    /// When the server refuses or goes away, or is too old.
    pub async fn begin(connection: &'c mut PgConnection, limits: Limits) -> Result<Self, InspectError> {
        let Limits { statement, lock } = limits;
        let begin = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
             SET LOCAL statement_timeout = {};
             SET LOCAL lock_timeout = {};
             SET LOCAL idle_in_transaction_session_timeout = 60000;
             SET LOCAL application_name = 'driftline';
             SET LOCAL search_path = '';
             SET LOCAL jit = off;
             SET LOCAL quote_all_identifiers = off;
             SET LOCAL DateStyle = 'ISO, YMD';
             SET LOCAL IntervalStyle = 'postgres';
             SET LOCAL TimeZone = 'UTC';
             SET LOCAL extra_float_digits = 1;
             SET LOCAL bytea_output = 'hex';
             SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version,
                    current_database() AS database",
            statement.as_millis(),
            lock.as_millis(),
        );
        let failed = |source| InspectError::Server { doing: "start a read-only session", source };
        let row = sqlx::raw_sql(sqlx::AssertSqlSafe(begin)).fetch_one(&mut *connection).await.map_err(failed)?;
        let number: u32 = query::text(&row, "number").and_then(|number| number.parse().ok()).unwrap_or_default();
        let version = query::text(&row, "version").unwrap_or_default().to_owned();
        let database = query::text(&row, "database").unwrap_or_default().to_owned();
        let session = Self { connection, version, major: number / 10_000, database, round_trips: 1 };
        if session.major < OLDEST_MAJOR {
            return Err(InspectError::TooOld { version: session.version, minimum: OLDEST_MAJOR });
        }
        Ok(session)
    }

    /// Runs one query under a savepoint that is rolled back, in one round trip.
    ///
    /// # Errors
    ///
    /// What the server says; the session can go on after that.
    pub(crate) async fn read(&mut self, sql: &str) -> Result<Vec<PgRow>, sqlx::Error> {
        let sql = format!("SAVEPOINT reading; {sql}; ROLLBACK TO SAVEPOINT reading; RELEASE SAVEPOINT reading");
        self.round_trips += 1;
        let rows: Result<Vec<_>, _> =
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).fetch(&mut *self.connection).try_collect().await;
        if rows.is_err() {
            self.round_trips += 1;
            sqlx::raw_sql("ROLLBACK TO SAVEPOINT reading").execute(&mut *self.connection).await?;
        }
        rows
    }

    /// The connection, for reading more inside the same transaction.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.connection
    }

    /// The version as the server says it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The database it is in.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// How many times the server was asked something.
    pub fn round_trips(&self) -> u32 {
        self.round_trips
    }

    /// Ends the transaction. There is nothing to commit.
    ///
    /// # Errors
    ///
    /// When the server went away; whatever was read is still good.
    pub async fn end(self) -> Result<(), InspectError> {
        sqlx::raw_sql("ROLLBACK")
            .execute(self.connection)
            .await
            .map(|_| ())
            .map_err(|source| InspectError::Server { doing: "end the read-only session", source })
    }
}
