//! Everything a session on a monitored database does besides reading.
//!
//! This is the file for a reviewer. A session is read only, waits for no lock longer than it says, and opens no
//! transaction: every statement is one of its own, so that whatever it locks (a table's metadata, while its definition is
//! printed) is free again when it ends.

use std::time::{Duration, Instant};

use driftline_catalog::Engine;
use futures::TryStreamExt as _;
use sqlx::{Either, MySqlConnection, mysql::MySqlRow};

use super::row;
use crate::InspectError;

/// How long a session may take and wait.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest one statement may run.
    pub statement: Duration,
    /// The longest a statement may wait for a lock somebody else holds.
    pub lock: Duration,
}

impl Default for Limits {
    /// Sixty seconds for a statement. Two seconds for a lock: whoever holds one is changing the table.
    fn default() -> Self {
        Self { statement: Duration::from_secs(60), lock: Duration::from_secs(2) }
    }
}

/// A release: 8.0.36 is `[8, 0, 36]`.
pub type Release = [u32; 3];

/// The oldest release the texts are understood of. Before 8.0.16 MySQL read checks and forgot them.
const OLDEST_MYSQL: (Release, &str) = ([8, 0, 16], "8.0.16");
const OLDEST_MARIADB: (Release, &str) = ([10, 6, 0], "10.6");

/// How long after a query on the catalog found a lock it is asked again.
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// `ER_LOCK_WAIT_TIMEOUT`.
const LOCK_WAIT_TIMEOUT: u16 = 1205;
/// `ER_SERVER_SHUTDOWN`, `ER_CONNECTION_KILLED` (`ER_QUERY_INTERRUPTED` is what a time limit gives too).
const FINAL: &[u16] = &[1053, 1927, 3168];

/// What both flavors know. Modes and settings that change how definitions are printed are pinned, and so is the time zone,
/// in which defaults of `TIMESTAMP` columns are printed.
const PINNED: &str = "SET SESSION TRANSACTION READ ONLY; SET SESSION sql_mode = '', sql_quote_show_create = 1, \
                      time_zone = '+00:00', group_concat_max_len = 16777216, character_set_results = utf8mb4";

fn pinned(engine: Engine, Limits { statement, lock }: Limits) -> String {
    let lock = lock.as_secs().max(1);
    let of_flavor = match engine {
        // Statistics are not asked for, but must not be read from storage engines by the way either.
        Engine::Mysql => format!(
            // Nor must primary keys be hidden that the server made by itself.
            "max_execution_time = {}, information_schema_stats_expiry = 31536000, show_create_table_verbosity = 0 \
             /*!80030 , show_gipk_in_create_table_and_information_schema = ON */",
            statement.as_millis()
        ),
        _ => format!("max_statement_time = {}", statement.as_secs()),
    };
    format!("{PINNED}, lock_wait_timeout = {lock}, innodb_lock_wait_timeout = {lock}, {of_flavor}")
}

/// What became of one query.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// All its rows are here.
    Read,
    /// It waited too long for a lock that somebody holds.
    Locked,
    /// What the server said.
    Failed(sqlx::Error),
}

/// The number of the server's error.
pub(crate) fn number(error: &sqlx::Error) -> Option<u16> {
    let database = error.as_database_error()?;
    database.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>().map(|error| error.number())
}

/// A read-only session on one connection.
#[derive(Debug)]
pub struct ReadOnlySession<'c> {
    connection: &'c mut MySqlConnection,
    engine: Engine,
    version: String,
    series: u32,
    database: String,
    user: String,
    limits: Limits,
    round_trips: u32,
    reads_roles: bool,
}

