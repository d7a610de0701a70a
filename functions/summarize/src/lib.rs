//! The run in one page.

use driftline_drift::Verdict;
use driftline_pipeline::message::{Job, Summarize};
use driftline_pipeline::{Context, StepError};
use driftline_report::Counts;
use driftline_report::summary::{DatabaseSummary, RunSummary};
use driftline_store::layout;

/// Collects the results of a run and keeps the summary. A database without a result is counted as unknown: something
/// stopped its steps, and silence must not look like an answer.
///
/// # Errors
///
/// When the store fails.
pub async fn handle(context: &Context, request: Summarize) -> Result<RunSummary, StepError> {
    let Summarize { run, jobs } = request;
    let mut databases = Vec::new();
    for job in &jobs {
        databases.push(result_of(context, job).await?);
    }
    let summary = RunSummary::new(run.as_str(), databases);
    // A scheduled time that fired twice has no jobs the second time, and must not overwrite the first one's summary.
    if !jobs.is_empty() {
        context.store.put_json(&layout::run_summary(run.as_str()), &summary).await?;
    }
    Ok(summary)
}

async fn result_of(context: &Context, job: &Job) -> Result<DatabaseSummary, StepError> {
    let path = layout::run_result(job.run.as_str(), job.database.as_str());
    let found = context.store.get_json_if_exists(&path).await?;
    Ok(found.unwrap_or_else(|| DatabaseSummary {
        database: job.database.as_str().to_owned(),
        verdict: Verdict::Unknown,
        counts: Counts::default(),
        pending: 0,
        deployed_version: None,
        reason: Some("its steps did not finish; the logs of this run say why".to_owned()),
        report: None,
    }))
}
