//! The jobs of a run once the servers that are watched whole have said which databases they have.

use std::collections::BTreeSet;

use driftline_config::DatabaseName;
use driftline_pipeline::message::{Enumerate, Gather, Gathered, Job};
use driftline_pipeline::record::{Enumeration, enumeration_path};
use driftline_pipeline::{Context, Roll, RunId, StepError};
use driftline_store::layout;

use crate::keep;

/// What a server had in the run before and has no more. What the config does not mean any longer is no loss.
async fn vanished(
    context: &Context,
    run: &RunId,
    server: &DatabaseName,
    databases: &[DatabaseName],
) -> Result<Vec<DatabaseName>, StepError> {
    let roll = Roll::call(&context.store, server.as_str(), run, databases.to_vec(), |a, b| a == b).await?;
    let config = &context.config;
    let members = config.all().find(|database| database.name == *server).and_then(|it| it.members.as_ref());
    let is_meant = |name: &DatabaseName| {
        let member = config.database(name.as_str());
        let database = member.as_ref().and_then(|member| member.access.database());
        members.zip(database).is_some_and(|(members, database)| members.cover(database))
    };
    Ok(roll.vanished.into_iter().filter(is_meant).collect())
}

/// Lists the jobs. A server that did not say which databases it has, or not of all, is itself one of the jobs: that is its
/// result, told like any other. A database that a server has no more is one of them once.
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
        let vanished = if is_whole { vanished(context, &run, &server, &databases).await? } else { Vec::new() };
        let itself = (!is_whole).then_some(server);
        let all = databases.into_iter().chain(itself);
        // One that was asked for by name as well is looked at once.
        for database in all {
            if known.insert(database.clone()) {
                jobs.push(Job::new(&run, database));
            }
        }
        for database in vanished {
            if known.insert(database.clone()) {
                jobs.push(Job { vanished: true, ..Job::new(&run, database) });
            }
        }
    }
    let jobs = keep(context, &layout::run_jobs(run.as_str()), jobs).await?;
    Ok(Gathered { run, jobs })
}
