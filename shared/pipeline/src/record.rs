//! Records of the steps, kept in the store.

use std::collections::BTreeMap;

use driftline_catalog::Surroundings;
use driftline_config::{DatabaseName, SubscriberName};
use driftline_drift::{FindingState, LifecycleChange, Severity, Verdict};
use driftline_migrations::History;
use driftline_report::{Notification, SourceSummary};
use driftline_store::{StorePath, layout};
use serde::{Deserialize, Serialize};

use crate::RunId;

/// What `inspect` found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inspection {
    /// The database was read.
    Read {
        /// Where the snapshot lies.
        snapshot: String,
        /// The server's version.
        server_version: String,
        /// The server's major version.
        server_major: u32,
        /// The migrators' histories.
        histories: Vec<History>,
        /// What a replay has to imitate.
        surroundings: Surroundings,
    },
    /// It was not.
    NoAnswer(NoAnswer),
}

/// Which databases a server has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enumeration {
    /// Those to be looked at.
    pub databases: Vec<DatabaseName>,
    /// Why it is not known which ones there are, or why that is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<NoAnswer>,
}

/// What a schema that is published from elsewhere has to be made for, as it was last seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenSurroundings {
    /// The server's version.
    pub server_version: String,
    /// The server's major version.
    pub server_major: u32,
    /// The migrators' histories.
    pub histories: Vec<History>,
    /// What a replay has to imitate.
    pub surroundings: Surroundings,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoAnswer {
    /// Which kind of no answer.
    pub verdict: Verdict,
    /// What happened, and what to do next.
    pub reason: String,
}

/// What `expect` worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// Where the expected schema comes from.
    pub source: SourceSummary,
    /// What else a reader should know.
    pub notes: Vec<String>,
    /// Where the expected snapshot lies, or why there is none.
    pub outcome: ExpectationOutcome,
}

/// Where the expected snapshot lies, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectationOutcome {
    /// It is known.
    Known {
        /// Where the snapshot lies.
        snapshot: String,
        /// Where the live snapshot lies whose texts the same server printed as those of this one, where texts differed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        live: Option<String>,
    },
    /// It is not.
    NoAnswer(NoAnswer),
}

/// What is remembered of a database between runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatabaseState {
    /// The run that wrote it.
    pub run: RunId,
    /// Its verdict.
    pub verdict: Verdict,
    /// The findings of the last answer, by object.
    pub findings: BTreeMap<String, FindingState>,
    /// What became of findings in this run. Kept, so that a retry makes the same deliveries.
    pub changes: BTreeMap<String, (LifecycleChange, Severity)>,
}

/// One message to one subscriber, as it lies in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxMessage {
    /// Who gets it.
    pub subscriber: SubscriberName,
    /// `drift.detected`, `drift.resolved` or `drift.no_answer`.
    pub event: String,
    /// What it says.
    pub notification: Notification,
}

/// Where `inspect` keeps which databases a server has.
pub fn enumeration_path(run: &RunId, server: &DatabaseName) -> StorePath {
    layout::run(run.as_str()).child("enumerations").child(&format!("{server}.json"))
}

/// Where `inspect` keeps its record.
pub fn inspection_path(run: &RunId, database: &DatabaseName) -> StorePath {
    layout::run(run.as_str()).child("inspections").child(&format!("{database}.json"))
}

/// Where `expect` keeps its record.
pub fn expectation_path(run: &RunId, database: &DatabaseName) -> StorePath {
    layout::run(run.as_str()).child("expectations").child(&format!("{database}.json"))
}
