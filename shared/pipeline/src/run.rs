//! The identity of a run.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A run: its scheduled time, to the second, in UTC. Two starts for the same scheduled time are the same run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

/// Why a text names no run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time of a run; write it like 2026-11-20T06:00:00Z")]
pub struct RunIdError(pub String);

impl RunId {
    /// The run of a time.
    pub fn at(time: Timestamp) -> Self {
        Self(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// The text: `2026-11-20T06:00:00Z`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RunId {
    type Error = RunIdError;
    fn try_from(text: String) -> Result<Self, RunIdError> {
        let time: Timestamp = text.parse().map_err(|_| RunIdError(text))?;
        Ok(Self::at(time))
    }
}

impl From<RunId> for String {
    fn from(run: RunId) -> Self {
        run.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
