//! A directory without its texts: enough to hold a history against it where the files themselves are not at hand.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::directory::{Directory, Migration, MigrationKind, SendMode, SessionMode, TransactionMode, Version};
use crate::format::Format;

/// What is kept of a directory beside a schema that was built of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Whose directory it is.
    pub format: Format,
    /// Its migrations, in the migrator's order.
    pub migrations: Vec<OutlinedMigration>,
}

/// What is kept of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlinedMigration {
    /// The file's path below the directory.
    pub file: String,
    /// As in [`Migration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// As in [`Migration`].
    pub description: String,
    /// As in [`Migration`].
    pub kind: MigrationKind,
    /// As in [`Migration`].
    pub checksum: String,
    /// As in [`Migration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equivalent_checksum: Option<String>,
    /// The SHA-256 of the text as it is run, which tells texts apart where the migrator keeps no checksum or does not
    /// count placeholders.
    pub text: String,
}

impl Outline {
    /// The outline of a directory.
    pub fn of(directory: &Directory) -> Self {
        Self { format: directory.format, migrations: directory.migrations.iter().map(OutlinedMigration::of).collect() }
    }

    /// A directory that a history can be held against. Its texts are empty: nothing of it can be replayed.
    pub fn without_texts(&self) -> Directory {
        let migrations = self.migrations.iter().map(OutlinedMigration::without_text).collect();
        Directory { format: self.format, migrations, notes: Vec::new() }
    }
}

impl OutlinedMigration {
    fn of(migration: &Migration) -> Self {
        let mut hash = Sha256::new();
        hash.update(if migration.transaction == TransactionMode::Wrapped { "wrapped\n" } else { "unwrapped\n" });
        hash.update(&migration.sql);
        Self {
            file: migration.file.clone(),
            version: migration.version.clone(),
            description: migration.description.clone(),
            kind: migration.kind,
            checksum: migration.checksum.clone(),
            equivalent_checksum: migration.equivalent_checksum.clone(),
            text: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    fn without_text(&self) -> Migration {
        Migration {
            version: self.version.clone(),
            description: self.description.clone(),
            file: self.file.clone(),
            kind: self.kind,
            sql: String::new(),
            checksum: self.checksum.clone(),
            equivalent_checksum: self.equivalent_checksum.clone(),
            transaction: TransactionMode::Wrapped,
            delimiter: None,
            session: SessionMode::Kept,
            sending: SendMode::Whole,
        }
    }
}
