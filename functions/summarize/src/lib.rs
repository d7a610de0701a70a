//! The run in one page.

use std::collections::BTreeSet;

use driftline_config::Config;
use driftline_drift::Verdict;
use driftline_pipeline::message::{Job, Summarize};
use driftline_pipeline::{Caught, Context, StepError};
use driftline_report::Counts;
use driftline_report::summary::{DatabaseSummary, RunSummary};
use driftline_store::layout;
use futures::{StreamExt as _, TryStreamExt as _, stream};

/// How many results are read at the same time: ten thousand, one after the other, would take minutes.
const AT_ONCE: usize = 32;

/// Collects the results of a run and keeps the summary. A database without a result is counted as unknown: something
/// stopped its steps, and silence must not look like an answer.
///
/// # Errors
///
/// When the store fails.
pub async fn handle(context: &Context, request: Summarize) -> Result<RunSummary, StepError> {
    let Summarize { run, failed } = request;
    let jobs: Vec<Job> = context.store.get_json(&layout::run_jobs(run.as_str())).await?;
    let reading: Vec<_> = jobs.iter().map(|job| result_of(context, job, failed.as_ref())).collect();
    let databases = stream::iter(reading).buffered(AT_ONCE).try_collect().await?;
    let summary = RunSummary::new(run.as_str(), databases);
    context.store.put_json(&layout::run_summary(run.as_str()), &summary).await?;
    Ok(summary)
}

/// Whether everything of the config was looked at: each database, and each server itself or something on it.
pub fn is_whole(summary: &RunSummary, config: &Config) -> bool {
    let written: BTreeSet<&str> = config.all().map(|database| database.name.as_str()).collect();
    let seen = summary.databases.iter().map(|line| line.database.as_str());
    let (mut seen, others): (BTreeSet<&str>, BTreeSet<&str>) = seen.partition(|name| written.contains(name));
    seen.extend(others.into_iter().filter_map(|name| config.server_of(name)).map(|server| server.name.as_str()));
    seen == written
}

async fn result_of(context: &Context, job: &Job, failed: Option<&Caught>) -> Result<DatabaseSummary, StepError> {
    let path = layout::run_result(job.run.as_str(), job.database.as_str());
    let found = context.store.get_json_if_exists(&path).await?;
    Ok(found.unwrap_or_else(|| DatabaseSummary {
        database: job.database.as_str().to_owned(),
        verdict: Verdict::Unknown,
        counts: Counts::default(),
        pending: 0,
        deployed_version: None,
        reason: Some(match failed {
            Some(caught) => caught.in_words("the run"),
            None => "its steps did not finish; the logs of this run say why".to_owned(),
        }),
        report: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An alarm waits for whole runs, also where no database of the run is written in the config.
    #[test]
    fn a_run_over_a_server_is_whole_with_any_of_its_databases() {
        let text = |name: &str, which: &str| {
            format!(
                "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"localhost\"\nuser = \"a\"\n{which}\n\
                 auth = {{ method = \"none\" }}\nsource = {{ schema = \"a.sql\" }}\n"
            )
        };
        let text = text("orders", "database = \"a\"") + &text("shared", "databases = \"*\"");
        let config = driftline_config::parse("driftline.toml", &text).unwrap();
        let is_whole = |names: &[&str]| {
            let line = |name: &&str| DatabaseSummary {
                database: (*name).to_owned(),
                verdict: Verdict::InSync,
                counts: Counts::default(),
                pending: 0,
                deployed_version: None,
                reason: None,
                report: None,
            };
            is_whole(&RunSummary::new("run", names.iter().map(line).collect()), &config)
        };
        assert!(is_whole(&["orders", "shared--a", "shared--b"]) && is_whole(&["orders", "shared"]));
        assert!(!is_whole(&["orders"]) && !is_whole(&["shared--a", "shared--b"]) && !is_whole(&[]));
    }
}
