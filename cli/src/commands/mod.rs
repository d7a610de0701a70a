//! One file per command.

pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod connect;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod inspect;
pub(crate) mod run;
pub(crate) mod setup;
pub(crate) mod token;

use std::path::Path;

use anyhow::Context as _;
use driftline_compare::Assessment;
use driftline_expect::ScratchServers;

use crate::arguments::ScratchArguments;

/// Where migrations are replayed, as the command line says.
fn servers(arguments: &ScratchArguments) -> ScratchServers {
    match &arguments.dev_url {
        Some(url) => ScratchServers::at(url.clone()),
        None => ScratchServers::local(!arguments.no_download),
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
