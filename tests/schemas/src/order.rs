//! Making a schema with its objects in another order.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::Database;
use crate::dump::{Entry, entries_in_order, shuffled};
use crate::server::words;

/// Restores a dump into an empty database with its entries shuffled: whatever still lacks something is tried again
/// when the others are there.
///
/// # Errors
///
/// The entries that cannot be restored in any order, each with what the server says.
pub async fn load_in_another_order(database: &Database<'_>, dump: &str, number: u64) -> Result<(), String> {
    let mut connection = database.connect().await;
    let settings: String =
        dump.lines().take_while(|line| !line.starts_with("-- Name: ")).flat_map(|line| [line, "\n"]).collect();
    run(&mut connection, &settings).await?;
    let mut waiting: Vec<Entry> = Vec::new();
    let entries = shuffled(entries_in_order(dump), number);
    for section in entries.chunk_by(|one, other| one.section() == other.section()) {
        waiting.extend(section.iter().cloned());
        // What fails in a section for ever may wait for something of a later one.
        loop {
            let before = waiting.len();
            let mut failed = Vec::new();
            for entry in waiting {
                if run(&mut connection, &entry.text).await.is_err() {
                    failed.push(entry);
                }
            }
            waiting = failed;
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
    }
    let mut reasons = Vec::new();
    for entry in waiting {
        if let Err(error) = run(&mut connection, &entry.text).await {
            reasons.push(format!("{entry}: {error}"));
        }
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons.join("\n")) }
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), String> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|_| ()).map_err(|error| words(&error))
}
