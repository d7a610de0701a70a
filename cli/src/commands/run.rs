//! `driftline run`: the databases of a config.

use std::sync::Arc;

use anyhow::Context as _;
use driftline_drift::Verdict;
use driftline_expect::Folder;
use driftline_pipeline::Context;
use driftline_report::summary;
use serde_json::json;

use crate::adapters::adapters;
use crate::arguments::{Format, RunArguments};
use crate::exit::Exit;
use crate::output;
use crate::pipeline::{self, Outcome, Steps};

pub(crate) async fn run(arguments: RunArguments) -> anyhow::Result<Exit> {
    let config = super::config::load(&arguments.config)?;
    let folder = super::folder_of(&arguments.config);
    let adapters = adapters(&config.profiles).await;
    let store = super::store_of(&config, folder, &adapters.store)?;
    let servers = super::configured_servers(&config, &arguments.scratch, &adapters);
    let context = Context { store, config: Arc::new(config) };
    let steps = Steps {
        discovery: &*adapters.discovery,
        connector: &adapters.connector,
        files: &Folder(folder.to_owned()),
        servers: &servers,
        notify: &adapters.notify,
    };
    let event = match arguments.database.as_slice() {
        [] => json!({}),
        names => json!({ "databases": names }),
    };
    let result = pipeline::run(&context, &steps, event, output::progress).await;
    servers.stop().await;
    let outcome = result?;
    output::print(&render(&outcome, arguments.format)?)?;
    for problem in &outcome.problems {
        output::say(&format!("warning: {problem}"));
    }
    Ok(Exit::of(outcome.summary.databases.iter().map(|database| database.verdict)))
}

/// One database: its report. Several: those that are not in sync, and the table of all.
pub(crate) fn render(outcome: &Outcome, format: Format) -> anyhow::Result<String> {
    let Outcome { summary, reports, .. } = outcome;
    if format == Format::Json {
        let text = serde_json::to_string_pretty(
            &json!({ "summary": summary, "reports": reports.values().collect::<Vec<_>>() }),
        );
        return text.context("cannot print the result");
    }
    let mut parts: Vec<String> = Vec::new();
    for database in &summary.databases {
        if let Some(report) = reports.get(&database.database)
            && (summary.databases.len() == 1 || database.verdict != Verdict::InSync)
        {
            parts.push(output::report(report, format));
        }
    }
    if 1 < summary.databases.len() || parts.is_empty() {
        parts.push(match format {
            Format::Markdown => summary::to_markdown(summary),
            Format::Text | Format::Json => summary::to_text(summary, output::style()),
        });
    }
    let pages: Vec<&str> = summary.databases.iter().filter_map(|database| database.report.as_deref()).collect();
    if format == Format::Text && !pages.is_empty() {
        parts.push(format!("Reports:\n  {}\n", pages.join("\n  ")));
    }
    Ok(parts.join("\n"))
}
