//! The expected schema: the source of truth at the version that is deployed, rebuilt on a real server.
//!
//! [`handle`] is the step. [`rebuild`] is its heart and serves the command too: run migrations or a script on a
//! scratch database that imitates the live one, and inspect what comes out.

mod build;
mod cache;
mod database;
mod files;
mod migrations;
mod mysql;
mod normalise;
mod outside;
mod publication;
mod publish;
mod published;
mod rebuild;
mod roles;
mod script;
mod server;

use driftline_catalog::Snapshot;
use driftline_config::{Database, DatabaseName, Source};
use driftline_connect::Connector;
use driftline_drift::Verdict;
use driftline_pipeline::message::{Expected, Inspected, StepOutcome};
use driftline_pipeline::record::{self, Expectation, ExpectationOutcome, Inspection, NoAnswer};
use driftline_pipeline::{Context, StepError};
use driftline_report::SourceSummary;
use driftline_store::{StorePath, layout};

pub use build::Build;
pub use files::{FilesError, Folder, SourceFiles, StoredFiles};
pub use migrations::choose_format;
pub use normalise::{NormaliseError, normalise, normalise_on};
pub use publication::{Material, Publication, PublicationError};
pub use publish::{PublishError, PublishFor, Published, PutOutcome, publication, put};
pub use rebuild::{Rebuild, RebuildError, Rebuilt, Steps, rebuild};
pub use roles::roles_of;
pub use server::{ScratchServer, ScratchServers, ServerError, Wanted};

/// What the step needs besides store and config.
#[derive(Clone, Copy)]
pub struct Adapters<'a> {
    /// Where migration directories and schema files are read.
    pub files: &'a dyn SourceFiles,
    /// Where migrations are replayed.
    pub servers: &'a ScratchServers,
    /// For a source that is another database.
    pub connector: &'a dyn Connector,
}

/// Works out the expected schema of one database and keeps it in the store.
///
/// # Errors
///
/// When the config lacks the database or the store fails. A source that cannot be used is a result, not an error.
pub async fn handle(context: &Context, adapters: Adapters<'_>, message: Inspected) -> Result<Expected, StepError> {
    let Inspected { run, database: name, inspection: outcome } = message;
    let database = &*context.database(&name)?;
    let inspection: Inspection = context.store.get_json(&StorePath::parse(&outcome.record)?).await?;
    let expectation = match &inspection {
        Inspection::NoAnswer(no_answer) => Answer::none(source_in_words(database), no_answer.clone()),
        Inspection::Read { .. } => {
            let mut live = Live::of(inspection)?;
            if database.roles && !matches!(database.source, Source::Database(_)) {
                live.roles = roles_of(&context.snapshot(&live.snapshot).await?).map(<[_]>::to_vec);
            }
            let expectation = match &database.source {
                Source::Migrations(source) => migrations::expect(context, adapters, database, source, &live).await?,
                Source::Schema(file) => script::expect(context, adapters, database, file, &live).await?,
                Source::Database(other) => database::expect(context, adapters, &name, other, database.roles).await?,
                Source::Published(_) => published::expect(context, database, &live).await?,
            };
            with_texts_of_one_server(context, adapters, database, &live, expectation).await?
        }
    };
    let path = record::expectation_path(&run, &name);
    context.store.put_json(&path, &expectation).await?;
    let no_answer = match &expectation.outcome {
        ExpectationOutcome::NoAnswer(no_answer) => Some(no_answer.verdict),
        ExpectationOutcome::Known { .. } => None,
    };
    let expectation = StepOutcome { record: path.as_str().to_owned(), no_answer };
    Ok(Expected { run, database: name, inspection: outcome, expectation })
}

/// Has the texts in which both schemas differ printed by one server, where there is one.
async fn with_texts_of_one_server(
    context: &Context,
    adapters: Adapters<'_>,
    database: &Database,
    live: &Live,
    mut expectation: Expectation,
) -> Result<Expectation, StepError> {
    let ExpectationOutcome::Known { snapshot, live: None } = &expectation.outcome else { return Ok(expectation) };
    let expected_schema = context.snapshot(snapshot).await?;
    let live_schema = context.snapshot(&live.snapshot).await?;
    match normalise_on(adapters.servers, live.server_major, &expected_schema, &live_schema).await {
        Ok(Some((expected_schema, live_schema))) => {
            let snapshot = keep_by_content(context, &database.name, &expected_schema).await?;
            let live = keep_by_content(context, &database.name, &live_schema).await?;
            expectation.outcome = ExpectationOutcome::Known {
                snapshot: snapshot.as_str().to_owned(),
                live: Some(live.as_str().to_owned()),
            };
        }
        Ok(None) => {}
        Err(note) => expectation.notes.push(note.to_string()),
    }
    Ok(expectation)
}

/// What is known of the live database, for imitating it.
pub(crate) struct Live {
    /// Where its snapshot lies.
    pub(crate) snapshot: String,
    pub(crate) server_version: String,
    pub(crate) server_major: u32,
    pub(crate) histories: Vec<driftline_migrations::History>,
    pub(crate) surroundings: driftline_catalog::Surroundings,
    /// The roles of its server, where they are compared.
    pub(crate) roles: Option<Vec<driftline_catalog::postgres::Role>>,
}

impl Live {
    fn of(inspection: Inspection) -> Result<Self, StepError> {
        match inspection {
            Inspection::Read { snapshot, server_version, server_major, histories, surroundings } => {
                Ok(Self { snapshot, server_version, server_major, histories, surroundings, roles: None })
            }
            Inspection::NoAnswer(_) => Err(StepError::Internal("an inspection without an answer was used".to_owned())),
        }
    }
}

/// An [`Expectation`] in the making.
pub(crate) struct Answer;

impl Answer {
    /// There is no expected schema.
    pub(crate) fn none(description: String, no_answer: NoAnswer) -> Expectation {
        Expectation {
            source: SourceSummary { description, ..SourceSummary::default() },
            notes: Vec::new(),
            outcome: ExpectationOutcome::NoAnswer(no_answer),
        }
    }

    /// There is none because the source cannot be used.
    pub(crate) fn unknown(description: String, reason: impl Into<String>) -> Expectation {
        Self::none(description, NoAnswer { verdict: Verdict::Unknown, reason: reason.into() })
    }
}

/// Where the expected schema comes from, in words.
fn source_in_words(database: &Database) -> String {
    match &database.source {
        Source::Migrations(source) => format!("migrations in {}", source.directory),
        Source::Schema(file) => format!("schema file {file}"),
        Source::Database(other) => format!("database {other}"),
        Source::Published(_) => "a published snapshot".to_owned(),
    }
}

/// Keeps an expected schema that no cache key stands for, under the address of its content.
pub(crate) async fn keep_by_content(
    context: &Context,
    database: &DatabaseName,
    snapshot: &Snapshot,
) -> Result<StorePath, StepError> {
    let bytes = snapshot.to_json();
    let path = layout::expected(database.as_str(), &Snapshot::address(&bytes));
    let _ = context.store.put_compressed(&path, &bytes).await?;
    Ok(path)
}
