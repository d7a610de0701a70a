//! The jobs of a run once the servers that are watched whole have said which databases they have.

use std::collections::BTreeSet;

use driftline_pipeline::message::{Enumerate, Gather, Gathered, Job};
use driftline_pipeline::record::{Enumeration, enumeration_path};
use driftline_pipeline::{Context, StepError};
use driftline_store::layout;

use crate::keep;

/// Lists the jobs. A server that did not say which databases it has, or not of all, is itself one of the jobs: that is its
/// result, told like any other.
///
/// # Errors
///
/// When the store fails.
pub async fn gather(context: &Context, message: Gather) -> Result<Gathered, StepError> {
    let run = message.gather;
    let store = &context.store;
    let mut jobs: Vec<Job> = store.get_json(&layout::run_named(run.as_str())).await?;
    let mut known: BTreeSet<_> = jobs.iter().map(|job| job.database.clone()).collect();
    let servers: Vec<Enumerate> = store.get_json(&layout::run_servers(run.as_str())).await?;
    for Enumerate { enumerate: server, .. } in servers {
        let found: Option<Enumeration> = store.get_json_if_exists(&enumeration_path(&run, &server)).await?;
        let (databases, is_whole) = match found {
            Some(found) => (found.databases, found.problem.is_none()),
            None => (Vec::new(), false),
        };
        let itself = (!is_whole).then_some(server);
        let all = databases.into_iter().chain(itself);
        // One that was asked for by name as well is looked at once.
        for database in all {
            if known.insert(database.clone()) {
                jobs.push(Job { run: run.clone(), database });
            }
        }
    }
    let jobs = keep(context, &layout::run_jobs(run.as_str()), jobs).await?;
    Ok(Gathered { run, jobs })
}
