//! sqlx: `<version>_<description>.sql`, simple or as `.up.sql` and `.down.sql`, and the table
//! `_sqlx_migrations`.
//!
//! The rules are those of `sqlx-core/src/migrate/source.rs` and `sqlx-postgres/src/migrate.rs`, 0.9.

use std::collections::BTreeMap;

use sha2::{Digest, Sha384};

use crate::directory::{
    Directory, DirectoryError, DirectoryOptions, Migration, MigrationKind, SendMode, SessionMode, SourceFile,
    TransactionMode, Version, refuse_duplicates,
};
use crate::format::{Format, Migrator};
use crate::history::{Applied, AppliedKind, HistoryRow, Outcome, TableName};
use crate::plan::{Plan, ReplayPlan, dirty, edited_note, missing, note_order};

pub(crate) struct Sqlx;

/// The parts of a file name, `None` when sqlx ignores the file.
fn parts(file: &SourceFile) -> Option<(&str, &str)> {
    file.is_top_level().then(|| file.name().split_once('_')).flatten().filter(|(_, rest)| rest.ends_with(".sql"))
}

fn read(file: &SourceFile) -> Result<Option<(i64, Migration)>, DirectoryError> {
    let Some((number, rest)) = parts(file) else {
        return Ok(None);
    };
    let version: i64 = number.parse().map_err(|_| DirectoryError::FileName {
        file: file.path.clone(),
        reason: format!("sqlx refuses this name, because `{number}` is not a whole number; begin it with a version such as `01_`, or move the file elsewhere"),
    })?;
    if rest.ends_with(".down.sql") {
        return Ok(None);
    }
    let suffix = if rest.ends_with(".up.sql") { ".up.sql" } else { ".sql" };
    let sql = file.text()?;
    Ok(Some((
        version,
        Migration {
            version: Some(Version(version.to_string())),
            description: rest.trim_end_matches(suffix).replace('_', " "),
            file: file.path.clone(),
            kind: MigrationKind::Versioned,
            sql: sql.to_owned(),
            checksum: hexadecimal(&Sha384::digest(&file.bytes)),
            equivalent_checksum: None,
            transaction: if sql.starts_with("-- no-transaction") {
                TransactionMode::Unwrapped
            } else {
                TransactionMode::Wrapped
            },
            delimiter: None,
            session: SessionMode::Kept,
            sending: SendMode::Whole,
        },
    )))
}

