//! The steps of a run, in the order of the state machine, in this process.

use std::collections::BTreeMap;

use driftline_connect::Connector;
use driftline_expect::{ScratchServers, SourceFiles};
use driftline_pipeline::message::{
    Begun, Compare, Compared, Delivery, Dispatched, Enumerate, Expected, Failed, FailedStep, Gather, Job, Listed,
    Start, Summarize,
};
use driftline_pipeline::{Caught, Context, Discovery, StepError};
use driftline_report::Report;
use driftline_report::summary::RunSummary;
use driftline_store::{ReportFile, StorePath, layout};
use futures::{StreamExt as _, stream};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How many databases are looked at side by side: as many as keep a laptop busy and a server unbothered.
const AT_ONCE: usize = 4;

/// What the steps need besides store and config.
pub(crate) struct Steps<'a> {
    pub(crate) discovery: &'a dyn Discovery,
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
    // As a function does at each of its invocations.
    let context = &context.clone().with_discovered().await?;
    let start = Start { event, execution: None, started: None };
    let Begun { run, mut jobs, servers, undelivered } =
        match driftline_dispatch::handle(context, steps.discovery, start, Timestamp::now()).await? {
            Dispatched::Begins(begun) => begun,
            Dispatched::Skipped { reason } => return Err(StepError::Internal(reason)),
        };
    let context = &context.clone().with_discovered().await?;
    let mut problems = Vec::new();
    notify(context, steps, listed(context, &undelivered).await?, &mut problems).await;

    if servers.count != 0 {
        let servers: Vec<Enumerate> = listed(context, &servers).await?;
        // Without the record of a server, the server is told to be without an answer.
        let _: Vec<Result<_, StepError>> = stream::iter(servers)
            .map(|server| driftline_inspect::enumerate(context, steps.connector, server))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        jobs = driftline_dispatch::gather(context, Gather { gather: run.clone() }).await?.jobs;
    }
    let jobs: Vec<Job> = listed(context, &jobs).await?;
    let bar = progress(jobs.len());
    let checked: Vec<Result<Compared, StepError>> = stream::iter(jobs.clone())
        .map(|job| {
            let bar = &bar;
            async move {
                let name = job.database.as_str().to_owned();
                let result = check(context, steps, job).await;
                bar.set_message(name);
                bar.inc(1);
                result
            }
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    bar.finish_and_clear();
    for compared in checked {
        notify(context, steps, compared?.deliveries, &mut problems).await;
    }

    let summary = driftline_summarize::handle(context, Summarize { run, failed: None }).await?;
    let mut reports = BTreeMap::new();
    for job in &jobs {
        let path = layout::report(job.database.as_str(), job.run.as_str(), ReportFile::Json);
        if let Some(report) = context.store.get_json_if_exists(&path).await? {
            reports.insert(job.database.as_str().to_owned(), report);
        }
    }
    Ok(Outcome { summary, reports, problems })
}

/// A list that `dispatch` keeps in the store.
async fn listed<T: DeserializeOwned>(context: &Context, listed: &Listed) -> Result<Vec<T>, StepError> {
    Ok(context.store.get_json(&StorePath::parse(&listed.list)?).await?)
}

/// The steps of one database. A step that failed is the result of its database: there is no answer.
async fn check(context: &Context, steps: &Steps<'_>, job: Job) -> Result<Compared, StepError> {
    let failed = match both_sides(context, steps, job.clone()).await {
        Ok(expected) => match driftline_compare::handle(context, Compare::Expected(expected)).await {
            Ok(compared) => return Ok(compared),
            Err(error) => FailedStep::Compare(Caught::of(&error)),
        },
        Err(failed) => failed,
    };
    let message = Failed { run: job.run, database: job.database, failed };
    driftline_compare::handle(context, Compare::Failed(message)).await
}

async fn both_sides(context: &Context, steps: &Steps<'_>, job: Job) -> Result<Expected, FailedStep> {
    let inspected = driftline_inspect::handle(context, steps.connector, job).await;
    let inspected = inspected.map_err(|error| FailedStep::Inspect(Caught::of(&error)))?;
    let adapters =
        driftline_expect::Adapters { files: steps.files, servers: steps.servers, connector: steps.connector };
    let expected = driftline_expect::handle(context, adapters, inspected).await;
    expected.map_err(|error| FailedStep::Expect(Caught::of(&error)))
}

async fn notify(context: &Context, steps: &Steps<'_>, deliveries: Vec<Delivery>, problems: &mut Vec<String>) {
    for delivery in deliveries {
        match driftline_notify::handle(context, steps.notify, delivery).await {
            Ok(notified) => problems.extend(notified.given_up),
            Err(error) => problems.push(error.to_string()),
        }
    }
}
