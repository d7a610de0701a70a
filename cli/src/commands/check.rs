//! `driftline check`: one database against a migration directory, through the same steps as a run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use driftline_config::{
    Access, Auth, Config, Database, DatabaseName, Endpoint, HistoryTable, Login, MigrationSource, Scratch, Source,
};
use driftline_connect::{Target, UrlConnector};
use driftline_expect::Folder;
use driftline_pipeline::{Context, NoDiscovery};
use driftline_secrets::Sources;
use driftline_store::{ReportFile, Store, StoreOptions, layout};
use indicatif::ProgressBar;
use serde_json::json;

use crate::arguments::CheckArguments;
use crate::exit::Exit;
use crate::output;
use crate::pipeline::{self, Steps};

pub(crate) async fn run(arguments: CheckArguments) -> anyhow::Result<Exit> {
    let target = Target::parse(&arguments.live)?;
    arguments.compare.options()?;
    let database = database(&arguments, &target)?;
    let name = database.name.clone();
    let store = Store::open("memory:///", &StoreOptions::default())?;
    let config = Config {
        store: None,
        profiles: Vec::new(),
        scratch: Scratch::default(),
        databases: vec![database],
        discover: Vec::new(),
        discovered: Vec::new(),
        subscribers: Vec::new(),
    };
    let context = Context { store, config: Arc::new(config) };
    let servers = super::servers(&arguments.scratch);
    let steps = Steps {
        discovery: &NoDiscovery,
        connector: &UrlConnector(target),
        // The directory is absolute or below where the command was started.
        files: &Folder(PathBuf::new()),
        servers: &servers,
        notify: &driftline_notify::Adapters { secrets: Arc::new(Sources::new()), sns: None },
    };
    let result = pipeline::run(&context, &steps, json!({}), |_| ProgressBar::hidden()).await;
    servers.stop().await;
    let outcome = result?;
    let Some(report) = outcome.reports.get(name.as_str()) else {
        let reason = outcome.summary.databases.first().and_then(|database| database.reason.clone());
        bail!("there is no report: {}", reason.unwrap_or_else(|| "its steps did not finish".to_owned()));
    };
    if let Some(folder) = &arguments.output {
        fs_err::create_dir_all(folder).context("cannot write the report")?;
        for file in ReportFile::ALL {
            if let Some(text) = context.store.get_if_exists(&layout::report(name.as_str(), &report.run, file)).await? {
                fs_err::write(folder.join(file.name()), text).context("cannot write the report")?;
            }
        }
    }
    output::print(&output::report(report, arguments.format))?;
    Ok(Exit::of([report.verdict]))
}

fn database(arguments: &CheckArguments, target: &Target) -> anyhow::Result<Database> {
    let directory = arguments.migrations.to_str().context("the path of the migration directory is not UTF-8")?;
    let database = target.database().to_owned();
    Ok(Database {
        name: name_of(&database),
        engine: target.engine(),
        access: Access::Written(Login {
            endpoint: Endpoint { host: target.host().to_owned(), port: target.port() },
            dial: None,
            database,
            user: target.user().to_owned(),
            auth: Auth::None,
            ca_file: None,
        }),
        members: None,
        source: Source::Migrations(MigrationSource {
            directory: directory.to_owned(),
            format: arguments.migrator.clone(),
            history: arguments.history.as_deref().map(HistoryTable::parse),
            placeholders: arguments.placeholder.iter().cloned().collect(),
        }),
        ignore: arguments.compare.ignore.clone(),
        column_order: arguments.compare.column_order,
        auto_increment: arguments.compare.auto_increment,
        any_definer_host: arguments.compare.any_definer_host,
        roles: arguments.compare.roles,
        partitions: arguments.compare.partitions.clone(),
        notify: Vec::new(),
        tags: BTreeMap::new(),
    })
}

/// The database's own name where it can be one in a report's path, else `live`.
fn name_of(database: &str) -> DatabaseName {
    DatabaseName::try_from(database.to_lowercase())
        .or_else(|_| DatabaseName::try_from("live".to_owned()))
        .expect("`live` is a name")
}
