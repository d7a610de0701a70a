//! The report: what one run says of one database.
//!
//! **Reader/writer rule.** `report.json` is this struct. Fields are added, never renamed or given another meaning
//! without raising [`FORMAT`]; readers pass over fields they do not know.

use driftline_catalog::Coverage;
use driftline_drift::{Finding, LifecycleChange, Severity, Verdict};
use serde::{Deserialize, Serialize};

/// The format this version writes.
pub const FORMAT: u32 = 1;

/// What one run says of one database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The format of the file.
    pub format: u32,
    /// The run: its scheduled time, or when it was started by hand.
    pub run: String,
    /// The database's name in the config, or what was compared when there is no config.
    pub database: String,
    /// The answer.
    pub verdict: Verdict,
    /// For a verdict that is no answer: what happened, and what to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The live server's version, when it was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_version: Option<String>,
    /// Where the expected schema comes from.
    pub source: SourceSummary,
    /// What differs, most severe first.
    pub findings: Vec<ReportedFinding>,
    /// Findings of the run before that are gone, by object.
    #[serde(default)]
    pub resolved: Vec<String>,
    /// What could not be seen.
    pub coverage: Coverage,
    /// How many differences the ignore patterns took out.
    #[serde(default)]
    pub ignored: usize,
    /// What else a reader should know: an edited migration file, another server version used for the replay, an ignore
    /// pattern that matches nothing.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Where the expected schema comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceSummary {
    /// In words: `flyway migrations in sources/orders`.
    pub description: String,
    /// The version that is deployed, as the migrator's history says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed_version: Option<String>,
    /// Migration files that are not applied yet. They are no drift.
    pub pending: Vec<String>,
}

/// A finding with what a reader needs beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportedFinding {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// What became of it since the last answer.
    pub lifecycle: LifecycleChange,
    /// The run that saw it first in this form.
    pub since: String,
    /// The object as the expected schema declares it, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The object as it is live, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<String>,
    /// SQL that takes live back, or why there is none.
    pub revert: String,
    /// SQL that makes expected match live, or why there is none.
    pub adopt: String,
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Critical findings.
    pub critical: usize,
    /// Warnings.
    pub warning: usize,
    /// Information.
    pub info: usize,
}

impl Counts {
    /// All of them.
    pub fn total(self) -> usize {
        self.critical + self.warning + self.info
    }
}

impl Report {
    /// Findings by severity.
    pub fn counts(&self) -> Counts {
        let count = |severity| self.findings.iter().filter(|found| found.finding.severity == severity).count();
        Counts { critical: count(Severity::Critical), warning: count(Severity::Warning), info: count(Severity::Info) }
    }
}
