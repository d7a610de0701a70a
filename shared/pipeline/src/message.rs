//! Messages between the steps. They are readable in the workflow's state: keys, verdicts and counts, never a schema, a
//! reason or a secret.

use driftline_config::DatabaseName;
use driftline_drift::Verdict;
use driftline_report::Counts;
use driftline_store::DeliveryId;
use serde::{Deserialize, Serialize};

use crate::RunId;

/// What `dispatch` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispatched {
    /// The run.
    pub run: RunId,
    /// One job for each database.
    pub jobs: Vec<Job>,
    /// Deliveries an earlier run wrote and did not mark as sent.
    pub undelivered: Vec<Delivery>,
}

/// One database in one run: what `inspect` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The run.
    pub run: RunId,
    /// The database.
    pub database: DatabaseName,
}

/// What `inspect` answers, and `expect` is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspected {
    /// The run.
    pub run: RunId,
    /// The database.
    pub database: DatabaseName,
    /// What became of the inspection.
    pub inspection: StepOutcome,
}

/// What `expect` answers, and `compare` is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// The run.
    pub run: RunId,
    /// The database.
    pub database: DatabaseName,
    /// What became of the inspection.
    pub inspection: StepOutcome,
    /// What became of the expectation.
    pub expectation: StepOutcome,
}

/// Where a step's record lies, and whether the work ended early.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepOutcome {
    /// The record's path in the store.
    pub record: String,
    /// The verdict, when it is already clear that there will be no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_answer: Option<Verdict>,
}

/// What `compare` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The run.
    pub run: RunId,
    /// The database.
    pub database: DatabaseName,
    /// The verdict.
    pub verdict: Verdict,
    /// Findings by severity.
    pub counts: Counts,
    /// What is to be sent.
    pub deliveries: Vec<Delivery>,
}

/// One message to one subscriber: what `notify` is asked and answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id, under which the message lies in the outbox.
    pub delivery: DeliveryId,
}

/// What `summarize` is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summarize {
    /// The run.
    pub run: RunId,
    /// Its jobs: a database without a result is counted as unknown.
    pub jobs: Vec<Job>,
}

/// What `notify` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// Its id.
    pub delivery: DeliveryId,
    /// Who was told.
    pub subscriber: String,
    /// Why nobody will be told, when sending it again is pointless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_up: Option<String>,
}
