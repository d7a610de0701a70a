//! Reading the history tables of a database.
//!
//! Finding them needs what it takes to see the tables; reading one needs `SELECT` on exactly that table, and without it
//! the history says which grant is missing.

use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Row as _};

use crate::format::{Format, MIGRATORS};
use crate::history::{History, HistoryChoice, HistoryRow, HistoryState, TableName};
use crate::history_table::HistoryError;

/// `ER_TABLEACCESS_DENIED_ERROR`.
const DENIED: u16 = 1142;

const COLUMNS: &str = "SELECT TABLE_NAME AS `table`, COLUMN_NAME AS `column` FROM information_schema.COLUMNS \
                       WHERE TABLE_SCHEMA = DATABASE()";

/// Reads every history table that is there. `owner` of a history is empty: tables have none here.
///
/// # Errors
///
/// A failing query, and a configured table that is absent or of no known migrator. A missing privilege is no error but
/// [`HistoryState::NotReadable`].
pub async fn read_mysql_histories(
    connection: &mut MySqlConnection,
    choice: &HistoryChoice,
) -> Result<Vec<History>, HistoryError> {
    let mut histories = Vec::new();
    for (table, columns) in candidates(connection, choice).await? {
        let Some(format) = format_of(&columns) else {
            if let HistoryChoice::Table { .. } = choice {
                return Err(HistoryError::NotAHistory {
                    table: TableName { schema: String::new(), name: table },
                    known: MIGRATORS.iter().map(|migrator| migrator.name()).collect::<Vec<_>>().join(", "),
                    columns: columns.join(", "),
                });
            }
            continue;
        };
        let state = rows(connection, format, &table).await?;
        let table = TableName { schema: String::new(), name: table };
        histories.push(History { format, table, owner: String::new(), state });
    }
    Ok(histories)
}

/// Tables that may be a history, with their columns.
async fn candidates(
    connection: &mut MySqlConnection,
    choice: &HistoryChoice,
) -> Result<Vec<(String, Vec<String>)>, HistoryError> {
    let wanted: Vec<String> = match choice {
        HistoryChoice::Auto => {
            MIGRATORS.iter().flat_map(|migrator| migrator.table_names()).map(|name| (*name).to_owned()).collect()
        }
        HistoryChoice::Table { name, .. } => vec![name.clone()],
    };
    let names: Vec<String> = wanted.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
    let sql = format!("{COLUMNS} AND TABLE_NAME IN ({}) ORDER BY TABLE_NAME, ORDINAL_POSITION", names.join(", "));
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for row in sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await? {
        let (table, column) = (text(&row, "table").unwrap_or_default(), text(&row, "column").unwrap_or_default());
        match found.last_mut() {
            Some((last, columns)) if *last == table => columns.push(column),
            _ => found.push((table, vec![column])),
        }
    }
    match choice {
        HistoryChoice::Table { name, .. } if found.is_empty() => {
            Err(HistoryError::TableMissing { table: name.clone() })
        }
        _ => Ok(found),
    }
}

/// Types are not looked at: each migrator's own differ between servers and releases.
fn format_of(columns: &[String]) -> Option<Format> {
    MIGRATORS
        .iter()
        .find(|migrator| {
            let wanted = migrator.columns();
            let has_all = wanted.iter().all(|(name, _)| columns.iter().any(|column| column.eq_ignore_ascii_case(name)));
            has_all && (!migrator.columns_are_all() || wanted.len() == columns.len())
        })
        .map(|migrator| migrator.format())
}

async fn rows(connection: &mut MySqlConnection, format: Format, table: &str) -> Result<HistoryState, HistoryError> {
    let quoted = format!("`{}`", table.replace('`', "``"));
    let sql = format.migrator().mysql_history_select(&quoted);
    match sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await {
        Ok(rows) => {
            Ok(HistoryState::Applied(rows.iter().filter_map(|row| format.migrator().applied(read(row))).collect()))
        }
        Err(error) => {
            let number = error
                .as_database_error()
                .and_then(|error| error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>())
                .map(|error| error.number());
            if number == Some(DENIED) {
                let grants = vec![format!("GRANT SELECT ON {quoted} TO the account that driftline logs in with;")];
                return Ok(HistoryState::NotReadable { grants });
            }
            Err(error.into())
        }
    }
}

fn text(row: &MySqlRow, name: &str) -> Option<String> {
    let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(name).ok().flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn read(row: &MySqlRow) -> HistoryRow {
    let number = |name: &str| text(row, name).and_then(|text| text.parse().ok());
    HistoryRow {
        version: text(row, "version"),
        description: text(row, "description"),
        kind: text(row, "kind"),
        checksum: text(row, "checksum"),
        applied: number("applied"),
        total: number("total"),
        succeeded: text(row, "succeeded").map(|text| text == "1"),
        error: text(row, "error"),
        script: text(row, "script"),
    }
}
