//! Everything a session on a monitored database does besides reading catalogs.
//!
//! This is the file for a reviewer. A session is one `READ ONLY`, `REPEATABLE READ` transaction with timeouts, takes no
//! advisory lock and nothing above `ACCESS SHARE`, and ends with `ROLLBACK`.
//! PostgreSQL's deparsing functions (`pg_get_viewdef` and its kin) lock what they print; each query that calls them runs
//! under a savepoint that is rolled back, so no lock outlives its statement.

use std::time::Duration;

use futures::TryStreamExt as _;
use sqlx::{Either, PgConnection, postgres::PgRow};

use super::{InspectError, query};
use crate::error::{RECOVERY_CONFLICT, describe};

/// How long a session may take and wait.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest one statement may run.
    pub statement: Duration,
    /// The longest a statement may wait for a lock somebody else holds.
    pub lock: Duration,
    /// The longest the first answer may take. The server needs no time for it; a pooler with no session to spare may
    /// keep us waiting for minutes, and no timeout of the server counts then.
    pub first_answer: Duration,
}

impl Default for Limits {
    /// Sixty seconds for a statement: 10,000 tables take about two. Two seconds for a lock: whoever holds one is
    /// deploying, and is not to be queued behind.
    fn default() -> Self {
        Self { statement: Duration::from_secs(60), lock: Duration::from_secs(2), first_answer: Duration::from_secs(30) }
    }
}

/// The oldest major version the queries are written for.
const OLDEST_MAJOR: u32 = 13;
const OLDEST: &str = "13";

/// `lock_not_available` (src/backend/utils/errcodes.txt).
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// `protocol_violation`: what poolers say whatever it is, and servers never to a session that obeys.
const PROTOCOL_VIOLATION: &str = "08P01";

/// Opens the transaction and pins its settings.
///
/// Nothing is compiled and no parallel worker is taken: the database is there for others.
///
/// A database in `SQL_ASCII` can hold bytes of any encoding, and refuses to send them as anything else.
fn begin(Limits { statement, lock, .. }: Limits) -> String {
    format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
         SET LOCAL statement_timeout = {};
         SET LOCAL lock_timeout = {};
         SET LOCAL idle_in_transaction_session_timeout = 60000;
         SET LOCAL application_name = 'driftline';
         SET LOCAL search_path = '';
         SET LOCAL jit = off;
         SET LOCAL max_parallel_workers_per_gather = 0;
         SET LOCAL quote_all_identifiers = off;
         SET LOCAL DateStyle = 'ISO, YMD';
         SET LOCAL IntervalStyle = 'postgres';
         SET LOCAL TimeZone = 'UTC';
         SET LOCAL extra_float_digits = 1;
         SET LOCAL bytea_output = 'hex';
         SELECT pg_catalog.set_config('client_encoding', 'SQL_ASCII', true)
         WHERE pg_catalog.current_setting('server_encoding') = 'SQL_ASCII'",
        statement.as_millis(),
        lock.as_millis(),
    )
}

/// What became of one query.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// All its rows are here.
    Read,
    /// It, or one before it, waited too long for a lock that somebody holds.
    Locked,
    /// What the server said.
    Failed(sqlx::Error),
}

/// The SQLSTATE that the server gave.
pub(crate) fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(|code| code.into_owned())
}

/// Whether the session is over: the server shuts down, or somebody ended it (class 57P of
/// src/backend/utils/errcodes.txt), or the connection broke (class 08), or a standby did not wait for us any longer.
fn is_final(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| code.starts_with("57P") || code.starts_with("08") || code == RECOVERY_CONFLICT)
}

/// A read-only transaction on one connection.
#[derive(Debug)]
pub struct ReadOnlySession<'c> {
    connection: &'c mut PgConnection,
    version: String,
    major: u32,
    database: String,
    role: String,
    limits: Limits,
    reads_roles: bool,
    round_trips: u32,
}

impl<'c> ReadOnlySession<'c> {
    /// Starts the transaction and pins every setting that changes how the server prints definitions.
    ///
    /// # Errors
    ///
    /// When the server refuses or goes away, or is too old.
    pub async fn begin(connection: &'c mut PgConnection, limits: Limits) -> Result<Self, InspectError> {
        let begin = format!(
            "{};
             SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version,
                    current_database() AS database, session_user AS role",
            begin(limits)
        );
        let failed = |source| match code(&source).as_deref() {
            Some(PROTOCOL_VIOLATION) => InspectError::Pooler { message: describe(&source) },
            _ => InspectError::Server { doing: "start a read-only session", source },
        };
        let begin = sqlx::raw_sql(sqlx::AssertSqlSafe(begin)).fetch_all(&mut *connection);
        let rows = tokio::time::timeout(limits.first_answer, begin)
            .await
            .map_err(|_| InspectError::NoSession { seconds: limits.first_answer.as_secs() })?
            .map_err(failed)?;
        let row = rows.last().ok_or_else(|| failed(sqlx::Error::RowNotFound))?;
        let number: u32 = query::text(row, "number").and_then(|number| number.parse().ok()).unwrap_or_default();
        let version = query::text(row, "version").unwrap_or_default().into_owned();
        let database = query::text(row, "database").unwrap_or_default().into_owned();
        let role = query::text(row, "role").unwrap_or_default().into_owned();
        let session = Self {
            connection,
            version,
            major: number / 10_000,
            database,
            role,
            limits,
            reads_roles: false,
            round_trips: 1,
        };
        if session.major < OLDEST_MAJOR {
            return Err(InspectError::TooOld { product: "PostgreSQL", version: session.version, minimum: OLDEST });
        }
        Ok(session)
    }

