//! The claim of a run: create-once, so that one scheduled time makes one run.

use driftline_pipeline::{RunId, StepError};
use driftline_store::{PutNew, Store, layout};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::Request;

#[derive(Debug, Deserialize, Serialize)]
struct Claim {
    /// The execution that does the run; none when it was started without the state machine.
    execution: Option<String>,
}

/// Names and claims the run. The second value is false when another execution has it.
///
/// A retry of the same execution has it still. A run on demand takes the first free second from `now` on.
pub(crate) async fn claim(store: &Store, request: &Request, now: Timestamp) -> Result<(RunId, bool), StepError> {
    if let Some(run) = &request.scheduled {
        return Ok((run.clone(), try_claim(store, run, &request.execution).await?));
    }
    for seconds in 0..60 {
        let time = now.checked_add(seconds.seconds()).unwrap_or(now);
        let run = RunId::at(time);
        if try_claim(store, &run, &request.execution).await? {
            return Ok((run, true));
        }
    }
    Err(StepError::Throttled("sixty runs were started within the last minute; try again later".to_owned()))
}

async fn try_claim(store: &Store, run: &RunId, execution: &Option<String>) -> Result<bool, StepError> {
    let path = layout::run_claim(run.as_str());
    let claim = Claim { execution: execution.clone() };
    if store.put_new_json(&path, &claim).await? == PutNew::Created {
        return Ok(true);
    }
    let held: Claim = store.get_json(&path).await?;
    Ok(held.execution.is_some() && held.execution == *execution)
}
