//! What the blocks of a config find before a run: databases that nobody wrote into it.

use driftline_config::{Discover, FoundServer};
use driftline_drift::Verdict;
use driftline_pipeline::message::Job;
use driftline_pipeline::record::{Enumeration, NoAnswer, enumeration_path};
use driftline_pipeline::{Context, Discovery, Roll, RunId, StepError};

/// Jobs for what one block stands for: what is gone since the run before, and itself where it does not know what there is.
/// What is there is in the config from then on.
pub(crate) async fn discover(
    context: &Context,
    discovery: &dyn Discovery,
    block: &Discover,
    run: &RunId,
) -> Result<Vec<Job>, StepError> {
    let name = block.name();
    let (found, reason) = match discovery.servers(block).await {
        Ok(found) => {
            let problems = problems(block, &found);
            (Some(found), problems)
        }
        Err(error) => (None, error.to_string()),
    };
    let mut jobs = Vec::new();
    let mut databases = Vec::new();
    if let Some(found) = found {
        let is_same = |one: &FoundServer, other: &FoundServer| one.identifier == other.identifier;
        let roll = Roll::call(&context.store, name.as_str(), run, found, is_same).await?;
        let databases_of = |found: &[FoundServer]| -> Vec<_> {
            found.iter().filter_map(|found| block.database_of(found).ok()).map(|database| database.name).collect()
        };
        databases = databases_of(&roll.present);
        // What the block does not mean any longer is no loss; its tags are not known any more.
        let is_meant = |found: &&FoundServer| block.means(&found.identifier);
        let vanished: Vec<FoundServer> = roll.vanished.iter().filter(is_meant).cloned().collect();
        jobs.extend(databases_of(&vanished).into_iter().map(|gone| Job { vanished: true, ..Job::new(run, gone) }));
    }
    if !reason.is_empty() {
        tracing::warn!(block = %name, "what there is was not found out, or not all of it");
        jobs.push(Job::new(run, name.clone()));
    }
    let problem = (!reason.is_empty()).then_some(NoAnswer { verdict: Verdict::Unknown, reason });
    context.store.put_json(&enumeration_path(run, name), &Enumeration { databases, problem }).await?;
    Ok(jobs)
}

/// Why what was found is not all that is meant; nothing where it is.
fn problems(block: &Discover, found: &[FoundServer]) -> String {
    if found.is_empty() {
        return "RDS has no instance or cluster there that this [[discover]] means; check its region, tags and patterns".to_owned();
    }
    let problems: Vec<String> = found.iter().filter_map(|found| block.database_of(found).err()).collect();
    problems.join("; ")
}
