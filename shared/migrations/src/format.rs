//! The migrators this crate knows, and the one list of them.

use std::fmt;
use std::str::FromStr;

use driftline_catalog::Engine;
use serde::{Deserialize, Serialize};

use crate::directory::{Directory, DirectoryError, DirectoryOptions, SourceFile};
use crate::history::{Applied, HistoryRow, TableName};
use crate::plan::{Plan, ReplayPlan};

/// A migrator: how it names its files and what it keeps in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Atlas, with its `atlas.sum`.
    Atlas,
    /// Flyway: `V`, `B` and `R` files.
    Flyway,
    /// golang-migrate: `.up.` and `.down.` files.
    GolangMigrate,
    /// The migrator of sqlx, simple or reversible.
    Sqlx,
}

/// A name in the configuration that is no migrator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a known migration format; use one of {known}")]
pub struct UnknownFormat {
    /// What was written.
    pub given: String,
    /// The names there are, separated by commas.
    pub known: String,
}

/// What a migrator's module provides. A new migrator implements this and joins [`MIGRATORS`].
pub(crate) trait Migrator: Sync {
    fn format(&self) -> Format;

    /// The name used in the configuration and in messages.
    fn name(&self) -> &'static str;

    /// What its files are called, for the message about a directory without any.
    fn example(&self) -> &'static str;

    /// Could these files be a directory of this migrator?
    fn recognizes(&self, files: &[SourceFile]) -> bool;

    /// The migrations in the order a fresh database would meet them.
    fn parse(&self, files: &[SourceFile], options: &DirectoryOptions) -> Result<Directory, DirectoryError>;

    /// The names its history table has unless configured otherwise.
    fn table_names(&self) -> &'static [&'static str];

    /// Columns (with the types, as `format_type` spells them) by which the table is known.
    fn columns(&self) -> &'static [(&'static str, &'static [&'static str])];

    /// Whether the table must have these columns and no other.
    fn columns_are_all(&self) -> bool {
        false
    }

    /// The rows of the table `quoted`, oldest first, as the columns named in [`HistoryRow`].
    fn history_select(&self, quoted: &str) -> String;

    /// The same on MySQL and MariaDB.
    fn mysql_history_select(&self, quoted: &str) -> String;

    /// One row in our words; `None` when the row is not a migration.
    fn applied(&self, row: HistoryRow) -> Option<Applied>;

    /// What to replay, given rows that could be read.
    fn plan(&self, directory: &Directory, table: &TableName, applied: &[Applied]) -> Plan;

    /// The version that these rows say is deployed, whether or not a directory has it.
    fn deployed(&self, applied: &[Applied]) -> Option<String>;

    /// What a fresh database would get.
    fn plan_all(&self, directory: &Directory) -> ReplayPlan {
        ReplayPlan::everything(directory.migrations.clone())
    }

    /// The statements that make the history table as this migrator makes it.
    fn history_ddl(&self, table: &TableName, applied: &[Applied]) -> String;

    /// The key of the advisory lock it holds while it migrates.
    fn lock_key(&self, database: &str, table: &TableName) -> i64;

    /// The name of the lock it holds while it migrates MySQL or MariaDB.
    fn mysql_lock_name(&self, database: &str, table: &TableName) -> String;

    /// The database beside the migrated one in which it may keep its history on MySQL and MariaDB.
    fn mysql_database(&self) -> Option<&'static str> {
        None
    }

    /// The statements that make the history table on MySQL and MariaDB.
    fn mysql_history_ddl(&self, quoted: &str) -> String;

    /// Schemas that hold nothing but the history, given where the table is.
    fn owned_schemas(&self, _table: &TableName) -> Vec<String> {
        Vec::new()
    }
}

/// Every migrator. The order is the order in which [`detect`] offers them.
pub(crate) const MIGRATORS: &[&dyn Migrator] =
    &[&crate::atlas::Atlas, &crate::flyway::Flyway, &crate::golang_migrate::GolangMigrate, &crate::sqlx_migrate::Sqlx];

impl Format {
    /// Every format, in the order of [`detect`].
    pub fn all() -> impl Iterator<Item = Format> {
        MIGRATORS.iter().map(|migrator| migrator.format())
    }

    /// The name that its history table has unless configured otherwise.
    pub fn usual_history(self) -> &'static str {
        self.migrator().table_names().first().copied().unwrap_or_default()
    }

    /// Where that table is unless configured otherwise. Objects of MySQL have no schema.
    pub fn usual_table(self, engine: Engine) -> TableName {
        let name = self.usual_history().to_owned();
        let schema = match (engine, self) {
            // Atlas has a database of MySQL of its own for it only where it migrates several.
            (Engine::Postgres, Format::Atlas) => name.clone(),
            (Engine::Postgres, _) => "public".to_owned(),
            (Engine::Mysql | Engine::Mariadb, _) => String::new(),
        };
        TableName { schema, name }
    }

    pub(crate) fn migrator(self) -> &'static dyn Migrator {
        match self {
            Format::Atlas => &crate::atlas::Atlas,
            Format::Flyway => &crate::flyway::Flyway,
            Format::GolangMigrate => &crate::golang_migrate::GolangMigrate,
            Format::Sqlx => &crate::sqlx_migrate::Sqlx,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.migrator().name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        MIGRATORS.iter().find(|migrator| migrator.name() == given).map(|migrator| migrator.format()).ok_or_else(|| {
            UnknownFormat {
                given: given.to_owned(),
                known: MIGRATORS.iter().map(|migrator| format!("`{}`", migrator.name())).collect::<Vec<_>>().join(", "),
            }
        })
    }
}

/// Every format that these files can be, likeliest first.
///
/// More than one is common: golang-migrate and reversible sqlx files have the same names, and Atlas
/// can write directories for other migrators. The history in the database tells them apart.
pub fn detect(files: &[SourceFile]) -> Vec<Format> {
    MIGRATORS.iter().filter(|migrator| migrator.recognizes(files)).map(|migrator| migrator.format()).collect()
}
