//! What is remembered of a database between runs.

use std::collections::BTreeMap;

use driftline_drift::{FindingState, Lifecycle, LifecycleChange, Verdict};
use driftline_pipeline::record::DatabaseState;
use driftline_pipeline::{RunId, StepError};
use driftline_store::{Appended, Numbered, StateLog};

use crate::Assessment;

/// What was known before this run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Before {
    pub(crate) number: u64,
    pub(crate) state: Option<DatabaseState>,
}

impl Before {
    /// The findings of the last answer.
    pub(crate) fn findings(&self) -> BTreeMap<String, FindingState> {
        self.state.as_ref().map(|state| state.findings.clone()).unwrap_or_default()
    }

    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.state.as_ref().map(|state| state.verdict)
    }
}

/// The state before this run, and the state this run wrote already if this is a retry.
pub(crate) async fn before(
    log: &StateLog<DatabaseState>,
    run: &RunId,
) -> Result<(Before, Option<Numbered<DatabaseState>>), StepError> {
    let Some(current) = log.latest().await? else { return Ok((Before::default(), None)) };
    if current.state.run != *run {
        return Ok((Before { number: current.number, state: Some(current.state) }, None));
    }
    let before = match current.number {
        0 | 1 => Before::default(),
        number => Before { number: number - 1, state: Some(log.get(number - 1).await?) },
    };
    Ok((before, Some(current)))
}

/// Writes the state after this run; none when nothing changed.
pub(crate) async fn advance(
    log: &StateLog<DatabaseState>,
    before: &Before,
    retried: &Option<Numbered<DatabaseState>>,
    run: &RunId,
    assessment: &Assessment,
) -> Result<Option<Numbered<DatabaseState>>, StepError> {
    if let Some(written) = retried {
        return Ok(Some(written.clone()));
    }
    let verdict = assessment.report.verdict;
    let Lifecycle { states, changes } = &assessment.lifecycle;
    let changed: BTreeMap<_, _> = changes
        .iter()
        .filter(|(_, (change, _))| *change != LifecycleChange::Unchanged)
        .map(|(object, change)| (object.clone(), *change))
        .collect();
    if changed.is_empty() && before.verdict() == Some(verdict) {
        return Ok(None);
    }
    // A verdict without an answer says nothing about findings: what was known is still what is known.
    let findings = if has_findings(verdict) { states.clone() } else { before.findings() };
    let state = DatabaseState { run: run.clone(), verdict, findings, changes: changed };
    match log.append(before.number, &state).await? {
        Appended::Written(number) => Ok(Some(Numbered { number, state })),
        Appended::Overtaken(_) => {
            Err(StepError::Retryable(format!("another run of this database finished meanwhile; run {run} looks again")))
        }
    }
}

/// Whether a verdict comes from a comparison that took place.
fn has_findings(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::InSync | Verdict::Drifted | Verdict::Incomplete)
}
