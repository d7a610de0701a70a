//! A difference with a judgement.

use serde::{Deserialize, Serialize};

use crate::{Difference, rules};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing breaks.
    Info,
    /// Performance, or a change that the next migration may trip over.
    Warning,
    /// Data can be lost or wrong, access is wider than it should be, or queries fail.
    Critical,
}

impl Severity {
    /// The name in formats and output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A difference, how bad it is, why, and what to do about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is over all runs.
    pub fingerprint: String,
    /// The rule that judged it: the name of its file.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// What differs.
    pub difference: Difference,
    /// What it means, in a sentence or two.
    pub explanation: String,
    /// What to do about it, in a sentence or two.
    pub advice: String,
}

impl Finding {
    /// One line that names it: `missing index public.orders.orders_created_at_idx`.
    ///
    /// It holds names and kinds only, so it may leave the account.
    pub fn title(&self) -> String {
        let Difference { key, label, change } = &self.difference;
        format!("{} {label} {}", change.as_str(), key.qualified_name())
    }
}

/// Judges a difference by the first rule that has something to say of it.
pub fn judge(difference: Difference) -> Finding {
    let (rule, judgement) = rules::judge(&difference);
    Finding {
        fingerprint: difference.fingerprint(),
        rule: rule.to_owned(),
        severity: judgement.severity,
        explanation: judgement.explanation,
        advice: judgement.advice,
        difference,
    }
}
