//! The claim of a run: create-once, so that one scheduled time makes one run.

use driftline_pipeline::{RunId, StepError};
use driftline_store::{PutNew, Store, layout};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

/// A run on demand looks for a free second this far ahead. RDS sends an event for each of many instances at once.
const SECONDS_AHEAD: i64 = 600;

#[derive(Debug, Deserialize, Serialize)]
struct Claim {
    /// The execution that does the run; none when it was started without the state machine.
    execution: Option<String>,
}

/// Claims the first free second from `now` on, for a run on demand. A retry of the same execution comes with the same
/// `now`, and finds the second it has.
pub(crate) async fn next_free(store: &Store, execution: &Option<String>, now: Timestamp) -> Result<RunId, StepError> {
    for seconds in 0..SECONDS_AHEAD {
        let run = RunId::at(now.checked_add(seconds.seconds()).unwrap_or(now));
        if try_claim(store, &run, execution).await? {
            return Ok(run);
        }
    }
    Err(StepError::Throttled(format!("{SECONDS_AHEAD} runs were started at the same time; try again later")))
}

/// Claims a run. False when another execution has it; a retry of the same execution has it still.
pub(crate) async fn try_claim(store: &Store, run: &RunId, execution: &Option<String>) -> Result<bool, StepError> {
    let path = layout::run_claim(run.as_str());
    let claim = Claim { execution: execution.clone() };
    if store.put_new_json(&path, &claim).await? == PutNew::Created {
        return Ok(true);
    }
    let held: Claim = store.get_json(&path).await?;
    Ok(held.execution.is_some() && held.execution == *execution)
}
