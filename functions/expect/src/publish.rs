//! Building what `driftline publish` puts into the store.

use driftline_catalog::{Engine, Surroundings, mysql, postgres};
use driftline_migrations::{
    AppliedKind, Directory, Format, History, HistoryState, Outline, ReplayPlan, TableName, plan_all,
};
use driftline_pipeline::record::SeenSurroundings;
use driftline_store::{PutNew, Store, StoreError, layout};
use sha2::{Digest as _, Sha256};

use crate::build::Build;
use crate::publication::{FORMAT, Material, Publication, PublicationError};
use crate::rebuild::{Steps, home_schema};
use crate::{RebuildError, ScratchServers, ServerError};

/// What to publish.
#[derive(Clone, Copy, Debug)]
pub enum Published<'a> {
    /// A directory of migrations, up to a version; none for its newest.
    Migrations {
        /// The directory.
        directory: &'a Directory,
        /// The version.
        version: Option<&'a str>,
    },
    /// A file that builds the schema of a version.
    Schema {
        /// How messages name it.
        file: &'a str,
        /// Its text.
        sql: &'a str,
        /// The version.
        version: &'a str,
    },
}

/// For what to publish it.
#[derive(Clone, Debug)]
pub struct PublishFor {
    /// The database's engine.
    pub engine: Engine,
    /// The database's own name.
    pub database: String,
    /// What the last inspection saw, if there was one.
    pub seen: Option<SeenSurroundings>,
    /// The role that migrates, where somebody says so.
    pub owner: Option<String>,
    /// The history table that the config names.
    pub history: Option<TableName>,
    /// The server's major version, or release series, where somebody says so.
    pub major: Option<u32>,
}

/// Why nothing could be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// No file has the version.
    #[error("no migration has the version {version}; there are {known}")]
    NoSuchVersion {
        /// The version that was asked for.
        version: String,
        /// Those there are.
        known: String,
    },
    /// A directory without a version.
    #[error("the migrations have no version, so there is none to publish")]
    NoVersion,
    /// Nothing is known of the database yet.
    #[error(
        "nothing is known yet of the database that this is for: whoever owns what migrations make, and what surrounds them, \
         is learnt from a run. Let one happen, whose answer will be `unknown`, and publish then{}",
        if *.has_owners { "; or name the role that migrates with --owner" } else { "" }
    )]
    NothingSeen {
        /// Whether naming the role would do.
        has_owners: bool,
    },
    /// What was seen is of another engine.
    #[error("the database that was last seen is of {seen}, and the config says {said}")]
    OtherEngine {
        /// What was seen.
        seen: &'static str,
        /// What the config says.
        said: &'static str,
    },
    /// Another server than the one that was asked for.
    #[error("there is {found} to replay on, and not {wanted}; install it here, or name such a server with --dev-url")]
    OtherServer {
        /// What was asked for.
        wanted: String,
        /// What there is.
        found: String,
    },
    /// No server.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// It could not be built.
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is there cannot be read.
    #[error("{location}: {source}; say --replace to put another in its place")]
    Unreadable {
        /// Where it lies.
        location: String,
        /// What is wrong with it.
        source: PublicationError,
    },
    /// Something else is published for the version.
    #[error(
        "version {version} is published already, with other content ({differences}). A published version does not change: \
         what is deployed is held against it. If the new content is right, say --replace"
    )]
    OtherContent {
        /// The version.
        version: String,
        /// In what they differ.
        differences: String,
    },
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutOutcome {
    /// It is new.
    Published,
    /// The same is there already.
    Unchanged,
    /// It took the place of another.
    Replaced,
}

/// Builds what is to be published.
///
/// # Errors
///
/// When there is no such version, no server, or a migration fails.
pub async fn publication(
    servers: &ScratchServers,
    what: Published<'_>,
    whom: &PublishFor,
) -> Result<Publication, PublishError> {
    let ready = Ready::of(what)?;
    let Imitated { surroundings, owner, history, major } = imitated(whom, ready.format())?;
    let histories: &[History] = history.as_slice();
    let build = Build {
        steps: ready.steps(),
        surroundings: &surroundings,
        roles: None,
        live_major: major,
        owner: (!owner.is_empty()).then_some(owner.as_str()),
        histories,
    };
    let server = servers.get(build.wanted()).await?;
    if let Some(wanted) = whom.major
        && wanted != server.major()
    {
        let [wanted, found] = [wanted, server.major()].map(|major| whom.engine.series(major));
        return Err(PublishError::OtherServer { wanted, found });
    }
    let rebuilt = build.on(&server).await?;
    Ok(Publication {
        format: FORMAT,
        version: ready.version().to_owned(),
        material: ready.material(),
        home_schema: home_schema(histories).map(str::to_owned),
        owner,
        notes: ready.notes().into_iter().chain(rebuilt.notes).collect(),
        snapshot: rebuilt.snapshot,
        surroundings,
    })
}

/// What is to be published, at its version.
enum Ready<'a> {
    Migrations { outline: Outline, plan: ReplayPlan, version: String },
    Schema { file: &'a str, sql: &'a str, version: &'a str },
}

impl<'a> Ready<'a> {
    fn of(what: Published<'a>) -> Result<Self, PublishError> {
        Ok(match what {
            Published::Schema { file, sql, version } => Self::Schema { file, sql, version },
            Published::Migrations { directory, version } => {
                let cut = match version {
                    Some(version) => &directory.up_to(version).ok_or_else(|| no_such_version(directory, version))?,
                    None => directory,
                };
                let plan = plan_all(cut);
                let version = plan.deployed.clone().ok_or(PublishError::NoVersion)?;
                Self::Migrations { outline: Outline::of(cut), plan, version }
            }
        })
    }

