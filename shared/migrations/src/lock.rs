//! The advisory locks that migrators hold while they migrate: looked at, never taken.

use sqlx::{AssertSqlSafe, PgConnection, Row};

use crate::format::Format;
use crate::history::{History, literal};
use crate::history_table::HistoryError;

/// The migrator that is at work right now, if one of those with a history here holds its lock.
///
/// One round trip of the simple protocol. `pg_locks` shows every session's locks to every role.
///
/// # Errors
///
/// When the query fails.
pub async fn migrator_at_work(
    connection: &mut PgConnection,
    database: &str,
    histories: &[History],
) -> Result<Option<Format>, HistoryError> {
    if histories.is_empty() {
        return Ok(None);
    }
    // A key of 64 bits is kept as two halves, and objsubid is 1 (SET_LOCKTAG_ADVISORY in src/include/storage/lock.h).
    let sql = format!(
        "SELECT ((classid::pg_catalog.int8 << 32) | objid::pg_catalog.int8)::pg_catalog.text AS key
         FROM pg_catalog.pg_locks
         WHERE locktype = 'advisory' AND objsubid = 1 AND granted
           AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = {})",
        literal(database)
    );
    let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await?;
    let mut held = Vec::new();
    for row in &rows {
        held.extend(row.try_get::<String, _>("key")?.parse::<i64>());
    }
    let key = |history: &History| history.format.migrator().lock_key(database, &history.table);
    Ok(histories.iter().find(|history| held.contains(&key(history))).map(|history| history.format))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TableName;

    /// The keys that the tools themselves compute; sqlx's is also held for real in the end-to-end tests.
    #[test]
    fn keys_are_those_of_the_migrators() {
        let table = |schema: &str, name: &str| TableName { schema: schema.into(), name: name.into() };
        let key = |format: Format, table| format.migrator().lock_key("shop", &table);
        assert_eq!(key(Format::Atlas, table("atlas_schema_revisions", "atlas_schema_revisions")), 2_686_470_616);
        // crc32("public\0schema_migrations\0shop") = 0x7fcf856e.
        assert_eq!(key(Format::GolangMigrate, table("public", "schema_migrations")), 3_689_236_698);
        // Java: "\"public\".\"flyway_schema_history\"".hashCode() = 2125624436.
        assert_eq!(key(Format::Flyway, table("public", "flyway_schema_history")), 77_431_708_279_161 + 2_125_624_436);
    }
}
