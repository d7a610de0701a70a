//! Findings, verdict, report, scripts, and what is to be sent.

mod assess;
mod deliveries;
mod keep;
mod state;

use driftline_catalog::Ignore;
use driftline_config::{Database, DatabaseName, FoundServer};
use driftline_drift::{CompareOptions, Verdict};
use driftline_pipeline::message::{Compare, Compared, Delivery, Expected, Failed};
use driftline_pipeline::record::{DatabaseState, Expectation, ExpectationOutcome, Inspection};
use driftline_pipeline::{Context, Roll, RunId, StepError};
use driftline_report::summary::DatabaseSummary;
use driftline_report::{Notification, SourceSummary};
use driftline_store::{Numbered, StateLog, StorePath, layout};

pub use assess::{Assessment, Subject, assess};
pub use keep::files;

/// What is said of a database that nobody wrote into the config.
const NEW: &str = "this database is new: the run before this one did not find it";

/// Compares what should be with what is, keeps the report, and lists what is to be sent. Where an earlier step failed,
/// that is what is reported: the database has no answer, and whoever wants to know is told.
///
/// # Errors
///
/// When the config lacks the database or the store fails. Comparing itself never fails.
pub async fn handle(context: &Context, message: Compare) -> Result<Compared, StepError> {
    match message {
        Compare::Expected(message) => compare(context, message).await,
        Compare::Failed(message) => record_failure(context, message).await,
    }
}

async fn compare(context: &Context, message: Expected) -> Result<Compared, StepError> {
    let Expected { run, database: name, inspection, expectation } = message;
    let database = &*context.database(&name)?;
    let store = &context.store;
    let inspection: Inspection = store.get_json(&StorePath::parse(&inspection.record)?).await?;
    let expectation: Expectation = store.get_json(&StorePath::parse(&expectation.record)?).await?;

    let past = Past::of(context, database, &run).await?;
    let mut notes = expectation.notes;
    if past.is_new {
        notes.push(NEW.to_owned());
    }
    let subject = Subject {
        run: run.as_str().to_owned(),
        database: name.as_str().to_owned(),
        server_version: match &inspection {
            Inspection::Read { server_version, .. } => Some(server_version.clone()),
            Inspection::NoAnswer(_) => None,
        },
        source: expectation.source,
        notes,
    };
    let assessment = match (inspection, expectation.outcome) {
        (Inspection::NoAnswer(no_answer), _) | (_, ExpectationOutcome::NoAnswer(no_answer)) => {
            Assessment::without_answer(subject, no_answer.verdict, no_answer.reason)
        }
        (Inspection::Read { snapshot, .. }, ExpectationOutcome::Known { snapshot: expected, live }) => {
            let live = live.unwrap_or(snapshot);
            let expected = context.snapshot(&expected).await?;
            let live = context.snapshot(&live).await?;
            assess(subject, &expected, &live, &options(database)?, &past.before.findings())
        }
    };
    conclude(context, database, run, past, assessment).await
}

async fn record_failure(context: &Context, message: Failed) -> Result<Compared, StepError> {
    let Failed { run, database: name, failed } = message;
    let subject = Subject {
        run: run.as_str().to_owned(),
        database: name.as_str().to_owned(),
        server_version: None,
        source: SourceSummary { description: "not looked at".to_owned(), ..SourceSummary::default() },
        notes: Vec::new(),
    };
    let assessment = Assessment::without_answer(subject, Verdict::Unknown, failed.reason());
    let summary = DatabaseSummary::of(&assessment.report, None);
    let told = async {
        let database = &*context.database(&name)?;
        let past = Past::of(context, database, &run).await?;
        conclude(context, database, run.clone(), past, assessment).await
    };
    match told.await {
        Ok(compared) => Ok(compared),
        // What made the step fail can be in the way here too, a damaged state for one. The run's summary still says why.
        Err(_) => {
            context.store.put_json(&layout::run_result(run.as_str(), name.as_str()), &summary).await?;
            let (verdict, counts) = (summary.verdict, summary.counts);
            Ok(Compared { run, database: name, verdict, counts, deliveries: Vec::new() })
        }
    }
}

/// What is remembered of the database.
struct Past {
    log: StateLog<DatabaseState>,
    before: state::Before,
    /// Whether its server has it since this run, and was asked before.
    is_new: bool,
    retried: Option<Numbered<DatabaseState>>,
}

impl Past {
    async fn of(context: &Context, database: &Database, run: &RunId) -> Result<Self, StepError> {
        let log = StateLog::new(&context.store, database.name.as_str());
        let (before, retried) = state::before(&log, run).await?;
        let is_new = before.state.is_none() && appeared(context, database, run).await?;
        Ok(Self { log, before, is_new, retried })
    }
}

async fn appeared(context: &Context, database: &Database, run: &RunId) -> Result<bool, StepError> {
    if let Some(block) = context.config.block_of(database.name.as_str()) {
        let roll: Option<Roll<FoundServer>> = Roll::latest(&context.store, block.name().as_str()).await?;
        let is_it = |found: &FoundServer| block.database_of(found).is_ok_and(|it| it.name == database.name);
        return Ok(roll.is_some_and(|roll| roll.run == *run && roll.appeared.iter().any(is_it)));
    }
    let Some(server) = context.config.server_of(database.name.as_str()) else { return Ok(false) };
    let roll: Option<Roll<DatabaseName>> = Roll::latest(&context.store, server.name.as_str()).await?;
    Ok(roll.is_some_and(|roll| roll.run == *run && roll.appeared.contains(&database.name)))
}

/// Keeps what was found, and writes what is to be sent. The result comes last: who has it has everything.
async fn conclude(
    context: &Context,
    database: &Database,
    run: RunId,
    past: Past,
    assessment: Assessment,
) -> Result<Compared, StepError> {
    let (store, name) = (&context.store, database.name.clone());
    let Past { log, before, is_new, retried } = past;
    let kept = keep::keep(store, &name, &run, &assessment).await?;
    let state = state::advance(&log, &before, &retried, &run, &assessment).await?;
    let mut due = Vec::new();
    if let Some(state) = &state {
        let mut notification =
            Notification::of(&assessment.report, database.engine, &assessment.lifecycle, Some(kept.report.clone()));
        if is_new && notification.reason.is_none() {
            notification.reason = Some(NEW.to_owned());
        }
        due = deliveries::write(context, database, &before, is_new, state, &notification).await?;
    }
    store.put_json(&layout::run_result(run.as_str(), name.as_str()), &kept.summary).await?;
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
