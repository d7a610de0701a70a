//! Which databases to look at: one job each.
//!
//! Accepts what starts a run: the schedule's event, an event of somebody who asks, an event of RDS, or a plain
//! `{"databases": ["orders-prod"]}`.

mod claim;
mod discover;
mod events;
mod gather;
mod request;

use std::collections::BTreeSet;

use driftline_config::{Config, DatabaseName, Discover, FoundServer, RdsHost, RdsKind};
use driftline_pipeline::message::{Begun, Delivery, Dispatched, Enumerate, Job, Listed, Start};
use driftline_pipeline::{Context, Discovery, Roll, RunId, StepError};
use driftline_store::{Outbox, PutNew, layout};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use discover::Newcomer;
pub use gather::gather;
pub use request::Request;

/// Names the run, claims it, and lists its jobs and what an earlier run left unsent. `now` is for runs on demand that no
/// execution started.
///
/// # Errors
///
/// When the event cannot be understood, names a database the config does not have, or the store fails.
pub async fn handle(
    context: &Context,
    discovery: &dyn Discovery,
    start: Start,
    now: Timestamp,
) -> Result<Dispatched, StepError> {
    let Start { event, execution, started } = start;
    let config = &context.config;
    let now = started.unwrap_or(now);
    let (scheduled, wanted) = match Request::read(event)? {
        Request::Scheduled(run) => (Some(run), Wanted::all(config)),
        Request::OnDemand(None) => (None, Wanted::all(config)),
        Request::OnDemand(Some(names)) => (None, Wanted::of(config, &names)?),
        Request::Check(names) => {
            let wanted = Wanted::of(config, &names)?;
            (None, wanted.not_checked_lately(context, &execution, now).await?)
        }
        Request::Rds { identifier } => {
            let names = on_server(config, &identifier);
            let newcomers = match names.as_slice() {
                [] => discover::newcomers(context, discovery, &identifier).await,
                _ => Vec::new(),
            };
            if names.is_empty() && newcomers.is_empty() {
                return Ok(skipped(format!(
                    "no database of the config is on `{identifier}`, and no [[discover]] means it: by its name, its tags, its \
                     engine, or as a part of a cluster"
                )));
            }
            let wanted = Wanted { names, blocks: Vec::new(), newcomers };
            (None, wanted.not_checked_lately(context, &execution, now).await?)
        }
    };
    if wanted.is_empty() {
        return Ok(skipped("an event had the database checked less than ten minutes ago".to_owned()));
    }
    let run = match scheduled {
        Some(run) if !claim::try_claim(&context.store, &run, &execution).await? => {
            return Ok(skipped(format!("another execution does the run {run}: its time was delivered twice")));
        }
        Some(run) => run,
        None => claim::next_free(&context.store, &execution, now).await?,
    };
    Ok(Dispatched::Begins(begin(context, discovery, run, wanted).await?))
}

/// Keeps the lists of a run. A retry finds them and takes them as they are, whatever became of the config meanwhile.
async fn begin(context: &Context, discovery: &dyn Discovery, run: RunId, wanted: Wanted) -> Result<Begun, StepError> {
    let Wanted { mut names, blocks, newcomers } = wanted;
    let mut unusual = Vec::new();
    let mut context = context.clone();
    for name in &blocks {
        let Some(block) = context.config.block(name.as_str()) else { continue };
        unusual.extend(discover::discover(&context, discovery, block, &run).await?);
    }
    let has_newcomers = !newcomers.is_empty();
    for newcomer in newcomers {
        let name = newcomer.name.clone();
        if newcomer.is_found() {
            names.push(name);
        } else {
            unusual.push(Job::new(&run, name));
        }
        newcomer.keep(&context, &run).await?;
    }
    if !blocks.is_empty() || has_newcomers {
        context = context.with_discovered().await?;
        let found = found(&context, &blocks).await?;
        let known: BTreeSet<DatabaseName> = names.iter().cloned().collect();
        names.extend(found.into_iter().filter(|name| !known.contains(name)));
    }
    let context = &context;
    let watched_whole = context.config.all().filter(|database| database.members.is_some());
    let watched_whole: BTreeSet<&DatabaseName> = watched_whole.map(|server| &server.name).collect();
    let (servers, named): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| watched_whole.contains(name));
    let named: Vec<Job> = named.into_iter().map(|database| Job::new(&run, database)).chain(unusual).collect();
    let servers: Vec<Enumerate> =
        servers.into_iter().map(|enumerate| Enumerate { run: run.clone(), enumerate }).collect();
    let servers = keep(context, &layout::run_servers(run.as_str()), servers).await?;
    let jobs = layout::run_jobs(run.as_str());
    let jobs = if servers.count == 0 {
        keep(context, &jobs, named).await?
    } else {
        keep(context, &layout::run_named(run.as_str()), named).await?;
        Listed::new(&jobs, 0)
    };
    let pending = Outbox::new(&context.store).pending().await?;
    let undelivered: Vec<Delivery> = pending.into_iter().map(|delivery| Delivery { delivery }).collect();
    let undelivered = keep(context, &layout::run_undelivered(run.as_str()), undelivered).await?;
    Ok(Begun { jobs, servers, undelivered, run })
}

