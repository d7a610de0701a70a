//! Findings, verdict, report, scripts, and what is to be sent.

mod assess;
mod deliveries;
mod keep;
mod state;

use driftline_catalog::Ignore;
use driftline_config::Database;
use driftline_drift::CompareOptions;
use driftline_pipeline::message::{Compared, Delivery, Expected};
use driftline_pipeline::record::{Expectation, ExpectationOutcome, Inspection};
use driftline_pipeline::{Context, StepError};
use driftline_report::Notification;
use driftline_store::{StateLog, StorePath};

pub use assess::{Assessment, Subject, assess};
pub use keep::files;

/// Compares what should be with what is, keeps the report, and lists what is to be sent.
///
/// # Errors
///
/// When the config lacks the database or the store fails. Comparing itself never fails.
pub async fn handle(context: &Context, message: Expected) -> Result<Compared, StepError> {
    let Expected { run, database: name, inspection, expectation } = message;
    let database = context.database(&name)?;
    let store = &context.store;
    let inspection: Inspection = store.get_json(&StorePath::parse(&inspection.record)?).await?;
    let expectation: Expectation = store.get_json(&StorePath::parse(&expectation.record)?).await?;

    let log = StateLog::new(store, name.as_str());
    let (before, retried) = state::before(&log, &run).await?;
    let subject = Subject {
        run: run.as_str().to_owned(),
        database: name.as_str().to_owned(),
        server_version: match &inspection {
            Inspection::Read { server_version, .. } => Some(server_version.clone()),
            Inspection::NoAnswer(_) => None,
        },
        source: expectation.source,
        notes: expectation.notes,
    };
    let assessment = match (inspection, expectation.outcome) {
        (Inspection::NoAnswer(no_answer), _) | (_, ExpectationOutcome::NoAnswer(no_answer)) => {
            Assessment::without_answer(subject, no_answer.verdict, no_answer.reason)
        }
        (Inspection::Read { snapshot, .. }, ExpectationOutcome::Known { snapshot: expected, live }) => {
            let live = live.unwrap_or(snapshot);
            let expected = context.snapshot(&expected).await?;
            let live = context.snapshot(&live).await?;
            assess(subject, &expected, &live, &options(database)?, &before.findings())
        }
    };

    let kept = keep::keep(store, &name, &run, &assessment).await?;
    let state = state::advance(&log, &before, &retried, &run, &assessment).await?;
    let mut due = Vec::new();
    if let Some(state) = &state {
        let notification =
            Notification::of(&assessment.report, database.engine, &assessment.lifecycle, Some(kept.report.clone()));
        due = deliveries::write(context, database, &before, state, &notification).await?;
    }
    store.put_json(&driftline_store::layout::run_result(run.as_str(), name.as_str()), &kept.summary).await?;
    Ok(Compared {
        run,
        database: name,
        verdict: assessment.report.verdict,
        counts: assessment.report.counts(),
        deliveries: due.into_iter().map(|delivery| Delivery { delivery }).collect(),
    })
}

fn options(database: &Database) -> Result<CompareOptions, StepError> {
    let ignore = Ignore::parse(database.ignore.iter().map(String::as_str))
        .map_err(|error| StepError::InvalidConfig(error.to_string()))?;
    Ok(CompareOptions {
        ignore,
        column_order: database.column_order,
        auto_increment: database.auto_increment,
        any_definer_host: database.any_definer_host,
        partitions: database.partitions.clone(),
    })
}
