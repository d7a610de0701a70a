//! Running migrations on a scratch database.

use driftline_catalog::mysql::quote;
use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, Either, MySqlConnection};

use super::history::at;
use super::statements::{Part, take_apart};
use crate::directory::{Migration, SendMode, SessionMode};
use crate::replay_error::{ReplayError, StatementFailure};

/// Every server takes packets of this size (`max_allowed_packet`); a larger file is sent statement by statement.
const LARGEST: usize = 4 << 20;

/// Runs `migrations` in their order on one connection.
///
/// A file is sent as its migrator sends it: MySQL keeps the semicolon behind a trigger's body where more comes behind it,
/// and not where statements come one by one. There are no transactions around files: changes of the schema commit by themselves here. Flyway's files give back the
/// session's database and the settings that Flyway does; the settings of all others stay, as they do with the real tools.
///
/// # Errors
///
/// The first statement that fails, with file, line and the server's words.
pub async fn replay_mysql(connection: &mut MySqlConnection, migrations: &[Migration]) -> Result<(), ReplayError> {
    let mut restore = None;
    for migration in migrations {
        if migration.session == SessionMode::Restored && restore.is_none() {
            let found = session_restore(connection).await;
            restore = Some(found.map_err(|source| connection_error(&migration.file, source))?);
        }
        let delimiter = migration.delimiter.as_deref();
        run_file(connection, &migration.file, &migration.sql, delimiter, migration.sending).await?;
        if migration.session == SessionMode::Restored
            && let Some(restore) = &restore
        {
            let done = sqlx::raw_sql(AssertSqlSafe(restore.clone())).execute(&mut *connection).await;
            done.map_err(|source| connection_error(&migration.file, source))?;
        }
    }
    Ok(())
}

/// Runs one script, for example a schema file or the output of `mysqldump`, like a file of [`replay_mysql`].
///
/// # Errors
///
/// As [`replay_mysql`]; `file` is the name used in messages.
pub async fn run_mysql_script(connection: &mut MySqlConnection, file: &str, sql: &str) -> Result<(), ReplayError> {
    run_file(connection, file, sql, None, SendMode::Statements).await
}

async fn run_file(
    connection: &mut MySqlConnection,
    file: &str,
    sql: &str,
    delimiter: Option<&str>,
    sending: SendMode,
) -> Result<(), ReplayError> {
    let script = take_apart(sql, delimiter).map_err(|source| ReplayError::Split { file: file.to_owned(), source })?;
    if sending == SendMode::Whole && !script.has_delimiters && sql.len() < LARGEST {
        let parts: Vec<Part<'_>> = script.groups.concat();
        if parts.is_empty() {
            return Ok(());
        }
        return send(connection, file, sql.trim_start_matches('\u{feff}'), &parts).await;
    }
    for group in &script.groups {
        run_group(connection, file, sql, group).await?;
    }
    Ok(())
}

/// Runs statements one by one, as long as it is clear where they end.
async fn run_group(
    connection: &mut MySqlConnection,
    file: &str,
    sql: &str,
    group: &[Part<'_>],
) -> Result<(), ReplayError> {
    for (place, part) in group.iter().enumerate() {
        // Sent without the comments before it.
        let part = Part { counted_from: part.statement.line, ..*part };
        match send(connection, file, part.statement.text, &[part]).await {
            Err(error) if part.may_have_body && place + 1 < group.len() && is_syntax_error(&error) => {
                // What was taken for its end may stand in the middle of its body.
                let last = group[group.len() - 1].statement;
                let rest = &sql[part.statement.offset..last.offset + last.text.len()];
                return send(connection, file, rest, &group[place..]).await;
            }
            result => result?,
        }
    }
    Ok(())
}

fn is_syntax_error(error: &ReplayError) -> bool {
    /// `ER_PARSE_ERROR`.
    const PARSE_ERROR: u16 = 1064;
    matches!(error, ReplayError::Statement(failure) if failure.number == Some(PARSE_ERROR))
}

/// Sends a text of one or more statements.
async fn send(connection: &mut MySqlConnection, file: &str, text: &str, parts: &[Part<'_>]) -> Result<(), ReplayError> {
    let mut finished = 0;
    let mut answers = sqlx::raw_sql(AssertSqlSafe(text.to_owned())).fetch_many(connection);
    loop {
        match answers.try_next().await {
            Ok(Some(Either::Left(_))) => finished += 1,
            Ok(Some(Either::Right(_))) => {}
            Ok(None) => return Ok(()),
            Err(source) => {
                let part = parts.get(finished).or(parts.last());
                return Err(match StatementFailure::of_mysql(file, part, &source) {
                    Some(failure) => ReplayError::Statement(Box::new(failure)),
                    None => connection_error(file, source),
                });
            }
        }
    }
}

/// The statements that give the session the database and the settings it has now.
async fn session_restore(connection: &mut MySqlConnection) -> Result<String, sqlx::Error> {
    let question = "SELECT DATABASE(), @@foreign_key_checks, @@sql_safe_updates";
    let row = sqlx::raw_sql(question).fetch_one(connection).await?;
    let number = |place| if at(&row, place).as_deref() == Some("0") { 0 } else { 1 };
    let settings = format!("SET foreign_key_checks = {}, sql_safe_updates = {}", number(1), number(2));
    Ok(match at(&row, 0) {
        Some(database) => format!("USE {}; {settings}", quote(&database)),
        None => settings,
    })
}

fn connection_error(file: &str, source: sqlx::Error) -> ReplayError {
    ReplayError::Connection { file: file.to_owned(), source }
}
