//! What the blocks of a config find before a run: databases that nobody wrote into it.

use driftline_config::{DatabaseName, Discover, FoundServer};
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
        jobs.push(Job::new(run, name.clone()));
    }
    keep_outcome(context, run, name, databases, reason).await?;
    Ok(jobs)
}

/// What a block found, and why that is not all.
async fn keep_outcome(
    context: &Context,
    run: &RunId,
    block: &DatabaseName,
    databases: Vec<DatabaseName>,
    reason: String,
) -> Result<(), StepError> {
    if !reason.is_empty() {
        tracing::warn!(%block, "what there is was not found out, or not all of it");
    }
    let problem = (!reason.is_empty()).then_some(NoAnswer { verdict: Verdict::Unknown, reason });
    Ok(context.store.put_json(&enumeration_path(run, block), &Enumeration { databases, problem }).await?)
}

fn is_same(one: &FoundServer, other: &FoundServer) -> bool {
    one.identifier == other.identifier
}

/// An instance or cluster that RDS said something of and that no run has found yet.
pub(crate) struct Newcomer {
    /// What is looked at: its database, or the block where that is not known.
    pub(crate) name: DatabaseName,
    block: DatabaseName,
    outcome: Result<Found, String>,
}

struct Found {
    server: FoundServer,
    /// With all that the block finds beside it.
    all: Vec<FoundServer>,
}

/// What RDS has by this name, for each block that means it. What a block does not mean by its tags or its engine, or what
/// is part of a cluster, is none.
pub(crate) async fn newcomers(context: &Context, discovery: &dyn Discovery, identifier: &str) -> Vec<Newcomer> {
    let identifier = identifier.to_ascii_lowercase();
    let mut newcomers = Vec::new();
    for block in context.config.discover.iter().filter(|block| block.means(&identifier)) {
        let outcome = match discovery.servers(block).await {
            Err(error) => Err(error.to_string()),
            Ok(all) => match all.iter().find(|server| server.identifier == identifier).cloned() {
                None => continue,
                Some(server) => block.database_of(&server).map(|database| (database.name, Found { server, all })),
            },
        };
        let (name, outcome) = match outcome {
            Ok((name, found)) => (name, Ok(found)),
            Err(reason) => (block.name().clone(), Err(reason)),
        };
        newcomers.push(Newcomer { name, block: block.name().clone(), outcome });
    }
    newcomers
}

impl Newcomer {
    /// Whether it is known which database it is.
    pub(crate) fn is_found(&self) -> bool {
        self.outcome.is_ok()
    }

    /// Keeps what was found for the steps that come later, or why it was not.
    pub(crate) async fn keep(self, context: &Context, run: &RunId) -> Result<(), StepError> {
        match self.outcome {
            Ok(Found { server, all }) => {
                Roll::add(&context.store, self.block.as_str(), run, server, all, is_same).await?;
                Ok(())
            }
            Err(reason) => keep_outcome(context, run, &self.block, Vec::new(), reason).await,
        }
    }
}

/// Why what was found is not all that is meant; nothing where it is.
fn problems(block: &Discover, found: &[FoundServer]) -> String {
    if found.is_empty() {
        return "RDS has no instance or cluster there that this [[discover]] means; check its region, tags and patterns".to_owned();
    }
    let problems: Vec<String> = found.iter().filter_map(|found| block.database_of(found).err()).collect();
    problems.join("; ")
}
