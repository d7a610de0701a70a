//! Migrators at work, seen by their locks.

use driftline_migrations::{Format, History, HistoryState, TableName, mysql_migrator_at_work};

use crate::support::{run, servers};

fn history(format: Format, name: &str) -> History {
    History {
        format,
        table: TableName { schema: String::new(), name: name.to_owned() },
        owner: String::new(),
        state: HistoryState::Applied(Vec::new()),
    }
}

/// The names of the locks that the tools take for a database called `shop`, worked out from their own source.
const LOCKS: [(Format, &str, &str); 4] = [
    (Format::Atlas, "atlas_schema_revisions", "atlas_migrate_execute"),
    // crc32("shop:schema_migrations") * 1486364155, in 32 bits.
    (Format::GolangMigrate, "schema_migrations", "2821548460"),
    // Java: "`shop`.`flyway_schema_history`".hashCode().
    (Format::Flyway, "flyway_schema_history", "Flyway--1695041341"),
    // 0x3d32ad9e * crc32("shop").
    (Format::Sqlx, "_sqlx_migrations", "293775f3d108c5fc"),
];

#[tokio::test]
async fn a_held_lock_is_seen_and_never_taken() {
    for server in servers().await {
        let (name, mut looking) = server.database().await;
        let (other, mut holding) = server.database().await;
        for (format, table, lock) in LOCKS {
            let histories = [history(format, table)];
            assert_eq!(mysql_migrator_at_work(&mut looking, "shop", &histories).await.expect("an answer"), None);
            run(&mut holding, &format!("DO GET_LOCK('{lock}', 0)")).await;
            let found = mysql_migrator_at_work(&mut looking, "shop", &histories).await.expect("an answer");
            assert_eq!(found, Some(format), "{}", server.name());
            // Of another migrator, it says nothing.
            let others: Vec<History> = LOCKS
                .iter()
                .filter(|(other, _, _)| *other != format)
                .map(|(format, table, _)| history(*format, table))
                .collect();
            assert_eq!(mysql_migrator_at_work(&mut looking, "shop", &others).await.expect("an answer"), None);
            run(&mut holding, &format!("DO RELEASE_LOCK('{lock}')")).await;
        }
        server.drop_database(&name).await;
        server.drop_database(&other).await;
    }
}
