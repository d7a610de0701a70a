//! What can be compared and inspected: a database, a migration directory, a schema file, a snapshot file.

use std::path::Path;

use anyhow::{Context as _, bail};
use driftline_catalog::{Engine, Snapshot, Surroundings};
use driftline_connect::Target;
use driftline_expect::{Build, ScratchServers, Steps, choose_format, normalise_on, roles_of};
use driftline_inspect::{Look, look_through};
use driftline_migrations::{Directory, DirectoryOptions, HistoryChoice, plan_all, read_files};

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
            // A URL that is misspelt, with a password in it perhaps.
            let given = if text.contains('@') { "what was given".to_owned() } else { format!("`{text}`") };
            bail!(
                "{given} is neither a database URL (postgres://user@host:5432/database, mysql://user@host:3306/database) nor a file or folder that exists"
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
            Self::Database(url) => match Target::parse(url) {
                Ok(target) => format!("database {}", target.database()),
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
    engine: Option<Engine>,
) -> anyhow::Result<(Schema, Schema)> {
    let (first_look, second_look) = (look(first, roles).await?, look(second, roles).await?);
    let (first_snapshot, second_snapshot) = (stored(first)?, stored(second)?);
    let for_first = For::other(second_look.as_ref(), second_snapshot.as_ref(), engine);
    let for_second = For::other(first_look.as_ref(), first_snapshot.as_ref(), engine);
    let (first_given, second_given) = (given(&first_snapshot, &first_look), given(&second_snapshot, &second_look));
    let first_schema = match first_given {
        Some(schema) => schema,
        None => build(servers, first, for_first).await?,
    };
    let second_schema = match second_given {
        Some(schema) => schema,
        None => build(servers, second, for_second).await?,
    };
    let engines = [&first_schema, &second_schema].map(|schema| schema.snapshot.objects.engine());
    if (engines[0] == Engine::Postgres) != (engines[1] == Engine::Postgres) {
        bail!(
            "{} and {} have nothing to compare: name two schemas of one engine",
            engines[0].product(),
            engines[1].product()
        );
    }
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
fn given(stored: &Option<Snapshot>, look: &Option<Look>) -> Option<Schema> {
    let snapshot = stored.clone().or_else(|| look.as_ref().map(|look| look.snapshot.clone()))?;
    Some(Schema { snapshot, notes: Vec::new() })
}

/// Reads one schema.
pub(crate) async fn read(
    servers: &ScratchServers,
    operand: &Operand,
    roles: bool,
    engine: Option<Engine>,
) -> anyhow::Result<Schema> {
    match given(&stored(operand)?, &look(operand, roles).await?) {
        Some(schema) => Ok(schema),
        None => build(servers, operand, For::other(None, None, engine)).await,
    }
}

async fn look(operand: &Operand, roles: bool) -> anyhow::Result<Option<Look>> {
    let Operand::Database(url) = operand else { return Ok(None) };
    let mut connection = Target::parse(url)?.connect().await?;
    match look_through(&mut connection, &HistoryChoice::Auto, roles).await {
        Ok(look) => Ok(Some(look)),
        Err(error) => bail!("{error}"),
    }
}

fn stored(operand: &Operand) -> anyhow::Result<Option<Snapshot>> {
    let Operand::Snapshot(path) = operand else { return Ok(None) };
    let bytes = fs_err::read(path).context("cannot read the snapshot")?;
    Ok(Some(Snapshot::from_json(&bytes).with_context(|| path.clone())?))
}

/// What is known of the server that a schema is built for.
#[derive(Clone, Copy)]
struct For<'a> {
    look: Option<&'a Look>,
    engine: Engine,
    major: Option<u32>,
}

impl<'a> For<'a> {
    /// The other side's server, where the other side is read from one or was.
    fn other(look: Option<&'a Look>, stored: Option<&Snapshot>, engine: Option<Engine>) -> Self {
        let snapshot = look.map(|look| &look.snapshot).or(stored);
        Self {
            look,
            engine: snapshot.map(|snapshot| snapshot.objects.engine()).or(engine).unwrap_or(Engine::Postgres),
            major: snapshot.map(|snapshot| snapshot.server.major),
        }
    }
}

async fn build(servers: &ScratchServers, operand: &Operand, other: For<'_>) -> anyhow::Result<Schema> {
    let unknown = Surroundings::unknown(other.engine);
    let (surroundings, histories) = match other.look {
        Some(look) => (&look.surroundings, look.histories.as_slice()),
        None => (&unknown, [].as_slice()),
    };
    let roles = other.look.and_then(|look| roles_of(&look.snapshot));
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
            let build = Build {
                steps: Steps::Migrations(&plan.migrations),
                surroundings,
                roles,
                live_major: other.major,
                owner: history.map(|history| history.owner.as_str()),
                histories: history.map(std::slice::from_ref).unwrap_or_default(),
            };
            let server = servers.get(build.wanted()).await?;
            let mut rebuilt = build.on(&server).await.with_context(|| path.clone())?;
            rebuilt.notes.extend(plan.notes);
            rebuilt
        }
        Operand::Schema(path) => {
            let sql = fs_err::read_to_string(path).context("cannot read the schema file")?;
            let steps = Steps::Script { file: path, sql: &sql };
            let build = Build { steps, surroundings, roles, live_major: other.major, owner: None, histories };
            let server = servers.get(build.wanted()).await?;
            build.on(&server).await?
        }
        Operand::Database(_) | Operand::Snapshot(_) => bail!("a database or a snapshot is not built but read"),
    };
    Ok(Schema { snapshot: rebuilt.snapshot, notes: rebuilt.notes })
}
