//! One file per command.

pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod connect;
pub(crate) mod demo;
pub(crate) mod deploy;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod inspect;
pub(crate) mod publish;
pub(crate) mod run;
pub(crate) mod setup;
pub(crate) mod token;

use std::path::Path;

use anyhow::Context as _;
use driftline_compare::Assessment;
use driftline_config::{Config, Scratch};
use driftline_expect::ScratchServers;
use driftline_store::{Store, StoreError, StoreOptions};

use crate::adapters::Adapters;
use crate::arguments::ScratchArguments;

/// Where migrations are replayed, as the command line says.
fn servers(arguments: &ScratchArguments) -> ScratchServers {
    match &arguments.dev_url {
        Some(url) => ScratchServers::at(url.clone()),
        None => ScratchServers::local(!arguments.no_download),
    }
}

/// The same where there is a config. The command line stands above it.
fn configured_servers(config: &Config, arguments: &ScratchArguments, adapters: &Adapters) -> ScratchServers {
    let Scratch { url, servers: named, .. } = &config.scratch;
    match (&arguments.dev_url, url, named.as_slice()) {
        (None, Some(reference), _) => ScratchServers::referenced(reference.clone(), adapters.secrets.clone()),
        (None, None, [_, ..]) => ScratchServers::configured(named.clone(), adapters.connector.clone()),
        _ => servers(arguments),
    }
}

/// The folder that paths in a config are relative to.
fn folder_of(config: &Path) -> &Path {
    config.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The store of a config, which is beside it unless it says otherwise.
fn store_of(config: &Config, folder: &Path, options: &StoreOptions) -> Result<Store, StoreError> {
    match &config.store {
        Some(url) => Store::open(url, options),
        None => Store::open_folder(&folder.join("driftline-store")),
    }
}

/// Writes a report and its scripts into a folder.
fn write_report(folder: &Path, assessment: &Assessment) -> anyhow::Result<()> {
    fs_err::create_dir_all(folder).context("cannot write the report")?;
    for (file, text) in driftline_compare::files(assessment) {
        fs_err::write(folder.join(file.name()), text).context("cannot write the report")?;
    }
    Ok(())
}
