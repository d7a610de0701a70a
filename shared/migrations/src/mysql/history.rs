//! Reading the history tables of a database.
//!
//! They are looked up by name and columns in `information_schema`, which shows a table to whoever has any privilege on
//! it. Reading one needs `SELECT` on exactly that table; without it the history says which grant is missing.

use driftline_catalog::mysql::{Account, quote};
use sqlx::mysql::{MySqlConnection, MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, Row as _};

use crate::format::{Format, MIGRATORS};
use crate::history::{History, HistoryChoice, HistoryRow, HistoryState, TableName};
use crate::history_table::HistoryError;

/// `ER_TABLEACCESS_DENIED_ERROR`, `ER_COLUMNACCESS_DENIED_ERROR`.
const DENIED: &[u16] = &[1142, 1143];

/// The columns of tables of one database. A view is no history: reading one would run foreign code.
///
/// MariaDB opens the tables of every database, unless each view of `information_schema` is told one by itself.
fn columns_in(schema: &str, condition: &str) -> String {
    format!(
        "SELECT IF(c.TABLE_SCHEMA = DATABASE(), '', c.TABLE_SCHEMA) AS `schema`, c.TABLE_NAME AS `table`, \
         c.COLUMN_NAME AS `column`, c.ORDINAL_POSITION AS `position` FROM information_schema.COLUMNS AS c \
         JOIN information_schema.TABLES AS t ON t.TABLE_NAME = c.TABLE_NAME AND t.TABLE_TYPE <> 'VIEW' \
         WHERE c.TABLE_SCHEMA = {schema} AND t.TABLE_SCHEMA = {schema} AND c.TABLE_NAME {condition}"
    )
}

/// Reads every history table of the session's database, and those in databases that are a migrator's own.
///
/// The schema of a history in the session's database is empty, and so is the owner of every one: tables have none here.
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
                    table,
                    known: MIGRATORS.iter().map(|migrator| migrator.name()).collect::<Vec<_>>().join(", "),
                    columns: columns.join(", "),
                });
            }
            continue;
        };
        let state = rows(connection, format, &table).await?;
        histories.push(History { format, table, owner: String::new(), state });
    }
    Ok(histories)
}

/// Tables that may be a history, with their columns.
async fn candidates(
    connection: &mut MySqlConnection,
    choice: &HistoryChoice,
) -> Result<Vec<(TableName, Vec<String>)>, HistoryError> {
    let list = |names: &mut dyn Iterator<Item = &str>| names.map(literal).collect::<Vec<_>>().join(", ");
    let queries = match choice {
        HistoryChoice::Auto => {
            let tables = list(&mut MIGRATORS.iter().flat_map(|migrator| migrator.table_names()).copied());
            let condition = format!("IN ({tables})");
            let own = MIGRATORS.iter().filter_map(|migrator| migrator.mysql_database());
            let own =
                own.map(|name| columns_in(&literal(name), &format!("{condition} AND c.TABLE_SCHEMA <> DATABASE()")));
            [columns_in("DATABASE()", &condition)].into_iter().chain(own).collect()
        }
        HistoryChoice::Table { schema, name } => {
            let schema = schema.as_deref().map_or_else(|| "DATABASE()".to_owned(), literal);
            vec![columns_in(&schema, &format!("= {}", literal(name)))]
        }
    };
    let sql = format!("{} ORDER BY `schema`, `table`, `position`", queries.join(" UNION ALL "));
    let mut found: Vec<(TableName, Vec<String>)> = Vec::new();
    for row in sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await? {
        let part = |name| text(&row, name).unwrap_or_default();
        let (table, column) = (TableName { schema: part("schema"), name: part("table") }, part("column"));
        match found.last_mut() {
            Some((last, columns)) if *last == table => columns.push(column),
            _ => found.push((table, vec![column])),
        }
    }
    match choice {
        HistoryChoice::Table { schema, name } if found.is_empty() => Err(HistoryError::TableMissing {
            table: schema.iter().map(|schema| format!("{schema}.")).collect::<String>() + name,
        }),
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

async fn rows(
    connection: &mut MySqlConnection,
    format: Format,
    table: &TableName,
) -> Result<HistoryState, HistoryError> {
    let schema = if table.schema.is_empty() { String::new() } else { format!("{}.", quote(&table.schema)) };
    let quoted = schema + &quote(&table.name);
    let sql = format.migrator().mysql_history_select(&quoted);
    match sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut *connection).await {
        Ok(rows) => {
            Ok(HistoryState::Applied(rows.iter().filter_map(|row| format.migrator().applied(read(row))).collect()))
        }
        Err(error) if number(&error).is_some_and(|number| DENIED.contains(&number)) => {
            Ok(HistoryState::NotReadable { grants: vec![missing_grant(connection, table).await?] })
        }
        Err(error) => Err(error.into()),
    }
}

/// The grant that shows a table to whoever is logged in.
async fn missing_grant(connection: &mut MySqlConnection, table: &TableName) -> Result<String, HistoryError> {
    let row = sqlx::raw_sql("SELECT CURRENT_USER(), DATABASE()").fetch_one(connection).await?;
    let account = at(&row, 0).unwrap_or_default();
    let account = Account::of_plain(&account).quoted();
    let schema = if table.schema.is_empty() { at(&row, 1).unwrap_or_default() } else { table.schema.clone() };
    Ok(format!("GRANT SELECT ON {}.{} TO {account};", quote(&schema), quote(&table.name)))
}

/// A string constant; names with a backslash read the same in sessions in which it escapes and in others.
fn literal(text: &str) -> String {
    format!("_utf8mb4 X'{}'", text.bytes().map(|byte| format!("{byte:02X}")).collect::<String>())
}

/// The number of the server's error.
pub(crate) fn number(error: &sqlx::Error) -> Option<u16> {
    error.as_database_error()?.try_downcast_ref::<MySqlDatabaseError>().map(MySqlDatabaseError::number)
}

/// The text at a place of a row; none for null.
pub(super) fn at(row: &MySqlRow, place: usize) -> Option<String> {
    let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(place).ok().flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
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
