//! The expected schema that another database has.

use driftline_config::DatabaseName;
use driftline_inspect::look_through;
use driftline_migrations::HistoryChoice;
use driftline_pipeline::record::{Expectation, ExpectationOutcome};
use driftline_pipeline::{Context, StepError};
use driftline_report::SourceSummary;

use crate::{Adapters, Answer, keep_by_content};

pub(crate) async fn expect(
    context: &Context,
    adapters: Adapters<'_>,
    name: &DatabaseName,
    other: &DatabaseName,
    reads_roles: bool,
) -> Result<Expectation, StepError> {
    let description = format!("database {other}");
    let database = &*context.database(other)?;
    let mut connection = match adapters.connector.connect(database).await {
        Ok(connection) => connection,
        Err(error) => return Ok(Answer::unknown(description, error.to_string())),
    };
    let look = match look_through(&mut connection, &HistoryChoice::Auto, reads_roles).await {
        Ok(look) => look,
        Err(error) => return Ok(Answer::unknown(description, error.to_string())),
    };
    let path = keep_by_content(context, name, &look.snapshot).await?;
    Ok(Expectation {
        source: SourceSummary { description, ..SourceSummary::default() },
        notes: Vec::new(),
        outcome: ExpectationOutcome::Known { snapshot: path.as_str().to_owned(), live: None },
    })
}
