//! Which databases to look at: one job each.
//!
//! Accepts what starts a run: the schedule's event, an event of somebody who asks, an event of RDS, or a plain
//! `{"databases": ["orders-prod"]}`.

mod claim;
mod events;
mod gather;
mod request;

use std::collections::BTreeSet;

use driftline_config::{Config, DatabaseName, RdsHost, RdsKind};
use driftline_pipeline::message::{Begun, Delivery, Dispatched, Enumerate, Job, Listed, Start};
use driftline_pipeline::{Context, RunId, StepError};
use driftline_store::{Outbox, PutNew, layout};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use gather::gather;
pub use request::Request;

/// Names the run, claims it, and lists its jobs and what an earlier run left unsent. `now` is for runs on demand that no
/// execution started.
///
/// # Errors
///
/// When the event cannot be understood, names a database the config does not have, or the store fails.
pub async fn handle(context: &Context, start: Start, now: Timestamp) -> Result<Dispatched, StepError> {
    let Start { event, execution, started } = start;
    let config = &context.config;
    let now = started.unwrap_or(now);
    let (scheduled, names) = match Request::read(event)? {
        Request::Scheduled(run) => (Some(run), all(config)),
        Request::OnDemand(None) => (None, all(config)),
        Request::OnDemand(Some(names)) => (None, find_all(config, &names)?),
        Request::Check(names) => {
            let names = find_all(config, &names)?;
            (None, events::not_checked_lately(&context.store, names, &execution, now).await?)
        }
        Request::Rds { identifier } => {
            let names = on_server(config, &identifier);
            if names.is_empty() {
                return Ok(skipped(format!("no database of the config is on `{identifier}`")));
            }
            (None, events::not_checked_lately(&context.store, names, &execution, now).await?)
        }
    };
    if names.is_empty() {
        return Ok(skipped("an event had the database checked less than ten minutes ago".to_owned()));
    }
    let run = match scheduled {
        Some(run) if !claim::try_claim(&context.store, &run, &execution).await? => {
            return Ok(skipped(format!("another execution does the run {run}: its time was delivered twice")));
        }
        Some(run) => run,
        None => claim::next_free(&context.store, &execution, now).await?,
    };
    Ok(Dispatched::Begins(begin(context, run, names).await?))
}

/// Keeps the lists of a run. A retry finds them and takes them as they are, whatever became of the config meanwhile.
async fn begin(context: &Context, run: RunId, names: Vec<DatabaseName>) -> Result<Begun, StepError> {
    let watched_whole = context.config.databases.iter().filter(|database| database.members.is_some());
    let watched_whole: BTreeSet<&DatabaseName> = watched_whole.map(|server| &server.name).collect();
    let (servers, named): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| watched_whole.contains(name));
    let named: Vec<Job> = named.into_iter().map(|database| Job::new(&run, database)).collect();
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
    Dispatched::Skipped { reason }
}

fn all(config: &Config) -> Vec<DatabaseName> {
    config.databases.iter().map(|database| database.name.clone()).collect()
}

fn find_all(config: &Config, names: &[String]) -> Result<Vec<DatabaseName>, StepError> {
    names.iter().map(|name| find(config, name)).collect()
}

fn find(config: &Config, name: &str) -> Result<DatabaseName, StepError> {
    config.database(name).map(|database| database.into_owned().name).ok_or_else(|| {
        let known = config.databases.iter().map(|database| database.name.as_str()).collect::<Vec<_>>().join(", ");
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
    let on_it = config.databases.iter().filter(|database| {
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
