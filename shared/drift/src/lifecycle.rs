//! New, changed, resolved, unchanged: what became of findings since the last answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Finding, Severity};

/// What is remembered of a finding between runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingState {
    /// Its fingerprint.
    pub fingerprint: String,
    /// How bad it is.
    pub severity: Severity,
    /// The run that first saw it with this fingerprint.
    pub since: String,
}

/// What became of one object's finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LifecycleChange {
    /// It was not there before.
    New,
    /// The object differed before, in another way.
    Changed,
    /// It was there before and is gone.
    Resolved,
    /// It is as it was.
    Unchanged,
}

/// The findings to remember, and what became of each since the last time, by title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lifecycle {
    /// What to remember.
    pub states: BTreeMap<String, FindingState>,
    /// What became of each object's finding, with the severity it has, or had when it is resolved.
    pub changes: BTreeMap<String, (LifecycleChange, Severity)>,
}

/// Holds findings against what is remembered. Objects are told apart by kind and identity.
pub fn track(before: &BTreeMap<String, FindingState>, findings: &[Finding], run: &str) -> Lifecycle {
    let mut lifecycle = Lifecycle::default();
    for finding in findings {
        let object = finding.difference.key.to_string();
        let known = before.get(&object);
        let change = match known {
            None => LifecycleChange::New,
            Some(known) if known.fingerprint == finding.fingerprint => LifecycleChange::Unchanged,
            Some(_) => LifecycleChange::Changed,
        };
        let since = match (change, known) {
            (LifecycleChange::Unchanged, Some(known)) => known.since.clone(),
            _ => run.to_owned(),
        };
        let state = FindingState { fingerprint: finding.fingerprint.clone(), severity: finding.severity, since };
        lifecycle.states.insert(object.clone(), state);
        lifecycle.changes.insert(object, (change, finding.severity));
    }
    for (object, state) in before {
        if !lifecycle.states.contains_key(object) {
            lifecycle.changes.insert(object.clone(), (LifecycleChange::Resolved, state.severity));
        }
    }
    lifecycle
}
