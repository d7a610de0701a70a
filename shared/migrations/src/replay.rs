//! Running migrations on a scratch database, statement by statement.

use sqlx::{AssertSqlSafe, PgConnection, Row};

use crate::directory::{Migration, SessionMode, TransactionMode};
use crate::history::literal;
use crate::replay_error::{ReplayError, StatementFailure};
use crate::statements::{Statement, split_on};

/// `active_sql_transaction`: the statement refuses to run inside a transaction.
const ACTIVE_SQL_TRANSACTION: &str = "25001";
/// `unsafe_new_enum_value_usage`: an enum value is used in the transaction that added it.
const UNSAFE_NEW_ENUM_VALUE_USAGE: &str = "55P04";

/// Runs `migrations` in their order on one connection.
///
/// Each file gets the transaction its migrator gives it. When a statement cannot run inside one, the
/// file is rolled back and runs once more without. Flyway's files give back the session's role and
/// `search_path`; the settings of all others stay, as they do with the real tools. The connection
/// should have statement logging disabled, since schema text does not belong in logs.
///
/// # Errors
///
/// The first statement that fails, with file, line and the server's words. The connection is then
/// outside any transaction.
pub async fn replay(connection: &mut PgConnection, migrations: &[Migration]) -> Result<(), ReplayError> {
    let mut restore = None;
    for migration in migrations {
        if migration.session == SessionMode::Restored && restore.is_none() {
            restore = Some(session_restore(connection, &migration.file).await?);
        }
        run_file(connection, &migration.file, &migration.sql, migration.delimiter.as_deref(), migration.transaction)
            .await?;
        if migration.session == SessionMode::Restored
            && let Some(restore) = &restore
        {
            execute(connection, restore).await.map_err(|source| connection_error(&migration.file, source))?;
        }
    }
    Ok(())
}

/// Runs one script, for example a schema file or the output of `pg_dump`, like a file of [`replay`].
///
/// # Errors
///
/// As [`replay`]; `file` is the name used in messages.
pub async fn run_script(
    connection: &mut PgConnection,
    file: &str,
    sql: &str,
    transaction: TransactionMode,
) -> Result<(), ReplayError> {
    run_file(connection, file, sql, None, transaction).await
}

async fn run_file(
    connection: &mut PgConnection,
    file: &str,
    sql: &str,
    delimiter: Option<&str>,
    transaction: TransactionMode,
) -> Result<(), ReplayError> {
    let statements = split_on(sql, delimiter).map_err(|source| ReplayError::Split { file: file.to_owned(), source })?;
    if transaction == TransactionMode::Wrapped {
        match run_wrapped(connection, file, &statements).await {
            Err(error) if needs_no_transaction(&error, &statements) => {}
            result => return result,
        }
    }
    run_each(connection, file, &statements).await
}

async fn run_wrapped(
    connection: &mut PgConnection,
    file: &str,
    statements: &[Statement<'_>],
) -> Result<(), ReplayError> {
    execute(connection, "BEGIN").await.map_err(|source| connection_error(file, source))?;
    run_each(connection, file, statements).await?;
    // Deferred constraints are checked here.
    match execute(connection, "COMMIT").await {
        Ok(()) => Ok(()),
        Err(source) => Err(failure(file, statements.last(), source)),
    }
}

/// Leaves no transaction open when a statement fails.
async fn run_each(connection: &mut PgConnection, file: &str, statements: &[Statement<'_>]) -> Result<(), ReplayError> {
    for statement in statements {
        if let Err(source) = execute(connection, statement.text).await {
            let error = failure(file, Some(statement), source);
            // Without a transaction this is only a warning. When the connection itself is gone the
            // first error is the one to tell.
            let _ = execute(connection, "ROLLBACK").await;
            return Err(error);
        }
    }
    Ok(())
}

/// Whether running the file again without a transaction can help, and repeats nothing that the file
/// itself has committed.
fn needs_no_transaction(error: &ReplayError, statements: &[Statement<'_>]) -> bool {
    let is_reason = matches!(error.sqlstate(), Some(ACTIVE_SQL_TRANSACTION | UNSAFE_NEW_ENUM_VALUE_USAGE));
    is_reason && !statements.iter().any(controls_transaction)
}

fn controls_transaction(statement: &Statement<'_>) -> bool {
    let word = statement.text.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    ["begin", "start", "commit", "end", "rollback", "abort"].iter().any(|control| word.eq_ignore_ascii_case(control))
}

async fn execute(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|_| ())
}

/// The statement that gives the session the role and `search_path` it has now.
async fn session_restore(connection: &mut PgConnection, file: &str) -> Result<String, ReplayError> {
    let row = sqlx::raw_sql("SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_setting('role')")
        .fetch_one(connection)
        .await
        .map_err(|source| connection_error(file, source))?;
    let read = |index: usize| row.try_get::<String, _>(index).map_err(|source| connection_error(file, source));
    Ok(format!(
        "SELECT pg_catalog.set_config('role', {}, false), pg_catalog.set_config('search_path', {}, false)",
        literal(&read(1)?),
        literal(&read(0)?)
    ))
}

fn failure(file: &str, statement: Option<&Statement<'_>>, source: sqlx::Error) -> ReplayError {
    match StatementFailure::new(file, statement, &source) {
        Some(failure) => ReplayError::Statement(Box::new(failure)),
        None => connection_error(file, source),
    }
}

fn connection_error(file: &str, source: sqlx::Error) -> ReplayError {
    ReplayError::Connection { file: file.to_owned(), source }
}
