//! Events may come in swarms, and one look at a database answers them all: at most one in ten minutes.

use driftline_config::DatabaseName;
use driftline_pipeline::StepError;
use driftline_store::{PutNew, Store, layout};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long one check stands for later events, in seconds.
const WINDOW: i64 = 600;

/// That an event had a database checked.
#[derive(Debug, Deserialize, Serialize)]
struct Checked {
    at: Timestamp,
    execution: Option<String>,
}

/// Those of the databases that no event had checked within the last ten minutes. They count as checked now.
pub(crate) async fn not_checked_lately(
    store: &Store,
    names: Vec<DatabaseName>,
    execution: &Option<String>,
    now: Timestamp,
) -> Result<Vec<DatabaseName>, StepError> {
    let mut due = Vec::new();
    for name in names {
        if take(store, &name, execution, now).await? {
            due.push(name);
        }
    }
    Ok(due)
}

/// Time is cut into windows of ten minutes with one create-once object each. A check late in the window before counts
/// too, so that two never lie closer together.
async fn take(
    store: &Store,
    name: &DatabaseName,
    execution: &Option<String>,
    now: Timestamp,
) -> Result<bool, StepError> {
    let window = now.as_second().div_euclid(WINDOW);
    let path = |window: i64| {
        let begin = Timestamp::from_second(window * WINDOW).unwrap_or(now);
        layout::event(name.as_str(), &begin.to_string())
    };
    let earlier: Option<Checked> = store.get_json_if_exists(&path(window - 1)).await?;
    if earlier.is_some_and(|earlier| now.as_second() - earlier.at.as_second() < WINDOW) {
        return Ok(false);
    }
    let checked = Checked { at: now, execution: execution.clone() };
    if store.put_new_json(&path(window), &checked).await? == PutNew::Created {
        return Ok(true);
    }
    // A retry of the execution that took the window has it still.
    let held: Checked = store.get_json(&path(window)).await?;
    Ok(held.execution.is_some() && held.execution == *execution)
}
