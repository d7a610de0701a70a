//! Which files to replay so that the result is the schema at the deployed version.
//!
//! Everything here is pure and total: a history that proves nothing gives [`Plan::Unknown`] with a
//! reason, never a guess.

use crate::directory::{Directory, Migration};
use crate::history::{Applied, History, HistoryState, Outcome, TableName};

/// What a history means for a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Replay these files.
    Replay(ReplayPlan),
    /// The history says that a migration failed or stopped half way: there is no expected schema.
    Dirty {
        /// The version (or repeatable migration) that failed.
        version: String,
        /// What the history says, and what to do.
        reason: String,
    },
    /// The expected schema cannot be known.
    Unknown {
        /// Why, and what to do.
        reason: String,
    },
}

/// Files to replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayPlan {
    /// In the order in which to run them.
    pub migrations: Vec<Migration>,
    /// The deployed version, `None` when nothing is applied.
    pub deployed: Option<String>,
    /// Files of the directory that are not applied yet. They are counted, never run.
    pub pending: Vec<String>,
    /// What a reader of the report should know, such as a file edited after it was applied.
    pub notes: Vec<String>,
}

impl ReplayPlan {
    /// Runs all of `migrations`.
    pub(crate) fn everything(migrations: Vec<Migration>) -> Self {
        let deployed =
            migrations.iter().rev().find_map(|migration| migration.version.as_ref()).map(|version| version.0.clone());
        Self { migrations, deployed, pending: Vec::new(), notes: Vec::new() }
    }

    /// Nothing is applied: all that a fresh database would get is pending.
    pub(crate) fn nothing(directory: &Directory) -> Self {
        Self {
            migrations: Vec::new(),
            deployed: None,
            pending: directory
                .format
                .migrator()
                .plan_all(directory)
                .migrations
                .into_iter()
                .map(|migration| migration.file)
                .collect(),
            notes: Vec::new(),
        }
    }
}

/// What to replay for one history. The history must be of the directory's format.
pub fn plan(directory: &Directory, history: &History) -> Plan {
    if directory.format != history.format {
        return Plan::Unknown {
            reason: format!(
                "the directory is for {} but the history table {} is of {}; set the format or the history table in the configuration",
                directory.format, history.table, history.format
            ),
        };
    }
    match &history.state {
        HistoryState::NotReadable { grants } => Plan::Unknown {
            reason: format!(
                "the history table {} cannot be read; let its owner run: {}",
                history.table,
                grants.join(" ")
            ),
        },
        HistoryState::Applied(applied) => {
            let mut plan = directory.format.migrator().plan(directory, &history.table, applied);
            if let Plan::Replay(replay) = &mut plan {
                replay.notes.extend(directory.notes.iter().cloned());
            }
            plan
        }
    }
}

/// What to replay, given every history that was found: exactly one must fit the directory.
pub fn plan_for(directory: &Directory, histories: &[History]) -> Plan {
    let fitting: Vec<&History> = histories.iter().filter(|history| history.format == directory.format).collect();
    match fitting.as_slice() {
        [history] => plan(directory, history),
        [] => Plan::Unknown {
            reason: match histories {
                [] => format!(
                    "no {} history table in the database, so the deployed version is not known; run the migrations there, or set the name of the history table in the configuration",
                    directory.format
                ),
                others => format!(
                    "no {} history table in the database, but {}; check the format of the directory",
                    directory.format,
                    others
                        .iter()
                        .map(|history| format!("{} of {}", history.table, history.format))
                        .collect::<Vec<_>>()
                        .join(" and ")
                ),
            },
        },
        several => Plan::Unknown {
            reason: format!(
                "ambiguous history: {} are all history tables of {}; set the one to use as `history` in the configuration",
                several.iter().map(|history| history.table.to_string()).collect::<Vec<_>>().join(" and "),
                directory.format
            ),
        },
    }
}

/// The version that a history says is deployed; `None` when nothing is applied, or it could not be read.
pub fn deployed_version(history: &History) -> Option<String> {
    match &history.state {
        HistoryState::Applied(applied) => history.format.migrator().deployed(applied),
        HistoryState::NotReadable { .. } => None,
    }
}

/// What a fresh database would get: for a directory without a history.
pub fn plan_all(directory: &Directory) -> ReplayPlan {
    let mut plan = directory.format.migrator().plan_all(directory);
    plan.notes.extend(directory.notes.iter().cloned());
    plan
}

/// The first row that did not succeed, as a plan.
pub(crate) fn dirty(table: &TableName, applied: &[Applied], what_to_do: &str) -> Option<Plan> {
    applied.iter().find_map(|row| {
        let reason = match &row.outcome {
            Outcome::Succeeded => return None,
            Outcome::Failed { reason } => reason.clone(),
            Outcome::Partial { applied, total, error } => {
                let mut reason = format!("{applied} of {total} statements were applied");
                if let Some(error) = error {
                    reason.push_str(&format!(", then: {error}"));
                }
                reason
            }
        };
        let version = row.label().to_owned();
        Some(Plan::Dirty { reason: format!("{table} says of version {version}: {reason}; {what_to_do}"), version })
    })
}

/// The history knows versions that the directory does not have.
pub(crate) fn missing(table: &TableName, versions: &[&str]) -> Plan {
    let (noun, verb) = match versions {
        [_] => ("version", "is"),
        _ => ("versions", "are"),
    };
    Plan::Unknown {
        reason: format!(
            "{noun} {} {verb} applied according to {table}, but the directory has no such file; use the directory of the commit that was deployed",
            versions.join(", ")
        ),
    }
}

/// The note about a file whose text is not the one that was applied.
pub(crate) fn edited_note(file: &str) -> String {
    format!("`{file}` was edited after it was applied; the text in the directory was replayed")
}

/// The note about an order of application that is not the order of versions.
pub(crate) fn order_note(first: &str, then: &str) -> String {
    format!("version {then} was applied after version {first}, which is not the order of versions")
}

/// The first neighbours that stand in another order than `ascending`, as a note.
pub(crate) fn note_order<T>(rows: &[(T, &str)], ascending: impl Fn(&T, &T) -> bool) -> Option<String> {
    rows.windows(2).find(|pair| !ascending(&pair[0].0, &pair[1].0)).map(|pair| order_note(pair[0].1, pair[1].1))
}
