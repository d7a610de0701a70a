//! Flyway: `V`, `B`, `R` and `U` files, and the table `flyway_schema_history`.
//!
//! The rules are those of `flyway-core`: `ResourceNameParser`, `MigrationVersion`,
//! `ChecksumCalculator`, `MigrationInfoServiceImpl`. Undo files are ignored, and so are callbacks and
//! Java migrations, which are not in the directory.

mod directory;
mod placeholders;
mod plan;
mod version;

use std::collections::BTreeMap;

use driftline_catalog::postgres::quote;

use crate::directory::{Directory, DirectoryError, DirectoryOptions, SourceFile, Version};
use crate::format::{Format, Migrator};
use crate::history::{Applied, AppliedKind, HistoryRow, Outcome, TableName};
use crate::plan::{Plan, ReplayPlan};

/// Settings of Flyway that change what its files mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlywayOptions {
    /// Values of `${name}`. Names do not depend on case. `flyway:filename` is always known; the
    /// others that Flyway fills in (`flyway:defaultSchema`, `flyway:user`, ...) belong here.
    pub placeholders: BTreeMap<String, String>,
    /// `placeholderReplacement`: whether `${name}` is replaced at all.
    pub placeholder_replacement: bool,
    /// `placeholderPrefix`.
    pub placeholder_prefix: String,
    /// `placeholderSuffix`.
    pub placeholder_suffix: String,
}

impl Default for FlywayOptions {
    fn default() -> Self {
        Self {
            placeholders: BTreeMap::new(),
            placeholder_replacement: true,
            placeholder_prefix: "${".to_owned(),
            placeholder_suffix: "}".to_owned(),
        }
    }
}

pub(crate) struct Flyway;

impl Migrator for Flyway {
    fn format(&self) -> Format {
        Format::Flyway
    }

