//! The answer to "is the database what its migrations say it is?"

use serde::{Deserialize, Serialize};

/// The verdict on one database. Only the first two are answers, and no other is ever folded into `in_sync`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything was seen and nothing differs.
    InSync,
    /// Something differs, whatever else could not be seen.
    Drifted,
    /// A migrator is at work right now.
    Deploying,
    /// The history says that a migration failed or was half applied.
    Dirty,
    /// Nothing was found to differ, and not everything was seen.
    Incomplete,
    /// The database could not be reached.
    Unreachable,
    /// There is no usable history or source, so nothing is known of what should be.
    Unknown,
}

impl Verdict {
    /// The name in formats and output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InSync => "in_sync",
            Self::Drifted => "drifted",
            Self::Deploying => "deploying",
            Self::Dirty => "dirty",
            Self::Incomplete => "incomplete",
            Self::Unreachable => "unreachable",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it says yes or no.
    pub fn is_answer(self) -> bool {
        matches!(self, Self::InSync | Self::Drifted)
    }

    /// The verdict of a comparison that took place.
    pub fn of_comparison(differences: usize, coverage_is_complete: bool) -> Self {
        match (differences, coverage_is_complete) {
            (0, true) => Self::InSync,
            (0, false) => Self::Incomplete,
            _ => Self::Drifted,
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}
