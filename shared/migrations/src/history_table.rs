//! Reading the history tables of a database.
//!
//! Finding them needs no privilege beyond `CONNECT`: they are looked up by name and columns in
//! `pg_catalog`. Reading one needs `SELECT` on exactly that table; without it the history says which
//! grant is missing. Nothing is locked beyond `ACCESS SHARE`, and no transaction is opened or ended.

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use crate::format::{Format, MIGRATORS};
use crate::history::{History, HistoryChoice, HistoryRow, HistoryState, TableName, literal};

/// A history that could not be read for another reason than a missing privilege.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// A query failed.
    #[error("cannot read the migration history: {0}")]
    Query(#[from] sqlx::Error),
    /// A standby has no contents of unlogged tables.
    #[error(
        "this server is a standby and cannot read the migration history: {tables} is unlogged, and only the primary has its rows; name the primary, or run ALTER TABLE ... SET LOGGED on it there"
    )]
    OnlyOnPrimary {
        /// The histories that were to be read.
        tables: String,
    },
    /// The configured table is not there.
    #[error(
        "the history table {table} named in the configuration is not in the database; correct its name, or remove it to look for the usual names"
    )]
    TableMissing {
        /// As configured.
        table: String,
    },
    /// The configured table is of no migrator we know.
    #[error("the table {table} named in the configuration is no history table of {known}: its columns are {columns}")]
    NotAHistory {
        /// The table.
        table: TableName,
        /// The migrators we know.
        known: String,
        /// What columns it has.
        columns: String,
    },
}

impl HistoryError {
    /// Whether a lock was in the way: most likely a migrator is at work right now.
    pub fn is_locked(&self) -> bool {
        /// `lock_not_available`, what `lock_timeout` raises.
        const LOCK_NOT_AVAILABLE: &str = "55P03";
        /// `ER_LOCK_WAIT_TIMEOUT` of MySQL and MariaDB.
        const LOCK_WAIT_TIMEOUT: u16 = 1205;
        matches!(self, HistoryError::Query(error) if code(error).as_deref() == Some(LOCK_NOT_AVAILABLE)
            || crate::mysql::number(error) == Some(LOCK_WAIT_TIMEOUT))
    }
}

/// `feature_not_supported`: selecting from a table is refused with it for one reason only, an unlogged table on a standby.
const NOT_SUPPORTED: &str = "0A000";

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(|code| code.into_owned())
}

impl HistoryRow {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            version: row.try_get("version")?,
            description: row.try_get("description")?,
            kind: row.try_get("kind")?,
            checksum: row.try_get("checksum")?,
            applied: row.try_get("applied")?,
            total: row.try_get("total")?,
            succeeded: row.try_get("succeeded")?,
            error: row.try_get("error")?,
            script: row.try_get("script")?,
        })
    }
}

/// A table that may be a history.
struct Candidate {
    table: TableName,
    owner: String,
    quoted: String,
    grants: Vec<String>,
    columns: Vec<(String, String)>,
}

/// Reads every history table that is there, in one or two round trips of the simple protocol.
///
/// Call it inside a read-only transaction; it opens and ends none, and needs no `search_path`.
/// A table is a history when its columns are those of a migrator, whatever its name; only ordinary
/// and partitioned tables count, because reading a view would run foreign code.
///
/// # Errors
///
/// A failing query, and a configured table that is absent or of no known migrator. A missing
/// privilege is no error but [`HistoryState::NotReadable`].
pub async fn read_histories(
    connection: &mut PgConnection,
    choice: &HistoryChoice,
) -> Result<Vec<History>, HistoryError> {
    let candidates = find_candidates(connection, choice).await?;
    let mut histories = Vec::new();
    let mut selects = Vec::new();
    for candidate in candidates {
        let Some(format) = format_of(&candidate.columns) else {
            if let HistoryChoice::Table { .. } = choice {
                return Err(not_a_history(&candidate));
            }
            continue;
        };
        let state = if candidate.grants.is_empty() {
            selects.push(format!(
                "SELECT {}::pg_catalog.int4 AS history, rows.* FROM ({}) AS rows",
                histories.len(),
                format.migrator().history_select(&candidate.quoted)
            ));
            HistoryState::Applied(Vec::new())
        } else {
            HistoryState::NotReadable { grants: candidate.grants }
        };
        histories.push(History { format, table: candidate.table, owner: candidate.owner, state });
    }
    if !selects.is_empty() {
        let sql = selects.join(";\n");
        let rows = match sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await {
            Ok(rows) => rows,
            Err(error) if code(&error).as_deref() == Some(NOT_SUPPORTED) => {
                let names: Vec<_> = histories.iter().map(|history| history.table.to_string()).collect();
                return Err(HistoryError::OnlyOnPrimary { tables: names.join(" or ") });
            }
            Err(error) => return Err(error.into()),
        };
        for row in rows {
            let index: i32 = row.try_get("history")?;
            let Some(history) = usize::try_from(index).ok().and_then(|index| histories.get_mut(index)) else {
                continue;
            };
            let applied = history.format.migrator().applied(HistoryRow::read(&row)?);
            if let (HistoryState::Applied(rows), Some(applied)) = (&mut history.state, applied) {
                rows.push(applied);
            }
        }
    }
    Ok(histories)
}