impl<'c> ReadOnlySession<'c> {
    /// Pins every setting that changes how the server prints definitions, and makes the session read only.
    ///
    /// # Errors
    ///
    /// When the server refuses or goes away, or is too old.
    pub async fn begin(connection: &'c mut MySqlConnection, limits: Limits) -> Result<Self, InspectError> {
        let failed = |source| InspectError::Server { doing: "start a read-only session", source };
        let question =
            "SELECT VERSION() AS version, @@version_comment AS comment, DATABASE() AS name, CURRENT_USER() AS user";
        let row = sqlx::raw_sql(question).fetch_one(&mut *connection).await.map_err(failed)?;
        let version = row::text(&row, "version").unwrap_or_default();
        let comment = row::text(&row, "comment").unwrap_or_default();
        let database = row::text(&row, "name").ok_or(InspectError::NoDatabase)?;
        let user = row::text(&row, "user").unwrap_or_default();
        let is_mariadb = [&version, &comment].iter().any(|text| text.to_ascii_lowercase().contains("mariadb"));
        let engine = if is_mariadb { Engine::Mariadb } else { Engine::Mysql };
        let series = series(&version);
        let (oldest, minimum) = if is_mariadb { OLDEST_MARIADB } else { OLDEST_MYSQL };
        if release(&version) < oldest {
            return Err(InspectError::TooOld { product: engine.product(), version, minimum });
        }
        let pinned = sqlx::AssertSqlSafe(pinned(engine, limits));
        sqlx::raw_sql(pinned).execute(&mut *connection).await.map_err(failed)?;
        Ok(Self { connection, engine, version, series, database, user, limits, round_trips: 2, reads_roles: false })
    }

    /// Whether an inspection also reads who may do what.
    #[must_use]
    pub fn with_roles(mut self, reads_roles: bool) -> Self {
        self.reads_roles = reads_roles;
        self
    }

    /// Whether grants are read.
    pub(crate) fn reads_roles(&self) -> bool {
        self.reads_roles
    }

