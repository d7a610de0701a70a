//! The name of an expected schema: the hash of all that went into it.

use driftline_catalog::FORMAT;
use driftline_migrations::{History, Migration, TransactionMode};
use sha2::{Digest, Sha256};

use crate::Live;

/// Raised when a new version of driftline would build or read the same input differently.
const GENERATION: u32 = 2;

/// The cache key of migrations replayed for a live database.
pub(crate) fn key(live: &Live, history: Option<&History>, migrations: &[Migration]) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    add(&format!("{GENERATION}/{FORMAT}/{}", env!("CARGO_PKG_VERSION")));
    add(&live.server_version);
    add(&serde_json::to_string(&live.surroundings).expect("surroundings are plain data with a JSON form"));
    if let Some(roles) = &live.roles {
        add(&serde_json::to_string(roles).expect("roles are plain data with a JSON form"));
    }
    if let Some(history) = history {
        add(&format!("{}/{}/{}", history.format, history.table, history.owner));
    }
    for migration in migrations {
        add(&migration.file);
        // The text as it is run, with placeholders filled in, and not only the migrator's checksum.
        add(&migration.sql);
        add(if migration.transaction == TransactionMode::Wrapped { "wrapped" } else { "single" });
    }
    hex::encode(hash.finalize())
}
