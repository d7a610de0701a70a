//! The expected schema of one file of SQL, such as the output of `pg_dump --schema-only`.

use driftline_config::Database;
use driftline_pipeline::record::{Expectation, ExpectationOutcome};
use driftline_pipeline::{Context, StepError};
use driftline_report::SourceSummary;

use crate::build::Build;
use crate::rebuild::Steps;
use crate::{Adapters, Answer, Live, keep_by_content};

pub(crate) async fn expect(
    context: &Context,
    adapters: Adapters<'_>,
    database: &Database,
    file: &str,
    live: &Live,
) -> Result<Expectation, StepError> {
    let description = format!("schema file {file}");
    let bytes = match adapters.files.file(file).await {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Answer::unknown(description, error.to_string())),
    };
    let Ok(sql) = std::str::from_utf8(&bytes) else {
        return Ok(Answer::unknown(description, format!("{file} is not UTF-8; save it as UTF-8")));
    };
    let build = Build {
        steps: Steps::Script { file, sql },
        surroundings: &live.surroundings,
        roles: live.roles.as_deref(),
        live_major: Some(live.server_major),
        owner: None,
        histories: &live.histories,
    };
    let server = match adapters.servers.get(build.wanted()).await {
        Ok(server) => server,
        Err(error) => return Ok(Answer::unknown(description, error.to_string())),
    };
    let rebuilt = match build.on(&server).await {
        Ok(rebuilt) => rebuilt,
        Err(error) => return Ok(Answer::unknown(description, error.to_string())),
    };
    let path = keep_by_content(context, &database.name, &rebuilt.snapshot).await?;
    Ok(Expectation {
        source: SourceSummary { description, ..SourceSummary::default() },
        notes: rebuilt.notes,
        outcome: ExpectationOutcome::Known { snapshot: path.as_str().to_owned(), live: None },
    })
}