    /// Runs queries in one round trip and hands over every row with the number of its query as it arrives.
    ///
    /// A query that fails costs a round trip more; the others are read all the same.
    ///
    /// # Errors
    ///
    /// When the connection is lost, or whoever takes the rows gives up.
    pub(crate) async fn read<E: From<sqlx::Error>>(
        &mut self,
        queries: &[String],
        take: &mut (dyn FnMut(usize, MySqlRow) -> Result<(), E> + Send),
    ) -> Result<Vec<Outcome>, E> {
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(queries.len());
        while outcomes.len() < queries.len() {
            let sql = queries[outcomes.len()..].join(";\n");
            self.round_trips += 1;
            let mut answers = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).fetch_many(&mut *self.connection);
            loop {
                match answers.try_next().await {
                    Ok(Some(Either::Left(_))) => outcomes.push(Outcome::Read),
                    Ok(Some(Either::Right(row))) => take(outcomes.len(), row)?,
                    Ok(None) => break,
                    Err(error) => {
                        let Some(number) = number(&error).filter(|number| !FINAL.contains(number)) else {
                            return Err(error.into());
                        };
                        let locked = number == LOCK_WAIT_TIMEOUT;
                        outcomes.push(if locked { Outcome::Locked } else { Outcome::Failed(error) });
                        break;
                    }
                }
            }
        }
        Ok(outcomes)
    }

    /// Runs queries on the catalog, in one round trip where nothing is in the way, and gives the rows of each.
    ///
    /// MariaDB opens tables for it, which others hold for moments; while this session waits for no lock
    /// (`wait_for_locks`), the query then fails now and then, and is asked again.
    ///
    /// # Errors
    ///
    /// What the server says, and when somebody holds the catalog longer than this session waits for a lock.
    pub(crate) async fn read_catalog(&mut self, queries: &[String]) -> Result<Vec<Vec<MySqlRow>>, InspectError> {
        let started = Instant::now();
        let mut answers: Vec<Vec<MySqlRow>> = queries.iter().map(|_| Vec::new()).collect();
        let mut left: Vec<usize> = (0..queries.len()).collect();
        loop {
            let asked: Vec<String> = left.iter().map(|&place| queries[place].clone()).collect();
            let outcomes = self
                .read::<InspectError>(&asked, &mut |place, row| {
                    answers[left[place]].push(row);
                    Ok(())
                })
                .await?;
            let mut locked = Vec::new();
            for (place, outcome) in left.into_iter().zip(outcomes) {
                match outcome {
                    Outcome::Read => {}
                    Outcome::Locked => {
                        answers[place].clear();
                        locked.push(place);
                    }
                    Outcome::Failed(error) => return Err(error.into()),
                }
            }
            if locked.is_empty() {
                return Ok(answers);
            }
            if started.elapsed() > self.limits.lock {
                return Err(InspectError::Locked { seconds: self.limits.lock.as_secs() });
            }
            left = locked;
            tokio::time::sleep(BETWEEN_TRIES).await;
        }
    }

    /// Runs one query on the catalog and gives its rows.
    ///
    /// # Errors
    ///
    /// As of [`Self::read_catalog`].
    pub(crate) async fn read_one(&mut self, sql: &str) -> Result<Vec<MySqlRow>, InspectError> {
        Ok(self.read_catalog(&[sql.to_owned()]).await?.swap_remove(0))
    }

    /// Whether what is read next waits for locks that others hold.
    ///
    /// MariaDB opens every table for `information_schema`, one after the other, and would wait for each that is held,
    /// twice in every query; a table that is held is found, and named, when its definition is asked for. MySQL keeps
    /// what `information_schema` says apart, and waits for nothing.
    ///
    /// # Errors
    ///
    /// When the server goes away.
    pub(crate) async fn wait_for_locks(&mut self, waits: bool) -> Result<(), InspectError> {
        if self.engine == Engine::Mariadb {
            let seconds = if waits { self.limits.lock.as_secs().max(1) } else { 0 };
            self.read_one(&format!("SET SESSION lock_wait_timeout = {seconds}")).await?;
        }
        Ok(())
    }

    /// Whether nothing can be written in it, by what the server says.
    ///
    /// # Errors
    ///
    /// When the server goes away.
    pub async fn is_read_only(&mut self) -> Result<bool, InspectError> {
        // Older releases of MariaDB know the other name only.
        let name = if self.engine == Engine::Mariadb { "tx_read_only" } else { "transaction_read_only" };
        let rows = self.read_one(&format!("SELECT @@session.{name}")).await?;
        Ok(rows.first().and_then(|row| row::at(row, 0)).is_some_and(|text| text == "1"))
    }

    /// The connection, for reading more in the same session.
    pub fn connection(&mut self) -> &mut MySqlConnection {
        self.connection
    }

    /// Which of the two it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The version as the server says it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The release series: 1011 is 10.11.
    pub fn series(&self) -> u32 {
        self.series
    }

    /// The release; the last number is beyond any where the server says none.
    pub fn release(&self) -> Release {
        release(&self.version)
    }

    /// The account that it logged in as.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The database it is in.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// How many times the server was asked something.
    pub fn round_trips(&self) -> u32 {
        self.round_trips
    }
}

/// The release of a version: `10.11.19-MariaDB-0+deb12u1` is 10.11.19.
fn release(version: &str) -> Release {
    let mut numbers = version.split(|character: char| !character.is_ascii_digit()).map(|part| part.parse().ok());
    let mut next = || numbers.next().flatten();
    [next().unwrap_or_default(), next().unwrap_or_default(), next().unwrap_or(u32::MAX)]
}

/// The release series of a version: 10.11.19 is 1011.
fn series(version: &str) -> u32 {
    let [major, minor, _] = release(version);
    major * 100 + minor.min(99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_two_numbers() {
        assert_eq!(series("10.11.19-MariaDB-0+deb12u1"), 1011);
        assert_eq!(series("8.0.36"), 800);
        assert_eq!(series("9.7.4-2"), 907);
        assert_eq!(series("unknown"), 0);
    }

    #[test]
    fn a_release_is_three_numbers() {
        assert_eq!(release("10.11.19-MariaDB-0+deb12u1"), [10, 11, 19]);
        assert_eq!(release("8.0.15-log"), [8, 0, 15]);
        assert!(release("8.0.15") < OLDEST_MYSQL.0 && OLDEST_MYSQL.0 <= release("8.0.16"));
        // Whoever says no third number is not taken for the first release.
        assert!(OLDEST_MYSQL.0 < release("8.0.mysql"));
    }
}
