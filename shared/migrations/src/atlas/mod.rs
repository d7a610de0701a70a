//! Atlas: `<version>[_<description>].sql`, `atlas.sum`, and the table `atlas_schema_revisions`.
//!
//! The rules are those of `sql/migrate/{dir,migrate,lex}.go` of Atlas.

mod directory;
mod plan;
mod sum;

use crate::directory::{Directory, DirectoryError, DirectoryOptions, SourceFile};
use crate::format::{Format, Migrator};
use crate::history::{Applied, AppliedKind, HistoryRow, Outcome, TableName};
use crate::plan::{Plan, ReplayPlan};

/// The usual name of the table, and of the schema it is alone in.
const REVISIONS: &str = "atlas_schema_revisions";
/// A row that holds an identifier instead of a migration.
const CLOUD_IDENTIFIER: &str = ".atlas_cloud_identifier";
/// Bits of the column `type`: `RevisionType` in `sql/migrate/migrate.go`.
const BASELINE: i64 = 1;
const RESOLVED: i64 = 4;

pub(crate) struct Atlas;

impl Migrator for Atlas {
    fn format(&self) -> Format {
        Format::Atlas
    }

    fn name(&self) -> &'static str {
        "atlas"
    }

    fn example(&self) -> &'static str {
        "`20240131180053_create_users.sql`"
    }

    fn recognizes(&self, files: &[SourceFile]) -> bool {
        files.iter().any(|file| file.path == sum::FILE) && files.iter().any(directory::is_migration)
    }

    fn parse(&self, files: &[SourceFile], _options: &DirectoryOptions) -> Result<Directory, DirectoryError> {
        directory::parse(files)
    }

    fn table_names(&self) -> &'static [&'static str] {
        &[REVISIONS]
    }

    fn columns(&self) -> &'static [(&'static str, &'static [&'static str])] {
        const TEXT: &[&str] = &["character varying", "text"];
        const NUMBER: &[&str] = &["bigint", "integer"];
        &[
            ("version", TEXT),
            ("description", TEXT),
            ("type", NUMBER),
            ("applied", NUMBER),
            ("total", NUMBER),
            ("executed_at", &["timestamp with time zone", "timestamp without time zone"]),
            ("error", TEXT),
            ("hash", TEXT),
        ]
    }

    fn history_select(&self, quoted: &str) -> String {
        format!(
            "SELECT version::pg_catalog.text AS version, description::pg_catalog.text AS description,
                    type::pg_catalog.text AS kind, hash::pg_catalog.text AS checksum,
                    applied::pg_catalog.int8 AS applied, total::pg_catalog.int8 AS total,
                    NULL::pg_catalog.bool AS succeeded, error::pg_catalog.text AS error,
                    NULL::pg_catalog.text AS script
               FROM {quoted} AS t ORDER BY t.executed_at, t.version COLLATE \"C\""
        )
    }

    fn mysql_history_select(&self, quoted: &str) -> String {
        format!(
            "SELECT version, description, type AS kind, hash AS checksum, applied, total, error
               FROM {quoted} ORDER BY executed_at, BINARY version"
        )
    }

    fn mysql_lock_name(&self, _database: &str, _table: &TableName) -> String {
        "atlas_migrate_execute".to_owned()
    }

    fn mysql_database(&self) -> Option<&'static str> {
        Some(REVISIONS)
    }

    fn mysql_history_ddl(&self, quoted: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {quoted} (
    version varchar(255) NOT NULL PRIMARY KEY,
    description varchar(255) NOT NULL,
    type bigint unsigned NOT NULL DEFAULT 2,
    applied bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    executed_at timestamp NOT NULL,
    execution_time bigint NOT NULL,
    error longtext,
    error_stmt longtext,
    hash varchar(255) NOT NULL,
    partial_hashes json,
    operator_version varchar(255) NOT NULL
)"
        )
    }

    fn applied(&self, row: HistoryRow) -> Option<Applied> {
        let version = row.version?;
        if version == CLOUD_IDENTIFIER {
            return None;
        }
        let flags: i64 = row.kind.and_then(|kind| kind.parse().ok()).unwrap_or_default();
        let kind = if flags & BASELINE != 0 {
            AppliedKind::Baseline
        } else if flags & RESOLVED != 0 {
            AppliedKind::Resolved
        } else {
            AppliedKind::Migration
        };
        let (applied, total) = (row.applied.unwrap_or_default(), row.total.unwrap_or_default());
        let error = row.error.filter(|error| !error.is_empty());
        let is_partial = applied < total || error.is_some();
        Some(Applied {
            version: Some(crate::directory::Version(version)),
            description: row.description.unwrap_or_default(),
            // `atlas migrate set` leaves the counts of a file that somebody finished by hand.
            outcome: if is_partial && kind == AppliedKind::Migration {
                Outcome::Partial { applied, total, error }
            } else {
                Outcome::Succeeded
            },
            kind,
            checksum: row.checksum.filter(|hash| !hash.is_empty()),
            script: None,
        })
    }

    fn plan(&self, directory: &Directory, table: &TableName, applied: &[Applied]) -> Plan {
        plan::plan(directory, table, applied)
    }

    fn deployed(&self, applied: &[Applied]) -> Option<String> {
        applied.iter().map(Applied::label).max().map(str::to_owned)
    }

    fn plan_all(&self, directory: &Directory) -> ReplayPlan {
        ReplayPlan::everything(plan::fresh(&directory.migrations).to_vec())
    }

    /// The 32-bit FNV-1 hash of `atlas_migrate_execute`, the lock's name.
    fn lock_key(&self, _database: &str, _table: &TableName) -> i64 {
        2_686_470_616
    }

    fn history_ddl(&self, table: &TableName, _applied: &[Applied]) -> String {
        format!(
            r#"CREATE TABLE IF NOT EXISTS {} (
    "version" character varying NOT NULL,
    "description" character varying NOT NULL,
    "type" bigint NOT NULL DEFAULT 2,
    "applied" bigint NOT NULL DEFAULT 0,
    "total" bigint NOT NULL DEFAULT 0,
    "executed_at" timestamptz NOT NULL,
    "execution_time" bigint NOT NULL,
    "error" text NULL,
    "error_stmt" text NULL,
    "hash" character varying NOT NULL,
    "partial_hashes" jsonb NULL,
    "operator_version" character varying NOT NULL,
    PRIMARY KEY ("version")
);"#,
            table.quoted()
        )
    }

    fn owned_schemas(&self, table: &TableName) -> Vec<String> {
        (table.schema == REVISIONS).then(|| table.schema.clone()).into_iter().collect()
    }
}