fn number(version: &str) -> i64 {
    version.parse().unwrap_or_default()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Migrator for Sqlx {
    fn format(&self) -> Format {
        Format::Sqlx
    }

    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn example(&self) -> &'static str {
        "`01_create_users.sql` or `01_create_users.up.sql`"
    }

    fn recognizes(&self, files: &[SourceFile]) -> bool {
        let mut named = files.iter().filter_map(parts).peekable();
        // One bad name makes sqlx refuse the whole directory.
        named.peek().is_some() && named.all(|(number, _)| number.parse::<i64>().is_ok())
    }

    fn parse(&self, files: &[SourceFile], _options: &DirectoryOptions) -> Result<Directory, DirectoryError> {
        let mut numbered = Vec::new();
        for file in files {
            numbered.extend(read(file)?);
        }
        numbered.sort_by_key(|(version, _)| *version);
        refuse_duplicates(self.format(), numbered.iter().map(|(version, migration)| (*version, migration)))?;
        Ok(Directory {
            format: self.format(),
            migrations: numbered.into_iter().map(|(_, migration)| migration).collect(),
            notes: Vec::new(),
        })
    }

    fn table_names(&self) -> &'static [&'static str] {
        &["_sqlx_migrations"]
    }

    fn columns(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[
            ("version", &["bigint"]),
            ("description", &["text"]),
            ("installed_on", &["timestamp with time zone"]),
            ("success", &["boolean"]),
            ("checksum", &["bytea"]),
        ]
    }

    fn history_select(&self, quoted: &str) -> String {
        format!(
            "SELECT version::pg_catalog.text AS version, description, NULL::pg_catalog.text AS kind,
                    pg_catalog.encode(checksum, 'hex') AS checksum,
                    NULL::pg_catalog.int8 AS applied, NULL::pg_catalog.int8 AS total,
                    success AS succeeded, NULL::pg_catalog.text AS error, NULL::pg_catalog.text AS script
               FROM {quoted} AS t ORDER BY t.installed_on, t.version"
        )
    }

    fn mysql_history_select(&self, quoted: &str) -> String {
        format!(
            "SELECT version, description, LOWER(HEX(checksum)) AS checksum, success AS succeeded
               FROM {quoted} ORDER BY installed_on, version"
        )
    }

    /// As `sqlx-mysql/src/migrate.rs` computes it.
    fn mysql_lock_name(&self, database: &str, _table: &TableName) -> String {
        format!("{:x}", 0x3d32_ad9e_i64 * i64::from(crc32fast::hash(database.as_bytes())))
    }

    fn mysql_history_ddl(&self, quoted: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {quoted} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)"
        )
    }

    fn applied(&self, row: HistoryRow) -> Option<Applied> {
        Some(Applied {
            version: row.version.map(Version),
            description: row.description.unwrap_or_default(),
            kind: AppliedKind::Migration,
            checksum: row.checksum,
            outcome: match row.succeeded {
                Some(true) => Outcome::Succeeded,
                _ => Outcome::Failed { reason: "it began and did not finish".to_owned() },
            },
            script: None,
        })
    }

    fn plan(&self, directory: &Directory, table: &TableName, applied: &[Applied]) -> Plan {
        if let Some(dirty) = dirty(table, applied, "repair the database by hand, then delete or correct that row") {
            return dirty;
        }
        plan_applied_set(directory, table, applied, number)
    }

    fn deployed(&self, applied: &[Applied]) -> Option<String> {
        applied.iter().map(Applied::label).max_by_key(|version| number(version)).map(str::to_owned)
    }

    /// `generate_lock_id` in `sqlx-postgres/src/migrate.rs`.
    fn lock_key(&self, database: &str, _table: &TableName) -> i64 {
        0x3d32_ad9e * i64::from(crc32fast::hash(database.as_bytes()))
    }

    fn history_ddl(&self, table: &TableName, _applied: &[Applied]) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
    success BOOLEAN NOT NULL,
    checksum BYTEA NOT NULL,
    execution_time BIGINT NOT NULL
);",
            table.quoted()
        )
    }
}

/// The plan for a history that lists each applied version: those files, in the order of the rows.
fn plan_applied_set<K: Ord>(
    directory: &Directory,
    table: &TableName,
    applied: &[Applied],
    key: impl Fn(&str) -> K,
) -> Plan {
    if applied.is_empty() {
        return Plan::Replay(ReplayPlan::nothing(directory));
    }
    let files: BTreeMap<&str, &Migration> = directory.versioned();
    let mut rows: Vec<(K, &str)> = Vec::new();
    let mut unknown = Vec::new();
    let mut migrations = Vec::new();
    let mut notes = Vec::new();
    for row in applied {
        let version = row.label();
        let Some(migration) = files.get(version) else {
            unknown.push(version);
            continue;
        };
        if let Some(checksum) = &row.checksum
            && !migration.has_checksum(checksum)
        {
            notes.push(edited_note(&migration.file));
        }
        rows.push((key(version), version));
        migrations.push((*migration).clone());
    }
    if !unknown.is_empty() {
        unknown.sort_by_key(|version| key(version));
        return missing(table, &unknown);
    }
    notes.extend(note_order(&rows, |first, then| first < then));
    Plan::Replay(ReplayPlan {
        deployed: rows.iter().max_by(|left, right| left.0.cmp(&right.0)).map(|(_, version)| (*version).to_owned()),
        pending: directory
            .migrations
            .iter()
            .filter(|migration| !rows.iter().any(|(_, version)| *version == migration.label()))
            .map(|migration| migration.file.clone())
            .collect(),
        migrations,
        notes,
    })
}
