//! The expected schema of a directory of migrations.

use driftline_config::{Database, MigrationSource};
use driftline_drift::Verdict;
use driftline_migrations::{
    Directory, DirectoryOptions, FlywayOptions, Format, History, Plan, SourceFile, detect, plan_for,
};
use driftline_pipeline::record::{Expectation, ExpectationOutcome, NoAnswer};
use driftline_pipeline::{Context, StepError};
use driftline_report::SourceSummary;
use driftline_store::layout;

use crate::build::Build;
use crate::rebuild::Steps;
use crate::{Adapters, Answer, Live, cache, keep_by_content};

pub(crate) async fn expect(
    context: &Context,
    adapters: Adapters<'_>,
    database: &Database,
    source: &MigrationSource,
    live: &Live,
) -> Result<Expectation, StepError> {
    let place = format!("migrations in {}", source.directory);
    let files = match adapters.files.directory(&source.directory).await {
        Ok(files) => files,
        Err(error) => return Ok(Answer::unknown(place, error.to_string())),
    };
    let format = match choose_format(&files, source.format.as_deref(), &live.histories) {
        Ok(format) => format,
        Err(reason) => return Ok(Answer::unknown(place, format!("{reason} (in {})", source.directory))),
    };
    let description = format!("{format} migrations in {}", source.directory);
    let flyway = FlywayOptions { placeholders: source.placeholders.clone(), ..FlywayOptions::default() };
    let directory = match Directory::parse(files, format, &DirectoryOptions { flyway }) {
        Ok(directory) => directory,
        Err(error) => return Ok(Answer::unknown(description, error.to_string())),
    };
    let plan = match plan_for(&directory, &live.histories) {
        Plan::Replay(plan) => plan,
        Plan::Dirty { reason, .. } => {
            return Ok(Answer::none(description, NoAnswer { verdict: Verdict::Dirty, reason }));
        }
        Plan::Unknown { reason } => return Ok(Answer::unknown(description, reason)),
    };

    let history = live.histories.iter().find(|history| history.format == format);
    let mut expectation = Expectation {
        source: SourceSummary { description, deployed_version: plan.deployed.clone(), pending: plan.pending },
        notes: plan.notes,
        outcome: ExpectationOutcome::Known { snapshot: String::new(), live: None },
    };
    let mut path = layout::expected(database.name.as_str(), &cache::key(live, history, &plan.migrations));
    if !context.store.exists(&path).await? {
        let rebuilt = {
            let build = Build {
                steps: Steps::Migrations(&plan.migrations),
                surroundings: &live.surroundings,
                roles: live.roles.as_deref(),
                live_major: Some(live.server_major),
                owner: history.map(|history| history.owner.as_str()),
                histories: history.map(std::slice::from_ref).unwrap_or_default(),
            };
            let server = match adapters.servers.get(build.wanted()).await {
                Ok(server) => server,
                Err(error) => return Ok(unanswered(expectation, error.to_string())),
            };
            match build.on(&server).await {
                Ok(rebuilt) => rebuilt,
                Err(error) => return Ok(unanswered(expectation, error.to_string())),
            }
        };
        // What could not be imitated depends on this machine: such a schema is not kept for others.
        if rebuilt.notes.is_empty() {
            let _ = context.store.put_compressed(&path, &rebuilt.snapshot.to_json()).await?;
        } else {
            path = keep_by_content(context, &database.name, &rebuilt.snapshot).await?;
            expectation.notes.extend(rebuilt.notes);
        }
    }
    expectation.outcome = ExpectationOutcome::Known { snapshot: path.as_str().to_owned(), live: None };
    Ok(expectation)
}

fn unanswered(expectation: Expectation, reason: String) -> Expectation {
    Expectation { outcome: ExpectationOutcome::NoAnswer(NoAnswer { verdict: Verdict::Unknown, reason }), ..expectation }
}

/// The format of a directory: the configured one, or the one that both the files and a history can be.
///
/// # Errors
///
/// When the configured name is unknown or the files are of no known format.
pub fn choose_format(files: &[SourceFile], configured: Option<&str>, histories: &[History]) -> Result<Format, String> {
    if let Some(name) = configured {
        return name.parse().map_err(|error: driftline_migrations::UnknownFormat| error.to_string());
    }
    let possible = detect(files);
    let fits_a_history = |format: &&Format| histories.iter().any(|history| history.format == **format);
    possible.iter().find(fits_a_history).or(possible.first()).copied().ok_or_else(|| {
        let known: Vec<String> = Format::all().map(|format| format.to_string()).collect();
        let content =
            if files.is_empty() { "the directory is empty" } else { "the files are of no format that is known" };
        format!("{content}; known are the migrations of {}", known.join(", "))
    })
}
