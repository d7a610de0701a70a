//! The Lambda function `summarize`.

use driftline_lambda::Metrics;
use driftline_pipeline::message::{Summarize, Summarized};
use driftline_pipeline::{Context, StepError};
use driftline_report::summary::RunSummary;

#[tokio::main]
async fn main() -> Result<(), driftline_lambda::Error> {
    driftline_lambda::run(step).await
}

async fn step(context: Context, request: Summarize) -> Result<Summarized, StepError> {
    let summary = driftline_summarize::handle(&context, request).await?;
    let summarized = Summarized::of(&summary);
    print_metrics(&summary, &summarized, driftline_summarize::is_whole(&summary, &context.config));
    Ok(summarized)
}

fn print_metrics(summary: &RunSummary, summarized: &Summarized, is_whole: bool) {
    let mut metrics = Metrics::new()
        .count("DatabasesInspected", summarized.databases)
        .count("DatabasesDrifted", summarized.drifted)
        .count("DatabasesWithoutAnswer", summarized.no_answer)
        .count("Findings", summarized.findings);
    // A run over one database, after an event, must not hide that the schedule stopped.
    if is_whole {
        metrics = metrics.count("WholeRuns", 1);
    }
    metrics.print();
    for database in &summary.databases {
        let has_answer = database.verdict.is_answer();
        Metrics::of_database(&database.database)
            .count("Findings", database.counts.total())
            .count("WithoutAnswer", usize::from(!has_answer))
            .print();
    }
}