    fn version(&self) -> &str {
        match self {
            Self::Migrations { version, .. } => version,
            Self::Schema { version, .. } => version,
        }
    }

    fn format(&self) -> Option<Format> {
        match self {
            Self::Migrations { outline, .. } => Some(outline.format),
            Self::Schema { .. } => None,
        }
    }

    fn steps(&self) -> Steps<'_> {
        match self {
            Self::Migrations { plan, .. } => Steps::Migrations(&plan.migrations),
            Self::Schema { file, sql, .. } => Steps::Script { file, sql },
        }
    }

    fn material(&self) -> Material {
        match self {
            Self::Migrations { outline, plan, .. } => Material::Migrations {
                outline: outline.clone(),
                replayed: plan.migrations.iter().map(|migration| migration.file.clone()).collect(),
            },
            Self::Schema { file, sql, .. } => {
                Material::Schema { file: (*file).to_owned(), text: hex::encode(Sha256::digest(sql)) }
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        match self {
            Self::Migrations { plan, .. } => plan.notes.clone(),
            Self::Schema { .. } => Vec::new(),
        }
    }
}

fn no_such_version(directory: &Directory, version: &str) -> PublishError {
    let known: Vec<&str> =
        directory.migrations.iter().filter_map(|migration| migration.version.as_ref()).map(|it| it.as_str()).collect();
    PublishError::NoSuchVersion { version: version.to_owned(), known: known.join(", ") }
}

/// What is imitated where the database itself is out of reach.
struct Imitated {
    surroundings: Surroundings,
    owner: String,
    history: Option<History>,
    major: Option<u32>,
}

fn imitated(whom: &PublishFor, format: Option<Format>) -> Result<Imitated, PublishError> {
    let has_owners = whom.engine == Engine::Postgres;
    let seen_history = |seen: &SeenSurroundings| {
        let fitting = |history: &&History| format.is_none_or(|format| history.format == format);
        seen.histories.iter().find(fitting).map(only_what_was_there_before)
    };
    let (mut surroundings, history, major) = match &whom.seen {
        Some(seen) if seen.surroundings.engine() != whom.engine => {
            let seen = seen.surroundings.engine().product();
            return Err(PublishError::OtherEngine { seen, said: whom.engine.product() });
        }
        Some(seen) => (seen.surroundings.clone(), seen_history(seen), Some(seen.server_major)),
        None => match (&whom.owner, has_owners) {
            (Some(owner), true) => (of_owner(&whom.database, owner), None, None),
            _ => return Err(PublishError::NothingSeen { has_owners }),
        },
    };
    let owner = match (&whom.owner, &history) {
        _ if !has_owners => String::new(),
        (Some(owner), _) => owner.clone(),
        (None, Some(history)) => history.owner.clone(),
        // Seen before the first migration was deployed.
        (None, None) => return Err(PublishError::NothingSeen { has_owners }),
    };
    let usual = || {
        let table = whom.history.clone().or_else(|| Some(format?.usual_table(whom.engine)))?;
        Some(History { format: format?, table, owner: owner.clone(), state: HistoryState::Applied(Vec::new()) })
    };
    let history = history.or_else(usual);
    match &mut surroundings {
        Surroundings::Postgres(_) => {}
        Surroundings::Mysql(surroundings) | Surroundings::Mariadb(surroundings) => plain(surroundings),
    }
    Ok(Imitated { surroundings, owner, history, major: whom.major.or(major) })
}

/// A database of which only the name and the role that migrates are known.
fn of_owner(database: &str, owner: &str) -> Surroundings {
    Surroundings::Postgres(Box::new(postgres::Surroundings {
        database: database.to_owned(),
        database_owner: owner.to_owned(),
        connection_limit: -1,
        ..postgres::Surroundings::default()
    }))
}

/// Whoever is the definer of most of what is live is given what has none when it is compared, and grants are not compared.
fn plain(surroundings: &mut mysql::Surroundings) {
    surroundings.definers.clear();
    surroundings.grants = None;
}

/// A history as it was before the first migration: without rows, but for the schemas that the migrator made by itself.
fn only_what_was_there_before(history: &History) -> History {
    let mut history = history.clone();
    history.state = HistoryState::Applied(match history.state {
        HistoryState::Applied(rows) => rows.into_iter().filter(|row| row.kind == AppliedKind::SchemaCreation).collect(),
        HistoryState::NotReadable { .. } => Vec::new(),
    });
    history
}

/// Puts it into the store. What is published for a version is replaced only where somebody says so.
///
/// # Errors
///
/// When the store fails, or has something else for the version.
pub async fn put(
    store: &Store,
    database: &str,
    publication: &Publication,
    replace: bool,
) -> Result<PutOutcome, PublishError> {
    let path = layout::published(database, &publication.version);
    let bytes = publication.to_json();
    if store.put_compressed(&path, &bytes).await? == PutNew::Created {
        return Ok(PutOutcome::Published);
    }
    let there = store.get_compressed(&path).await.map_err(PublishError::from);
    let there = there.and_then(|bytes| {
        Publication::from_json(&bytes)
            .map_err(|source| PublishError::Unreadable { location: store.location(&path), source })
    });
    match there {
        Ok(there) if there == *publication => return Ok(PutOutcome::Unchanged),
        _ if replace => {}
        Err(error) => return Err(error),
        Ok(there) => {
            let differences = there.differences(publication);
            if differences.is_empty() {
                return Ok(PutOutcome::Unchanged);
            }
            let version = publication.version.clone();
            return Err(PublishError::OtherContent { version, differences: differences.join("; ") });
        }
    }
    store.replace_compressed(&path, &bytes).await?;
    Ok(PutOutcome::Replaced)
}