    fn name(&self) -> &'static str {
        "flyway"
    }

    fn example(&self) -> &'static str {
        "`V1__create_users.sql` or `R__active_users.sql`"
    }

    fn recognizes(&self, files: &[SourceFile]) -> bool {
        files.iter().any(directory::is_migration)
    }

    fn parse(&self, files: &[SourceFile], options: &DirectoryOptions) -> Result<Directory, DirectoryError> {
        directory::parse(files, &options.flyway)
    }

    fn table_names(&self) -> &'static [&'static str] {
        // The second is what versions before 5 called it.
        &["flyway_schema_history", "schema_version"]
    }

    fn columns(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[
            ("installed_rank", &["integer"]),
            ("version", &["character varying"]),
            ("description", &["character varying"]),
            ("type", &["character varying"]),
            ("script", &["character varying"]),
            ("checksum", &["integer"]),
            ("success", &["boolean"]),
        ]
    }

    fn history_select(&self, quoted: &str) -> String {
        format!(
            "SELECT version::pg_catalog.text AS version, description::pg_catalog.text AS description,
                    type::pg_catalog.text AS kind, checksum::pg_catalog.text AS checksum,
                    NULL::pg_catalog.int8 AS applied, NULL::pg_catalog.int8 AS total,
                    success AS succeeded, NULL::pg_catalog.text AS error,
                    script::pg_catalog.text AS script
               FROM {quoted} AS t ORDER BY t.installed_rank"
        )
    }

    fn mysql_history_select(&self, quoted: &str) -> String {
        format!(
            "SELECT version, description, type AS kind, checksum, success AS succeeded, script
               FROM {quoted} ORDER BY installed_rank"
        )
    }

    /// `Flyway-` and the hash that Java computes of the table's name (`MySQLNamedLockTemplate`).
    fn mysql_lock_name(&self, database: &str, table: &TableName) -> String {
        let name = format!("`{database}`.`{}`", table.name);
        let hash = name.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
        format!("Flyway-{hash}")
    }

    fn mysql_history_ddl(&self, quoted: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {quoted} (
    installed_rank INT NOT NULL PRIMARY KEY,
    version VARCHAR(50),
    description VARCHAR(200) NOT NULL,
    type VARCHAR(20) NOT NULL,
    script VARCHAR(1000) NOT NULL,
    checksum INT,
    installed_by VARCHAR(100) NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    execution_time INT NOT NULL,
    success BOOL NOT NULL
)"
        )
    }

    fn applied(&self, row: HistoryRow) -> Option<Applied> {
        let kind = match (row.kind.as_deref().unwrap_or_default(), &row.version) {
            ("SQL", Some(_)) => AppliedKind::Migration,
            ("SQL", None) => AppliedKind::Repeatable,
            ("BASELINE", _) => AppliedKind::Baseline,
            ("SQL_BASELINE" | "BASELINE_SQL", _) => AppliedKind::BaselineScript,
            ("SCHEMA", _) => AppliedKind::SchemaCreation,
            ("UNDO_SQL", _) => AppliedKind::Undo,
            ("DELETE", _) => AppliedKind::Deletion,
            (other, _) => AppliedKind::Other(other.to_owned()),
        };
        Some(Applied {
            version: row.version.map(|version| Version(version::canonical(&version).unwrap_or(version))),
            description: row.description.unwrap_or_default(),
            kind,
            checksum: row.checksum,
            outcome: match row.succeeded {
                Some(true) => Outcome::Succeeded,
                _ => Outcome::Failed { reason: "it failed".to_owned() },
            },
            script: row.script,
        })
    }

    fn plan(&self, directory: &Directory, table: &TableName, applied: &[Applied]) -> Plan {
        plan::plan(directory, table, applied)
    }

    fn deployed(&self, applied: &[Applied]) -> Option<String> {
        plan::deployed(applied)
    }

    fn plan_all(&self, directory: &Directory) -> ReplayPlan {
        ReplayPlan::everything(plan::fresh(&directory.migrations))
    }

    /// `PostgreSQLAdvisoryLockTemplate`: a number that spells Flyway, plus Java's hash of the quoted table name.
    fn lock_key(&self, _database: &str, table: &TableName) -> i64 {
        const FLYWAY: i64 = 77_431_708_279_161;
        let name = format!("\"{}\".\"{}\"", table.schema, table.name);
        let hash = name.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
        FLYWAY + i64::from(hash)
    }

    fn history_ddl(&self, table: &TableName, applied: &[Applied]) -> String {
        let mut sql = String::new();
        for row in applied.iter().filter(|row| row.kind == AppliedKind::SchemaCreation) {
            for schema in created_schemas(row.script.as_deref().unwrap_or_default()) {
                sql.push_str(&format!("CREATE SCHEMA IF NOT EXISTS {};\n", quote(&schema)));
            }
        }
        sql + &format!(
            r#"CREATE TABLE IF NOT EXISTS {quoted} (
    "installed_rank" INT NOT NULL,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INTEGER,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
    "execution_time" INTEGER NOT NULL,
    "success" BOOLEAN NOT NULL,
    CONSTRAINT {key} PRIMARY KEY ("installed_rank")
);
CREATE INDEX IF NOT EXISTS {index} ON {quoted} ("success");"#,
            quoted = table.quoted(),
            key = quote(&format!("{}_pk", table.name)),
            index = quote(&format!("{}_s_idx", table.name)),
        )
    }
}

/// The names in `"one","two"`, as the row about created schemas lists them.
fn created_schemas(script: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = script;
    while let Some(start) = rest.find('"') {
        let mut name = String::new();
        let mut letters = rest[start + 1..].char_indices().peekable();
        let mut end = rest.len();
        while let Some((index, letter)) = letters.next() {
            if letter != '"' {
                name.push(letter);
            } else if letters.next_if(|(_, next)| *next == '"').is_some() {
                name.push('"');
            } else {
                end = start + 1 + index + 1;
                break;
            }
        }
        if !name.is_empty() {
            names.push(name);
        }
        rest = &rest[end..];
    }
    names
}

#[cfg(test)]
mod tests {
    use super::created_schemas;

    #[test]
    fn created_schemas_are_read_from_the_script_column() {
        let cases: &[(&str, &[&str])] = &[
            (r#""app""#, &["app"]),
            (r#""app","Audit Log""#, &["app", "Audit Log"]),
            (r#""a""b""#, &[r#"a"b"#]),
            ("<< Flyway Schema Creation >>", &[]),
            (r#""unclosed"#, &["unclosed"]),
        ];
        for (script, expected) in cases {
            assert_eq!(created_schemas(script), *expected, "{script}");
        }
    }
}
