//! `driftline config check`.

use std::borrow::Cow;
use std::path::Path;

use anyhow::{Context as _, bail};
use driftline_config::{Access, Auth, Config, Database, SubscriberKind};
use driftline_pipeline::Discovery;
use driftline_secrets::SecretReference;

use crate::adapters::adapters;
use crate::arguments::ConfigCommand;
use crate::exit::Exit;
use crate::finding::{self, Finding};
use crate::output;

pub(crate) async fn run(command: &ConfigCommand) -> anyhow::Result<Exit> {
    let ConfigCommand::Check { config: path } = command;
    let config = load(path)?;
    let needs = needs_of_aws(&config);
    if !cfg!(feature = "aws") && !needs.is_empty() {
        bail!(
            "{} is well-formed, but this driftline was built without AWS, which it needs for {}; install a release or \
             build with --features aws",
            path.display(),
            needs.join(", ")
        );
    }
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    output::print(&format!(
        "{} is fine: {}, {}.",
        path.display(),
        count(config.databases.len(), "database")
            + if config.discover.is_empty() { "" } else { " besides those that are found" },
        count(config.subscribers.len(), "subscriber")
    ))?;
    if config.discover.is_empty() {
        return Ok(Exit::InSync);
    }
    let discovery = adapters(&config.profiles).await.discovery;
    let (mut findings, _) = discovered(&config, &*discovery).await;
    findings.sort_by_key(Finding::is_wrong);
    finding::print(&findings)
}

/// What the blocks of a config find now, a line for each, and as databases.
pub(crate) async fn discovered(config: &Config, discovery: &dyn Discovery) -> (Vec<Finding>, Vec<Database>) {
    let (mut findings, mut databases) = (Vec::new(), Vec::new());
    for block in &config.discover {
        let about = format!("discover {}", block.name());
        match discovery.servers(block).await {
            Err(error) => findings.push(Finding::wrong(about, error.to_string())),
            Ok(found) if found.is_empty() => {
                findings.push(Finding::wrong(about, "it finds nothing; check its region, tags and patterns"));
            }
            Ok(found) => {
                for found in found {
                    match block.database_of(&found) {
                        Ok(database) => {
                            let server = format!("{}, {} at {}", database.name, found.engine, found.endpoint);
                            findings.push(Finding::fine(about.clone(), server));
                            databases.push(database);
                        }
                        Err(problem) => findings.push(Finding::wrong(about.clone(), problem)),
                    }
                }
            }
        }
    }
    (findings, databases)
}

/// A config with what its blocks find now among its databases, for commands that look at no store. Says what is not found.
pub(crate) async fn with_found(mut config: Config, discovery: &dyn Discovery) -> Config {
    let (findings, databases) = discovered(&config, discovery).await;
    for finding in findings.iter().filter(|finding| finding.is_wrong()) {
        output::say(&format!("warning: {finding}"));
    }
    config.databases.extend(databases);
    config.discover.clear();
    config
}

/// Reads and checks a config.
pub(crate) fn load(path: &Path) -> anyhow::Result<Config> {
    let text = fs_err::read_to_string(path)
        .context("cannot read the config; name it with --config, or start from the example in the README")?;
    let config = driftline_config::parse(&path.display().to_string(), &text)?;
    // Without a folder of its own it is in this one, and files go by the names that it says.
    Ok(config.with_files_in(path.parent().unwrap_or(Path::new(""))))
}

/// What goes by a name that somebody gave: a database, or a server that is watched whole.
pub(crate) fn any_database<'a>(config: &'a Config, name: &str) -> anyhow::Result<Cow<'a, Database>> {
    config.database(name).with_context(|| {
        let names: Vec<&str> = config.databases.iter().map(|database| database.name.as_str()).collect();
        format!("the config has no database `{name}`; it has {}", names.join(", "))
    })
}

/// The one database of a name that somebody gave.
pub(crate) fn database<'a>(config: &'a Config, name: &str) -> anyhow::Result<Cow<'a, Database>> {
    let database = any_database(config, name)?;
    if database.members.is_some() {
        bail!("{name} is a server with several databases; name one of them, {name}--DATABASE");
    }
    Ok(database)
}

/// What in a config only works with AWS.
fn needs_of_aws(config: &Config) -> Vec<String> {
    let mut needs = Vec::new();
    if config.store.as_deref().is_some_and(|url| url.starts_with("s3://")) {
        needs.push("the store".to_owned());
    }
    let is_aws = |reference: &SecretReference| matches!(reference, SecretReference::SecretsManager(_));
    let logs_in_with_aws = |auth: &Auth| match auth {
        Auth::RdsIam { .. } => true,
        Auth::Password(reference) => is_aws(reference),
        Auth::CloudSqlIam | Auth::None => false,
    };
    if config.scratch.url.as_ref().is_some_and(is_aws) {
        needs.push("the scratch server".to_owned());
    }
    for server in config.scratch.servers.iter().filter(|server| logs_in_with_aws(&server.login.auth)) {
        needs.push(format!("the scratch server for {}", server.engine));
    }
    needs.extend(config.discover.iter().map(|block| format!("discover {}", block.name())));
    for database in &config.databases {
        let needs_aws = match &database.access {
            Access::Written(login) => logs_in_with_aws(&login.auth),
            Access::Connector(connector) => is_aws(&connector.secret),
        };
        if needs_aws {
            needs.push(format!("database {}", database.name));
        }
    }
    for subscriber in &config.subscribers {
        let needed = match &subscriber.kind {
            SubscriberKind::Sns { .. } => true,
            SubscriberKind::Slack { url } => is_aws(url),
            SubscriberKind::Webhook { url, secret } => is_aws(url) || is_aws(secret),
        };
        if needed {
            needs.push(format!("subscriber {}", subscriber.name));
        }
    }
    needs
}