    /// Runs queries in one round trip, each under a savepoint that is rolled back, and hands over every row with the
    /// number of its query as it arrives.
    ///
    /// A query that fails costs two round trips more; the others are read all the same. One that waited too long for a
    /// lock ends the reading: those after it would most likely wait for the same.
    ///
    /// # Errors
    ///
    /// When the connection is lost, or whoever takes the rows gives up.
    pub(crate) async fn read<E: From<sqlx::Error>>(
        &mut self,
        queries: &[String],
        take: &mut (dyn FnMut(usize, PgRow) -> Result<(), E> + Send),
    ) -> Result<Vec<Outcome>, E> {
        let mut outcomes = Vec::with_capacity(queries.len());
        while outcomes.len() < queries.len() {
            let start = outcomes.len();
            // One command is complete for the savepoint, then two for each query.
            let mut sql = String::from("SAVEPOINT reading");
            for query in &queries[start..] {
                sql.push_str("; ");
                sql.push_str(query);
                sql.push_str("; ROLLBACK TO SAVEPOINT reading");
            }
            sql.push_str("; RELEASE SAVEPOINT reading");
            self.round_trips += 1;
            let mut complete = 0;
            let mut failed = None;
            {
                let mut answers = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).fetch_many(&mut *self.connection);
                loop {
                    match answers.try_next().await {
                        Ok(Some(Either::Left(_))) => complete += 1,
                        Ok(Some(Either::Right(row))) => take(start + (complete - 1) / 2, row)?,
                        Ok(None) => break,
                        Err(error) => {
                            failed = Some(error);
                            break;
                        }
                    }
                }
            }
            let Some(error) = failed else {
                outcomes.resize_with(queries.len(), || Outcome::Read);
                break;
            };
            if error.as_database_error().is_none() || complete == 0 || is_final(&error) {
                return Err(error.into());
            }
            self.round_trips += 1;
            sqlx::raw_sql("ROLLBACK TO SAVEPOINT reading; RELEASE SAVEPOINT reading")
                .execute(&mut *self.connection)
                .await?;
            outcomes.resize_with(start + (complete - 1) / 2, || Outcome::Read);
            if code(&error).as_deref() == Some(LOCK_NOT_AVAILABLE) {
                outcomes.resize_with(queries.len(), || Outcome::Locked);
            } else {
                outcomes.push(Outcome::Failed(error));
            }
        }
        Ok(outcomes)
    }

    /// Runs one query as [`read`](Self::read) does, and gives its rows.
    ///
    /// # Errors
    ///
    /// What the server says; the session can go on after that.
    pub(crate) async fn read_one(&mut self, sql: &str) -> Result<Vec<PgRow>, sqlx::Error> {
        let mut rows = Vec::new();
        let outcomes = self
            .read(&[sql.to_owned()], &mut |_, row| {
                rows.push(row);
                Ok::<_, sqlx::Error>(())
            })
            .await?;
        match outcomes.into_iter().next() {
            Some(Outcome::Failed(error)) => Err(error),
            Some(Outcome::Locked) => Err(sqlx::Error::Protocol("the catalog is locked by another session".to_owned())),
            Some(Outcome::Read) | None => Ok(rows),
        }
    }

    /// Runs a query file, and gives its rows.
    ///
    /// # Errors
    ///
    /// What the server says; `doing` stands in the message.
    pub(crate) async fn read_file(&mut self, file: &str, doing: &'static str) -> Result<Vec<PgRow>, InspectError> {
        let sql = query::for_version(file, self.major, &[]);
        self.read_one(&sql).await.map_err(|source| InspectError::Server { doing, source })
    }

    /// Ends the transaction and begins another, which sees what has changed meanwhile.
    ///
    /// # Errors
    ///
    /// When the server goes away.
    pub(crate) async fn renew(&mut self) -> Result<(), InspectError> {
        self.round_trips += 1;
        let sql = format!("ROLLBACK; {}", begin(self.limits));
        let failed = |source| InspectError::Server { doing: "start a read-only session once more", source };
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *self.connection).await.map(|_| ()).map_err(failed)
    }

    /// Whether nothing can be written in it, by what the server says.
    ///
    /// # Errors
    ///
    /// When the server goes away.
    pub async fn is_read_only(&mut self) -> Result<bool, InspectError> {
        let failed = |source| InspectError::Server { doing: "ask whether the session is read only", source };
        let sql = "SELECT pg_catalog.current_setting('transaction_read_only') AS read_only";
        let rows = self.read_one(sql).await.map_err(failed)?;
        Ok(rows.first().and_then(|row| query::text(row, "read_only")).is_some_and(|text| text == "on"))
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

    /// The role that it logged in as.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// How long it may take and wait.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Whether an inspection also reads the roles of the server, which belong to no database.
    #[must_use]
    pub fn with_roles(mut self, reads_roles: bool) -> Self {
        self.reads_roles = reads_roles;
        self
    }

    /// Whether roles are read.
    pub(crate) fn reads_roles(&self) -> bool {
        self.reads_roles
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
