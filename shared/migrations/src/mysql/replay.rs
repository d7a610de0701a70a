//! Running migrations on a scratch database, statement by statement.

use sqlx::mysql::{MySqlConnection, MySqlDatabaseError};
use sqlx::{AssertSqlSafe, Connection as _};

use super::statements::split;
use crate::directory::Migration;
use crate::replay_error::{ReplayError, StatementFailure};

/// Runs `migrations` in their order on one connection. Every statement that changes a schema commits by itself there, so
/// no transaction is opened around a file.
///
/// # Errors
///
/// The first statement that fails, with file, line and the server's words.
pub async fn replay_mysql(connection: &mut MySqlConnection, migrations: &[Migration]) -> Result<(), ReplayError> {
    for migration in migrations {
        run(connection, &migration.file, &migration.sql, migration.delimiter.as_deref()).await?;
    }
    Ok(())
}

/// Runs one script, for example a schema file or the output of `mysqldump`, like a file of [`replay_mysql`].
///
/// # Errors
///
/// As [`replay_mysql`]; `file` is the name used in messages.
pub async fn run_mysql_script(connection: &mut MySqlConnection, file: &str, sql: &str) -> Result<(), ReplayError> {
    run(connection, file, sql, None).await
}

async fn run(
    connection: &mut MySqlConnection,
    file: &str,
    sql: &str,
    delimiter: Option<&str>,
) -> Result<(), ReplayError> {
    let statements = split(sql, delimiter).map_err(|source| ReplayError::Split { file: file.to_owned(), source })?;
    for statement in statements {
        let outcome = sqlx::raw_sql(AssertSqlSafe(statement.text.to_owned())).execute(&mut *connection).await;
        if let Err(source) = outcome {
            let failure = source
                .as_database_error()
                .and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>())
                .map(|error| StatementFailure::of_mysql(file, &statement, error));
            return Err(match failure {
                Some(failure) => ReplayError::Statement(Box::new(failure)),
                None => ReplayError::Connection { file: file.to_owned(), source },
            });
        }
    }
    // A transaction that a file left open would keep what it wrote from others, and locks.
    connection.ping().await.map_err(|source| ReplayError::Connection { file: file.to_owned(), source })
}
