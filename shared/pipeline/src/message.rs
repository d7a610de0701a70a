//! Messages between the steps. They are readable in the workflow's state: keys, verdicts and counts, never a schema, a
//! reason or a secret.

use driftline_config::DatabaseName;
use driftline_drift::Verdict;
use driftline_report::Counts;
use driftline_report::summary::RunSummary;
use driftline_store::{DeliveryId, StorePath};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Caught, RunId};

/// What `dispatch` is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// What started the run, as its sender wrote it.
    pub event: Value,
    /// The execution of the state machine, so that its retry is not taken for a second run.
    #[serde(default)]
    pub execution: Option<String>,
    /// When the execution started: the same at every retry.
    #[serde(default)]
    pub started: Option<Timestamp>,
}

/// What `dispatch` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Dispatched {
    /// There is a run to do.
    Begins(Begun),
    /// There is none, and this is why.
    Skipped {
        /// In words, for whoever looks at the execution.
        reason: String,
    },
}

/// A run that begins. Its lists lie in the store: ten thousand jobs would not fit into the workflow's state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Begun {
    /// The run.
    pub run: RunId,
    /// One [`Job`] for each database. Where there are servers to be asked, [`Gather`] makes the list.
    pub jobs: Listed,
    /// One [`Enumerate`] for each server that says itself which databases it has.
    pub servers: Listed,
    /// One [`Delivery`] for each message an earlier run wrote and did not mark as sent.
    pub undelivered: Listed,
}

/// A JSON array in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its path.
    pub list: String,
    /// How many it lists.
    pub count: usize,
}

impl Listed {
    /// The list that lies at `path`.
    pub fn new(path: &StorePath, count: usize) -> Self {
        Self { list: path.as_str().to_owned(), count }
    }
}

/// One database in one run: what `inspect` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The run.
    pub run: RunId,
    /// The database.
    pub database: DatabaseName,
    /// Whether it was there in an earlier run and is no more, which is told once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vanished: bool,
}

impl Job {
    /// A database that is to be looked at.
    pub fn new(run: &RunId, database: DatabaseName) -> Self {
        Self { run: run.clone(), database, vanished: false }
    }
}

/// What `dispatch` is asked once every server has been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gather {
    /// The run.
    pub gather: RunId,
}

/// What `dispatch` answers to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gathered {
    /// The run.
    pub run: RunId,
    /// One [`Job`] for each database.
    pub jobs: Listed,
}

/// What `inspect` is asked of a server before its databases are looked at: which ones it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enumerate {
    /// The run.
    pub run: RunId,
    /// The name of the server in the config.
    pub enumerate: DatabaseName,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enumerated {
    /// The run.
    pub run: RunId,
    /// The name of the server in the config.
    pub enumerate: DatabaseName,
    /// How many databases are to be looked at.
    pub databases: usize,
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

/// What `compare` is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Compare {
    /// A step failed: that is the result of its database.
    Failed(Failed),
    /// Both sides were looked at.
    Expected(Expected),
}

/// A step that failed, and went on failing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failed {
    /// The run.
    pub run: RunId,
    /// The database.
    pub database: DatabaseName,
    /// The step and its error.
    pub failed: FailedStep,
}

/// Which step failed, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedStep {
    /// The look at the database.
    Inspect(Caught),
    /// Working out the expected schema.
    Expect(Caught),
    /// Comparing.
    Compare(Caught),
}

impl FailedStep {
    /// What happened, and what to do next.
    pub fn reason(&self) -> String {
        match self {
            Self::Inspect(caught) => caught.in_words("inspect"),
            Self::Expect(caught) => caught.in_words("expect"),
            Self::Compare(caught) => caught.in_words("compare"),
        }
    }
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
    /// The run, whose jobs lie in the store: a database without a result is counted as unknown.
    pub run: RunId,
    /// What stopped the run before every job was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<Caught>,
}

/// What `summarize` answers: counts. The summary itself lies in the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summarized {
    /// The run.
    pub run: String,
    /// Databases that were to be looked at.
    pub databases: usize,
    /// Those in sync.
    pub in_sync: usize,
    /// Those that drifted.
    pub drifted: usize,
    /// Those without an answer.
    pub no_answer: usize,
    /// Findings over all of them.
    pub findings: usize,
}

impl Summarized {
    /// The counts of a summary.
    pub fn of(summary: &RunSummary) -> Self {
        let totals = summary.totals();
        Self {
            run: summary.run.clone(),
            databases: summary.databases.len(),
            in_sync: totals.in_sync,
            drifted: totals.drifted,
            no_answer: totals.no_answer,
            findings: totals.findings,
        }
    }
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
