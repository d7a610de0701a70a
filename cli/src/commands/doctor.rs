//! `driftline doctor`: what will not work, or soon will not, before a run finds out.
//!
//! The databases themselves are for `connect test`.

use std::path::PathBuf;

use anyhow::Context as _;
use driftline_config::{Access, Config, Database, Login};
use driftline_connect::{
    BUILT_IN_ROOTS_ORIGIN, RootCertificate, Roots, built_in_roots, region_without_roots, roots_in_file,
};
use driftline_store::{Store, layout};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::adapters::adapters;
use crate::arguments::DoctorArguments;
use crate::exit::Exit;
use crate::finding::{self, Finding};

/// Half a year: the next release with new certificates has to be out, found and rolled out by then.
const SOON: SignedDuration = SignedDuration::from_hours(180 * 24);

pub(crate) async fn run(arguments: DoctorArguments) -> anyhow::Result<Exit> {
    let now = Timestamp::now();
    let mut findings = vec![built_in_certificates(now)?];
    match super::config::load(&arguments.config) {
        Err(error) => findings.push(Finding::wrong("config", format!("{error:#}"))),
        Ok(config) => {
            findings.push(Finding::fine("config", arguments.config.display().to_string()));
            findings.extend(store(&config).await);
            let discovery = adapters(&config.profiles).await.discovery;
            let (discovered, found) = super::config::discovered(&config, &*discovery).await;
            findings.extend(discovered);
            for database in config.databases.iter().chain(&found) {
                findings.extend(certificates_of(database, now).await);
            }
            for server in &config.scratch.servers {
                let about = format!("certificates of the scratch server for {}", server.engine);
                let login = &server.login;
                findings.extend(certificates(about, login.ca_file.as_ref(), Some(login.verified_name()), now).await);
            }
        }
    }
    finding::print(&findings)
}

/// The roots of RDS and RDS Proxy that come with this release.
fn built_in_certificates(now: Timestamp) -> anyhow::Result<Finding> {
    #[derive(Deserialize)]
    struct Origin {
        package: String,
        version: String,
        fetched: String,
    }
    let origin: Origin = toml::from_str(BUILT_IN_ROOTS_ORIGIN).context("the origin of the certificates")?;
    let roots = built_in_roots();
    let from = format!("from {} {} of {}", origin.package, origin.version, origin.fetched);
    let about = "certificates of RDS";
    Ok(match first_to_run_out(&roots) {
        Some((root, until)) if until < now + SOON => {
            Finding::wrong(about, format!("{}, {from}; install a newer driftline", in_words(root, until, now)))
        }
        Some((root, until)) => Finding::fine(about, format!("{} {from}; {}", roots.len(), in_words(root, until, now))),
        None => Finding::wrong(about, "there are none in this build"),
    })
}

/// What a database needs besides: the file that it names, and a region that this release knows.
async fn certificates_of(database: &Database, now: Timestamp) -> Option<Finding> {
    let about = format!("certificates of {}", database.name);
    let file = match &database.access {
        Access::Written(login) => login.ca_file.as_ref(),
        Access::Connector(secret) => secret.ca_file.as_ref(),
    };
    certificates(about, file, database.written_login().map(Login::verified_name), now).await
}

async fn certificates(about: String, file: Option<&String>, name: Option<&str>, now: Timestamp) -> Option<Finding> {
    let Some(file) = file.map(PathBuf::from) else {
        let region = region_without_roots(name?)?;
        let text = format!("none for {region} came with driftline; install a newer one, or name a `ca-file`");
        return Some(Finding::wrong(about, text));
    };
    let shown = Roots::File(file.clone()).in_words();
    Some(match roots_in_file(&file).await {
        Err(why) => Finding::wrong(about, why),
        Ok(roots) => match first_to_run_out(&roots) {
            Some((root, until)) if until < now + SOON => {
                Finding::wrong(about, format!("of {shown} {}; renew the file", in_words(root, until, now)))
            }
            Some((root, until)) => Finding::fine(about, format!("of {shown} {}", in_words(root, until, now))),
            None => Finding::wrong(about, format!("{shown} cannot be read")),
        },
    })
}

fn first_to_run_out(roots: &[RootCertificate]) -> Option<(&RootCertificate, Timestamp)> {
    let root = roots.iter().min_by_key(|root| root.expires)?;
    Some((root, Timestamp::from_second(root.expires).ok()?))
}

fn in_words(root: &RootCertificate, until: Timestamp, now: Timestamp) -> String {
    let (name, day) = (&root.name, until.strftime("%Y-%m-%d"));
    if until < now {
        format!("\"{name}\" ran out on {day}")
    } else {
        format!("the first to run out is \"{name}\" on {day}")
    }
}

/// Whether the store answers. What its rights for writing are, the first run shows.
async fn store(config: &Config) -> Option<Finding> {
    let url = config.store.as_deref()?;
    let answer = match Store::open(url, &adapters(&[]).await.store) {
        // A bucket that is not there has no objects; only listing tells.
        Ok(store) => store.list(&layout::outbox()).await.map(|_| ()),
        Err(error) => Err(error),
    };
    Some(match answer {
        Ok(()) => Finding::fine("store", format!("{url} answers")),
        Err(error) => Finding::wrong("store", error.to_string()),
    })
}
