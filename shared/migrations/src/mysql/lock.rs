//! The named locks that migrators hold while they migrate: looked at, never taken.

use sqlx::{AssertSqlSafe, MySqlConnection, Row as _};

use crate::format::Format;
use crate::history::History;
use crate::history_table::HistoryError;

/// The migrator that is at work right now, if one of those with a history here holds its lock.
///
/// # Errors
///
/// When the query fails.
pub async fn mysql_migrator_at_work(
    connection: &mut MySqlConnection,
    database: &str,
    histories: &[History],
) -> Result<Option<Format>, HistoryError> {
    for history in histories {
        let name = history.format.migrator().mysql_lock_name(database, &history.table);
        let sql = format!("SELECT IS_USED_LOCK('{}') IS NOT NULL AS held", name.replace('\'', "''"));
        let row = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(&mut *connection).await?;
        let held = row.try_get_unchecked::<Option<Vec<u8>>, _>("held").ok().flatten();
        if held.as_deref() == Some(b"1") {
            return Ok(Some(history.format));
        }
    }
    Ok(None)
}
