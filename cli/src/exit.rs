//! Exit codes, which scripts rely on.

use std::process::ExitCode;

use driftline_drift::Verdict;

use crate::output;

/// How the command ends, when it could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: everything is in sync.
    InSync,
    /// 3: at least one database gave no answer, and none drifted.
    NoAnswer,
    /// 2: at least one database drifted.
    Drifted,
}

impl Exit {
    /// Of several databases: drift before no answer before in sync.
    pub(crate) fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        verdicts
            .into_iter()
            .map(|verdict| match verdict {
                Verdict::InSync => Self::InSync,
                Verdict::Drifted => Self::Drifted,
                _ => Self::NoAnswer,
            })
            .max()
            .unwrap_or(Self::InSync)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::InSync => 0,
            Exit::Drifted => 2,
            Exit::NoAnswer => 3,
        })
    }
}

/// 1: the command itself failed.
pub(crate) fn failed(error: &anyhow::Error) -> ExitCode {
    output::error(error);
    ExitCode::from(1)
}
