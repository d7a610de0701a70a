//! What rendering gives: steps with statements and hazards, or with the reason why there are none.

use driftline_catalog::Key;

use crate::Dialect;

/// SQL in the order in which it works.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// Who understands it.
    pub dialect: Dialect,
    /// Settings of the session that the statements rely on: an empty `search_path` and unchecked function bodies.
    pub settings: Vec<String>,
    /// What is done, step by step. An object can have several: dropped early, created again later.
    pub steps: Vec<Step>,
}

impl Script {
    /// The settings and then every statement, in order.
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        let steps = self.steps.iter().flat_map(|step| match &step.outcome {
            Rendered::Statements { statements, .. } => statements.as_slice(),
            Rendered::Covered { .. } | Rendered::NotRendered { .. } => &[],
        });
        self.settings.iter().chain(steps).map(String::as_str)
    }

    /// A script without any statement, and why.
    pub(crate) fn refused(keys: &[Key], reason: &str) -> Self {
        let step = |key: &Key| Step {
            key: key.clone(),
            action: Action::Alter,
            commits_alone: false,
            outcome: Rendered::NotRendered { reason: reason.to_owned() },
        };
        Self { steps: keys.iter().map(step).collect(), ..Self::default() }
    }

    /// The objects for which there is no SQL, each with the reason.
    pub fn not_rendered(&self) -> impl Iterator<Item = (&Key, &str)> {
        self.steps.iter().filter_map(|step| match &step.outcome {
            Rendered::NotRendered { reason } => Some((&step.key, reason.as_str())),
            Rendered::Statements { .. } | Rendered::Covered { .. } => None,
        })
    }
}

/// One object's part of a script.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The object.
    pub key: Key,
    /// What happens to it.
    pub action: Action,
    /// Whether it has to be committed before what follows, and so cannot be in one transaction with it:
    /// PostgreSQL refuses to use a new enum label in the transaction that added it.
    pub commits_alone: bool,
    /// The SQL, or why there is none.
    pub outcome: Rendered,
}

/// What a step does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Creates it.
    Create,
    /// Changes it where it is.
    Alter,
    /// Drops it for good.
    Drop,
    /// Drops it, to be created again by a later step.
    DropToRecreate,
    /// Creates it again after an earlier step dropped it.
    Recreate,
    /// Completes it once the objects around it are there: attaches a partition, gives a sequence to its column.
    Finish,
}

impl Action {
    /// The verb in headings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Alter => "alter",
            Self::Drop => "drop",
            Self::DropToRecreate => "drop, to create again below,",
            Self::Recreate => "create again",
            Self::Finish => "finish",
        }
    }
}

/// The outcome of rendering one object.
#[derive(Clone, Debug, PartialEq)]
pub enum Rendered {
    /// SQL.
    Statements {
        /// The statements in order, each with its semicolon.
        statements: Vec<String>,
        /// What they can do to a database that is in use.
        hazards: Vec<Hazard>,
    },
    /// Nothing to do, because the SQL of another object does it.
    Covered {
        /// The other object.
        by: Key,
    },
    /// No SQL.
    NotRendered {
        /// Why, as a sentence without a full stop.
        reason: String,
    },
}

/// What a statement can do to a database that is in use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hazard {
    /// Rows or values are gone afterwards.
    DeletesData,
    /// Holds `ACCESS EXCLUSIVE` on a table while it rewrites or scans it.
    LocksTable,
    /// Holds `SHARE` on a table while it builds an index.
    BlocksWrites,
    /// Existing rows may not fit; the server then refuses and changes nothing.
    MayFail {
        /// What the rows may violate.
        why: &'static str,
    },
    /// Values can lose digits, times or whatever else the new type does not hold.
    ChangesValues,
    /// A materialised view is filled again by running its query.
    Recomputes,
    /// Cannot be undone.
    Irreversible,
    /// Rows become readable or writable that were not.
    WidensAccess,
}

impl std::fmt::Display for Hazard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DeletesData => formatter.write_str("deletes data for good"),
            Self::LocksTable => {
                formatter.write_str("locks the table against reading and writing while it rewrites or scans all rows")
            }
            Self::BlocksWrites => formatter.write_str("blocks writing to the table while the index is built"),
            Self::MayFail { why } => write!(formatter, "fails when {why}"),
            Self::ChangesValues => {
                formatter.write_str("can change values: digits or times that the new type does not hold are lost")
            }
            Self::Recomputes => formatter.write_str("runs the query of the materialised view again, which can be slow"),
            Self::Irreversible => formatter.write_str("cannot be undone, and is committed on its own"),
            Self::WidensAccess => formatter.write_str("lets roles see or change rows that they could not"),
        }
    }
}
