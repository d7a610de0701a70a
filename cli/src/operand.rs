//! What can be compared and inspected: a database, a migration directory, a schema file, a snapshot file.

use std::path::Path;

use anyhow::{Context as _, bail};
use driftline_catalog::Snapshot;
use driftline_catalog::postgres::Surroundings;
use driftline_connect::{connect, parse_url};
use driftline_expect::{Rebuild, ScratchServers, Steps, choose_format, normalise_on, rebuild, roles_of};
use driftline_inspect::{Look, look_at_with};
use driftline_migrations::{Directory, DirectoryOptions, HistoryChoice, plan_all, read_files};

/// The major version to build on when nobody says one: the newest there is.
const NEWEST_MAJOR: u32 = 18;

/// What the user named, before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Database(String),
    Directory(String),
    Schema(String),
    Snapshot(String),
}

/// A schema, however it was come by.
pub(crate) struct Schema {
    pub(crate) snapshot: Snapshot,
    pub(crate) notes: Vec<String>,
}

impl Operand {
    /// Tells by its looks what the user means.
    pub(crate) fn tell(text: &str) -> anyhow::Result<Self> {
        if text.contains("://") && !text.starts_with("file://") {
            return Ok(Self::Database(text.to_owned()));
        }
        let text = text.strip_prefix("file://").unwrap_or(text).to_owned();
        let path = Path::new(&text);
        if path.is_dir() {
            return Ok(Self::Directory(text));
        }
        if !path.exists() {
            bail!(
                "`{text}` is neither a database URL (postgres://user@host:5432/database) nor a file or folder that exists"
            );
        }
        Ok(if path.extension().is_some_and(|extension| extension == "json") {
            Self::Snapshot(text)
        } else {
            Self::Schema(text)
        })
    }

    /// What it is, in words that hold no password.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Database(url) => match parse_url(url) {
                Ok(options) => format!("database {}", options.get_database().unwrap_or(options.get_username())),
                Err(_) => "database".to_owned(),
            },
            Self::Directory(path) => format!("migrations in {path}"),
            Self::Schema(path) => format!("schema file {path}"),
            Self::Snapshot(path) => format!("snapshot {path}"),
        }
    }
}

/// Reads two schemas. One that has to be built imitates the other where that is a database.
pub(crate) async fn read_both(
    servers: &ScratchServers,
    first: &Operand,
    second: &Operand,
    roles: bool,
) -> anyhow::Result<(Schema, Schema)> {
    let (first_look, second_look) = (look(first, roles).await?, look(second, roles).await?);
    let major = |schema: &Option<Snapshot>| schema.as_ref().map(|snapshot| snapshot.server.major);
    let (first_snapshot, second_snapshot) = (stored(first)?, stored(second)?);
    let (for_first, for_second) = (major(&second_snapshot), major(&first_snapshot));
    let first_schema = match given(first_snapshot, &first_look) {
        Some(schema) => schema,
        None => build(servers, first, second_look.as_ref(), for_first).await?,
    };
    let second_schema = match given(second_snapshot, &second_look) {
        Some(schema) => schema,
        None => build(servers, second, first_look.as_ref(), for_second).await?,
    };
    with_texts_of_one_server(servers, first_schema, second_schema).await
}

/// Has the texts in which two schemas differ printed by one server: two texts can say the same.
async fn with_texts_of_one_server(
    servers: &ScratchServers,
    mut first: Schema,
    mut second: Schema,
) -> anyhow::Result<(Schema, Schema)> {
    match normalise_on(servers, second.snapshot.server.major, &first.snapshot, &second.snapshot).await {
        Ok(Some(snapshots)) => (first.snapshot, second.snapshot) = snapshots,
        Ok(None) => {}
        Err(note) => second.notes.push(note.to_string()),
    }
    Ok((first, second))
}

/// The schema of an operand that is read and need not be built.
fn given(stored: Option<Snapshot>, look: &Option<Look>) -> Option<Schema> {
    let snapshot = stored.or_else(|| look.as_ref().map(|look| look.snapshot.clone()))?;
    Some(Schema { snapshot, notes: Vec::new() })
}

/// Reads one schema.
pub(crate) async fn read(servers: &ScratchServers, operand: &Operand, roles: bool) -> anyhow::Result<Schema> {
    match given(stored(operand)?, &look(operand, roles).await?) {
        Some(schema) => Ok(schema),
        None => build(servers, operand, None, None).await,
    }
}

async fn look(operand: &Operand, roles: bool) -> anyhow::Result<Option<Look>> {
    let Operand::Database(url) = operand else { return Ok(None) };
    let mut connection = connect(&parse_url(url)?).await?;
    match look_at_with(&mut connection, &HistoryChoice::Auto, roles).await {
        Ok(look) => Ok(Some(look)),
        Err(error) => bail!("{error}"),
    }
}

fn stored(operand: &Operand) -> anyhow::Result<Option<Snapshot>> {
    let Operand::Snapshot(path) = operand else { return Ok(None) };
    let bytes = fs_err::read(path).context("cannot read the snapshot")?;
    Ok(Some(Snapshot::from_json(&bytes).with_context(|| path.clone())?))
}

async fn build(
    servers: &ScratchServers,
    operand: &Operand,
    other: Option<&Look>,
    other_major: Option<u32>,
) -> anyhow::Result<Schema> {
    let nothing = Surroundings::default();
    let (surroundings, histories) = match other {
        Some(look) => (&look.surroundings, look.histories.as_slice()),
        None => (&nothing, [].as_slice()),
    };
    let major = other.map(|look| look.snapshot.server.major).or(other_major);
    let server = servers.get(major.unwrap_or(NEWEST_MAJOR)).await?;
    let live_major = major.unwrap_or_else(|| server.major());
    let roles = other.and_then(|look| roles_of(&look.snapshot));
    let history = |format| histories.iter().find(|history| history.format == format);
    let rebuilt = match operand {
        Operand::Directory(path) => {
            let files = read_files(Path::new(path))?;
            let format =
                choose_format(&files, None, histories).map_err(|reason| anyhow::anyhow!("{path}: {reason}"))?;
            let directory =
                Directory::parse(files, format, &DirectoryOptions::default()).with_context(|| path.clone())?;
            let plan = plan_all(&directory);
            let history = history(format);
            let request = Rebuild {
                steps: Steps::Migrations(&plan.migrations),
                surroundings,
                roles,
                live_major,
                owner: history.map(|history| history.owner.as_str()),
                histories: history.map(std::slice::from_ref).unwrap_or_default(),
            };
            let mut rebuilt = rebuild(&server, request).await.with_context(|| path.clone())?;
            rebuilt.notes.extend(plan.notes);
            rebuilt
        }
        Operand::Schema(path) => {
            let sql = fs_err::read_to_string(path).context("cannot read the schema file")?;
            let request = Rebuild {
                steps: Steps::Script { file: path, sql: &sql },
                surroundings,
                roles,
                live_major,
                owner: None,
                histories,
            };
            rebuild(&server, request).await?
        }
        Operand::Database(_) | Operand::Snapshot(_) => bail!("a database or a snapshot is not built but read"),
    };
    Ok(Schema { snapshot: rebuilt.snapshot, notes: rebuilt.notes })
}
