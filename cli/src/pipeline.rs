//! The steps of a run, in the order of the state machine, in this process.

use std::collections::BTreeMap;

use driftline_connect::Connector;
use driftline_drift::Verdict;
use driftline_expect::{ScratchServers, SourceFiles};
use driftline_pipeline::message::{Delivery, Job, Summarize};
use driftline_pipeline::{Context, StepError};
use driftline_report::summary::{DatabaseSummary, RunSummary};
use driftline_report::{Counts, Report};
use driftline_store::{ReportFile, layout};
use futures::{StreamExt as _, stream};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde_json::Value;

/// How many databases are looked at side by side: as many as keep a laptop busy and a server unbothered.
const AT_ONCE: usize = 4;

/// What the steps need besides store and config.
pub(crate) struct Steps<'a> {
    pub(crate) connector: &'a dyn Connector,
    pub(crate) files: &'a dyn SourceFiles,
    pub(crate) servers: &'a ScratchServers,
    pub(crate) notify: &'a driftline_notify::Adapters,
}

/// What a run gave.
pub(crate) struct Outcome {
    pub(crate) summary: RunSummary,
    /// The reports that could be made, by database.
    pub(crate) reports: BTreeMap<String, Report>,
    /// What went wrong besides the databases: messages that could not be sent.
    pub(crate) problems: Vec<String>,
}

/// Runs every step. One database's failure is a result of that database.
pub(crate) async fn run(
    context: &Context,
    steps: &Steps<'_>,
    event: Value,
    progress: impl FnOnce(usize) -> ProgressBar,
) -> Result<Outcome, StepError> {
    let dispatched = driftline_dispatch::handle(context, event, Timestamp::now()).await?;
    let mut problems = Vec::new();
    notify(context, steps, dispatched.undelivered, &mut problems).await;

    let bar = progress(dispatched.jobs.len());
    let checked: Vec<(Job, Result<Vec<Delivery>, StepError>)> = stream::iter(dispatched.jobs.clone())
        .map(|job| {
            let bar = &bar;
            async move {
                let name = job.database.as_str().to_owned();
                let result = check(context, steps, job.clone()).await;
                bar.set_message(name);
                bar.inc(1);
                (job, result)
            }
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    bar.finish_and_clear();
    for (job, result) in checked {
        match result {
            Ok(deliveries) => notify(context, steps, deliveries, &mut problems).await,
            Err(error) => record_failure(context, &job, &error).await?,
        }
    }

    let summarize = Summarize { run: dispatched.run.clone(), jobs: dispatched.jobs.clone() };
    let summary = driftline_summarize::handle(context, summarize).await?;
    let mut reports = BTreeMap::new();
    for job in &dispatched.jobs {
        let path = layout::report(job.database.as_str(), job.run.as_str(), ReportFile::Json);
        if let Some(report) = context.store.get_json_if_exists(&path).await? {
            reports.insert(job.database.as_str().to_owned(), report);
        }
    }
    Ok(Outcome { summary, reports, problems })
}

async fn check(context: &Context, steps: &Steps<'_>, job: Job) -> Result<Vec<Delivery>, StepError> {
    let inspected = driftline_inspect::handle(context, steps.connector, job).await?;
    let adapters =
        driftline_expect::Adapters { files: steps.files, servers: steps.servers, connector: steps.connector };
    let expected = driftline_expect::handle(context, adapters, inspected).await?;
    Ok(driftline_compare::handle(context, expected).await?.deliveries)
}

async fn notify(context: &Context, steps: &Steps<'_>, deliveries: Vec<Delivery>, problems: &mut Vec<String>) {
    for delivery in deliveries {
        match driftline_notify::handle(context, steps.notify, delivery).await {
            Ok(notified) => problems.extend(notified.given_up),
            Err(error) => problems.push(error.to_string()),
        }
    }
}

/// A step that failed is the answer for its database: there is none.
async fn record_failure(context: &Context, job: &Job, error: &StepError) -> Result<(), StepError> {
    let summary = DatabaseSummary {
        database: job.database.as_str().to_owned(),
        verdict: Verdict::Unknown,
        counts: Counts::default(),
        pending: 0,
        deployed_version: None,
        reason: Some(error.to_string()),
        report: None,
    };
    let path = layout::run_result(job.run.as_str(), job.database.as_str());
    Ok(context.store.put_json(&path, &summary).await?)
}
