//! Migration directories, the histories migrators keep, and replaying them.
//!
//! What a database *should* look like is what its migrations build, stopped at the version that is
//! deployed. This crate answers that in four steps, each usable alone:
//!
//! 1. [`read_files`] and [`Directory::parse`]: the files of one migrator, in the order it runs them.
//! 2. [`read_histories`]: what the migrator itself noted in the database.
//! 3. [`plan`] and [`plan_for`]: pure; which files to replay, or why that cannot be known.
//! 4. [`replay`]: runs them on a scratch server, and says file, line and statement when one fails.
//!
//! One migrator is one module (`atlas`, `flyway`, `golang_migrate`, `sqlx_migrate`); the list of all
//! is in `format.rs`, and nothing else in the crate names them.

#![cfg_attr(
    not(feature = "postgres"),
    expect(dead_code, reason = "migrators say how their history is read whether or not somebody reads it here")
)]

mod atlas;
mod directory;
mod flyway;
mod format;
mod golang_migrate;
mod history;
#[cfg(feature = "postgres")]
mod history_table;
#[cfg(feature = "postgres")]
mod lock;
#[cfg(feature = "postgres")]
mod mysql;
mod outline;
mod plan;
#[cfg(feature = "postgres")]
mod replay;
#[cfg(feature = "postgres")]
mod replay_error;
mod sqlx_migrate;
mod statements;

pub use directory::{
    Directory, DirectoryError, DirectoryOptions, Migration, MigrationKind, SendMode, SessionMode, SourceFile,
    TransactionMode, Version, read_files,
};
pub use flyway::FlywayOptions;
pub use format::{Format, UnknownFormat, detect};
pub use history::{
    Applied, AppliedKind, History, HistoryChoice, HistoryState, Outcome, Owned, TableName, history_ddl,
    mysql_history_ddl, owned_objects,
};
#[cfg(feature = "postgres")]
pub use history_table::{HistoryError, read_histories};
#[cfg(feature = "postgres")]
pub use lock::migrator_at_work;
#[cfg(feature = "postgres")]
pub use mysql::{mysql_migrator_at_work, read_mysql_histories, replay_mysql, run_mysql_script};
pub use outline::{Outline, OutlinedMigration};
pub use plan::{Plan, ReplayPlan, deployed_version, plan, plan_all, plan_for};
#[cfg(feature = "postgres")]
pub use replay::{replay, run_script};
#[cfg(feature = "postgres")]
pub use replay_error::{ReplayError, StatementFailure};
pub use statements::{SplitError, Statement, split_statements};
