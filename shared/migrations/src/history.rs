//! What the history tables say that migrators keep in the database they migrate.

use std::fmt;

use driftline_catalog::{mysql, postgres};
use serde::{Deserialize, Serialize};

use crate::directory::Version;
use crate::format::Format;

/// A table and its schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TableName {
    /// The schema.
    pub schema: String,
    /// The table.
    pub name: String,
}

impl TableName {
    /// Both parts in double quotes, for SQL.
    pub fn quoted(&self) -> String {
        format!("{}.{}", postgres::quote(&self.schema), postgres::quote(&self.name))
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Objects of MySQL are named without their database.
        if self.schema.is_empty() { f.write_str(&self.name) } else { write!(f, "{}.{}", self.schema, self.name) }
    }
}

/// What one history table says. It is stored beside the snapshot of its database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Whose table it is, known by its columns.
    pub format: Format,
    /// Where it is.
    pub table: TableName,
    /// The role that owns it: the role that migrates.
    pub owner: String,
    /// Its rows, or why they could not be read.
    pub state: HistoryState,
}

/// Whether a history could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HistoryState {
    /// Its rows, oldest first.
    Applied(Vec<Applied>),
    /// The role lacks a privilege.
    NotReadable {
        /// The statements that give it, to be run by the table's owner.
        grants: Vec<String>,
    },
}

/// One row of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// `None` for Flyway's repeatable migrations and its note about created schemas.
    pub version: Option<Version>,
    /// The words of the file's name, where the history keeps them.
    pub description: String,
    /// What the row records.
    pub kind: AppliedKind,
    /// As the migrator spells it; `None` when the row has none.
    pub checksum: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The file, where the history keeps it (Flyway).
    pub script: Option<String>,
}

impl Applied {
    /// The version, or the description of a row that has none.
    pub(crate) fn label(&self) -> &str {
        self.version.as_ref().map_or(&self.description, |version| &version.0)
    }
}

/// What a row of a history records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppliedKind {
    /// A file was run.
    Migration,
    /// A repeatable file was run.
    Repeatable,
    /// Somebody declared that the database is at this version.
    Baseline,
    /// Flyway ran a `B` file.
    BaselineScript,
    /// Atlas: somebody declared this file applied.
    Resolved,
    /// Flyway created the schemas named in `script`.
    SchemaCreation,
    /// Flyway ran an undo file.
    Undo,
    /// Flyway's `repair` noted that the file is gone.
    Deletion,
    /// Code of the application, or a type we do not know, as the history names it.
    Other(String),
}

/// How a migration ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Completely applied.
    Succeeded,
    /// Marked as failed.
    Failed {
        /// What the history says about it.
        reason: String,
    },
    /// Stopped between two statements.
    Partial {
        /// Statements that were applied.
        applied: i64,
        /// Statements there are.
        total: i64,
        /// The error that stopped it, when noted.
        error: Option<String>,
    },
}

/// Which history tables to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum HistoryChoice {
    /// Those with the usual names.
    #[default]
    Auto,
    /// The one configured; without a schema, in any schema.
    Table {
        /// The schema, if configured.
        schema: Option<String>,
        /// The table.
        name: String,
    },
}

/// What every migrator's `history_select` returns, column by column; unused ones are null.
#[derive(Debug, Clone, Default)]
pub(crate) struct HistoryRow {
    pub(crate) version: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) checksum: Option<String>,
    pub(crate) applied: Option<i64>,
    pub(crate) total: Option<i64>,
    pub(crate) succeeded: Option<bool>,
    pub(crate) error: Option<String>,
    pub(crate) script: Option<String>,
}

/// A string constant; the `E` form means the same whatever `standard_conforming_strings` is.
pub(crate) fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// The statements that make the history table, its schema and the schemas the migrator created by
/// itself. Run them before a replay: migrations may grant on the table or loop over all tables.
pub fn history_ddl(history: &History) -> String {
    let applied: &[Applied] = match &history.state {
        HistoryState::Applied(applied) => applied,
        HistoryState::NotReadable { .. } => &[],
    };
    format!(
        "CREATE SCHEMA IF NOT EXISTS {};\n{}",
        postgres::quote(&history.table.schema),
        history.format.migrator().history_ddl(&history.table, applied)
    )
}

/// The statement that makes the history table on MySQL and MariaDB.
pub fn mysql_history_ddl(history: &History) -> String {
    history.format.migrator().mysql_history_ddl(&mysql::quote(&history.table.name))
}

/// What belongs to the migrator and is never a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owned {
    /// The history table, with its indexes, constraints and sequence.
    pub table: TableName,
    /// Schemas that hold nothing else.
    pub schemas: Vec<String>,
}

/// What in the database belongs to the migrator of `history` itself.
pub fn owned_objects(history: &History) -> Owned {
    Owned { table: history.table.clone(), schemas: history.format.migrator().owned_schemas(&history.table) }
}