async fn keep<T: Serialize + DeserializeOwned + Sync>(
    context: &Context,
    path: &driftline_store::StorePath,
    mut items: Vec<T>,
) -> Result<Listed, StepError> {
    if context.store.put_new_json(path, &items).await? == PutNew::AlreadyThere {
        items = context.store.get_json(path).await?;
    }
    Ok(Listed::new(path, items.len()))
}

fn skipped(reason: String) -> Dispatched {
    tracing::info!(%reason, "nothing to do");
    Dispatched::Skipped { reason }
}

/// What is to be looked at.
struct Wanted {
    names: Vec<DatabaseName>,
    /// What finds further ones.
    blocks: Vec<DatabaseName>,
    /// What RDS said something of and no run has found yet.
    newcomers: Vec<Newcomer>,
}

impl Wanted {
    fn all(config: &Config) -> Self {
        Self {
            names: config.databases.iter().map(|database| database.name.clone()).collect(),
            blocks: config.discover.iter().map(|block| block.name().clone()).collect(),
            newcomers: Vec::new(),
        }
    }

    fn of(config: &Config, names: &[String]) -> Result<Self, StepError> {
        let names = names.iter().map(|name| find(config, name)).collect::<Result<Vec<_>, _>>()?;
        let (blocks, names) = names.into_iter().partition(|name| config.block(name.as_str()).is_some());
        Ok(Self { names, blocks, newcomers: Vec::new() })
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.blocks.is_empty() && self.newcomers.is_empty()
    }

    /// What of it no event had checked within the last ten minutes. It counts as checked now.
    async fn not_checked_lately(
        self,
        context: &Context,
        execution: &Option<String>,
        now: Timestamp,
    ) -> Result<Self, StepError> {
        let names = events::not_checked_lately(&context.store, self.names, execution, now).await?;
        let blocks = events::not_checked_lately(&context.store, self.blocks, execution, now).await?;
        let newcomers: Vec<_> = self.newcomers.iter().map(|newcomer| newcomer.name.clone()).collect();
        let due = events::not_checked_lately(&context.store, newcomers, execution, now).await?;
        let newcomers = self.newcomers.into_iter().filter(|newcomer| due.contains(&newcomer.name)).collect();
        Ok(Self { names, blocks, newcomers })
    }
}

/// What these blocks have found, now or, where they do not know, when they last did.
async fn found(context: &Context, blocks: &[DatabaseName]) -> Result<Vec<DatabaseName>, StepError> {
    let mut names = Vec::new();
    for block in blocks.iter().filter_map(|name| context.config.block(name.as_str())) {
        let roll: Option<Roll<FoundServer>> = Roll::latest(&context.store, block.name().as_str()).await?;
        let present = roll.map(|roll| roll.present).unwrap_or_default();
        names.extend(present.iter().filter_map(|found| block.database_of(found).ok()).map(|database| database.name));
    }
    Ok(names)
}

fn find(config: &Config, name: &str) -> Result<DatabaseName, StepError> {
    config.database(name).map(|database| database.into_owned().name).ok_or_else(|| {
        let all = config.all().map(|database| &database.name).chain(config.discover.iter().map(Discover::name));
        let known = all.map(DatabaseName::as_str).collect::<Vec<_>>().join(", ");
        StepError::InvalidConfig(format!("there is no database `{name}` in the config; there are {known}"))
    })
}

/// The databases on the instance or cluster that RDS calls so. A proxy's name can be the same and means nothing.
fn on_server(config: &Config, identifier: &str) -> Vec<DatabaseName> {
    let is_there = |host: &str| {
        RdsHost::recognise(host).is_some_and(|host| {
            host.kind != RdsKind::Proxy
                && host.kind != RdsKind::Custom
                && host.identifier.eq_ignore_ascii_case(identifier)
        })
    };
    let on_it = config.all().filter(|database| {
        // Which server a secret names is not known here.
        database.written_login().is_some_and(|login| is_there(login.verified_name()))
    });
    on_it.map(|database| database.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RDS names instances and clusters; the config names hosts.
    #[test]
    fn the_databases_on_a_server_are_known_by_their_hosts() {
        let database = |name: &str, endpoint: &str, auth: &str| {
            format!(
                "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"{endpoint}\"\ndatabase = \"x\"\n\
                 user = \"x\"\nauth = {{ method = \"rds-iam\"{auth} }}\nsource = {{ schema = \"x.sql\" }}\n"
            )
        };
        let alias = ", sign-for = \"shop.abc123.eu-central-1.rds.amazonaws.com\"";
        let text = [
            database("shop", "shop.abc123.eu-central-1.rds.amazonaws.com", ""),
            database("shop-by-alias", "shop.example.com", alias),
            database("clustered", "main.cluster-abc123.eu-central-1.rds.amazonaws.com", ""),
            database("through-a-proxy", "shop.proxy-abc123.eu-central-1.rds.amazonaws.com", ""),
        ]
        .concat();
        let config = driftline_config::parse("driftline.toml", &text).unwrap();
        let names = |identifier: &str| -> Vec<String> {
            on_server(&config, identifier).into_iter().map(String::from).collect()
        };
        assert_eq!(names("shop"), ["shop", "shop-by-alias"]);
        assert_eq!(names("SHOP"), ["shop", "shop-by-alias"]);
        assert_eq!(names("main"), ["clustered"]);
        assert_eq!(names("other"), [""; 0]);
    }
}