async fn find_candidates(
    connection: &mut PgConnection,
    choice: &HistoryChoice,
) -> Result<Vec<Candidate>, HistoryError> {
    let condition = match choice {
        HistoryChoice::Auto => {
            let names: Vec<String> =
                MIGRATORS.iter().flat_map(|migrator| migrator.table_names()).map(|name| literal(name)).collect();
            format!("c.relname IN ({})", names.join(", "))
        }
        HistoryChoice::Table { schema, name } => {
            let mut condition = format!("c.relname = {}", literal(name));
            if let Some(schema) = schema {
                condition.push_str(&format!(" AND n.nspname = {}", literal(schema)));
            }
            condition
        }
    };
    let rows = sqlx::raw_sql(AssertSqlSafe(format!("{CANDIDATES} AND {condition} ORDER BY 1, 2")))
        .fetch_all(connection)
        .await?;
    if let HistoryChoice::Table { schema, name } = choice
        && rows.is_empty()
    {
        return Err(HistoryError::TableMissing {
            table: schema.iter().map(|schema| format!("{schema}.")).collect::<String>() + name,
        });
    }
    rows.iter().map(|row| Ok(read_candidate(row)?)).collect()
}

/// Columns are listed one per line, name and type separated by a tab.
const CANDIDATES: &str = r"
SELECT n.nspname::pg_catalog.text AS schema,
       c.relname::pg_catalog.text AS name,
       pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text AS owner,
       pg_catalog.quote_ident(n.nspname) AS quoted_schema,
       pg_catalog.quote_ident(c.relname) AS quoted_name,
       pg_catalog.quote_ident(CURRENT_USER) AS reader,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS may_use,
       pg_catalog.has_table_privilege(c.oid, 'SELECT') AS may_select,
       pg_catalog.row_security_active(c.oid) AS rows_are_hidden,
       (SELECT pg_catalog.string_agg(
                   a.attname::pg_catalog.text || E'\t' || pg_catalog.format_type(a.atttypid, NULL),
                   E'\n' ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

fn read_candidate(row: &PgRow) -> Result<Candidate, sqlx::Error> {
    let schema: String = row.try_get("quoted_schema")?;
    let name: String = row.try_get("quoted_name")?;
    let reader: String = row.try_get("reader")?;
    let may = |column: &str| -> Result<bool, sqlx::Error> {
        // Null when the table was dropped a moment ago.
        Ok(row.try_get::<Option<bool>, _>(column)?.unwrap_or(false))
    };
    let quoted = format!("{schema}.{name}");
    let mut grants = Vec::new();
    if !may("may_use")? {
        grants.push(format!("GRANT USAGE ON SCHEMA {schema} TO {reader};"));
    }
    if !may("may_select")? {
        grants.push(format!("GRANT SELECT ON TABLE {quoted} TO {reader};"));
    } else if may("rows_are_hidden")? {
        // Row security would leave rows out without a word, and no policy makes it say that it did not.
        grants.push(format!("ALTER ROLE {reader} BYPASSRLS;"));
    }
    let columns: Option<String> = row.try_get("columns")?;
    Ok(Candidate {
        table: TableName { schema: row.try_get("schema")?, name: row.try_get("name")? },
        owner: row.try_get("owner")?,
        quoted,
        grants,
        columns: columns
            .unwrap_or_default()
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
            .collect(),
    })
}

fn format_of(columns: &[(String, String)]) -> Option<Format> {
    MIGRATORS
        .iter()
        .find(|migrator| {
            let wanted = migrator.columns();
            let has_all = wanted.iter().all(|(name, kinds)| {
                columns.iter().any(|(column, kind)| column == name && kinds.contains(&kind.as_str()))
            });
            has_all && (!migrator.columns_are_all() || wanted.len() == columns.len())
        })
        .map(|migrator| migrator.format())
}

fn not_a_history(candidate: &Candidate) -> HistoryError {
    HistoryError::NotAHistory {
        table: candidate.table.clone(),
        known: MIGRATORS.iter().map(|migrator| migrator.name()).collect::<Vec<_>>().join(", "),
        columns: candidate.columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect::<Vec<_>>().join(", "),
    }
}
