//! Which databases to look at: one job each.
//!
//! Accepts what starts a run: the schedule's event, an EventBridge event, or a plain `{"databases": ["orders-prod"]}`.

mod claim;
mod request;

use driftline_config::DatabaseName;
use driftline_pipeline::message::{Delivery, Dispatched, Job};
use driftline_pipeline::{Context, StepError};
use driftline_store::Outbox;
use jiff::Timestamp;
use serde_json::Value;

pub use request::Request;

/// Names the run, claims it, and lists its jobs and what an earlier run left unsent. `now` is for runs on demand.
///
/// # Errors
///
/// When the event cannot be understood, names a database the config does not have, or the store fails.
pub async fn handle(context: &Context, event: Value, now: Timestamp) -> Result<Dispatched, StepError> {
    let request = Request::read(event)?;
    let names: Vec<DatabaseName> = match &request.databases {
        None => context.config.databases.iter().map(|database| database.name.clone()).collect(),
        Some(names) => names.iter().map(|name| find(context, name)).collect::<Result<_, _>>()?,
    };
    let (run, is_ours) = claim::claim(&context.store, &request, now).await?;
    let jobs = match is_ours {
        true => names.into_iter().map(|database| Job { run: run.clone(), database }).collect(),
        // The same scheduled time fired twice; the other execution does the work.
        false => Vec::new(),
    };
    let pending = Outbox::new(&context.store).pending().await?;
    let undelivered = pending.into_iter().map(|delivery| Delivery { delivery }).collect();
    Ok(Dispatched { run, jobs, undelivered })
}

fn find(context: &Context, name: &str) -> Result<DatabaseName, StepError> {
    context.config.database(name).map(|database| database.name.clone()).ok_or_else(|| {
        let known =
            context.config.databases.iter().map(|database| database.name.as_str()).collect::<Vec<_>>().join(", ");
        StepError::InvalidConfig(format!("there is no database `{name}` in the config; there are {known}"))
    })
}
