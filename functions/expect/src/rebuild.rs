//! Building a schema on a scratch database that imitates the live one.
//!
//! What surrounds a schema shows in it: who owns objects, in which schema unqualified names land, how text sorts. So the
//! scratch database gets the live one's name, locale, roles and settings, and the script runs as the role that migrates
//! there. What then still differs is drift.

use driftline_catalog::postgres::{Role, Surroundings, quote};
use driftline_catalog::{Objects, Snapshot};
use driftline_inspect::{LookError, look_at_with};
use driftline_migrations::{
    History, HistoryChoice, Migration, ReplayError, TransactionMode, history_ddl, replay, run_script,
};
use driftline_pipeline::migrator;
use driftline_scratch::{DatabaseRequest, Origin, RoleSetting, Scratch, ScratchError};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection};

use crate::{outside, roles};

/// What to build, and what to imitate.
#[derive(Clone, Copy, Debug)]
pub struct Rebuild<'a> {
    /// What to run.
    pub steps: Steps<'a>,
    /// What to imitate.
    pub surroundings: &'a Surroundings,
    /// The roles of the live server, where roles are compared.
    pub roles: Option<&'a [Role]>,
    /// The live server's major version.
    pub live_major: u32,
    /// The role that migrates; the database's owner where nobody is known to.
    pub owner: Option<&'a str>,
    /// The histories whose tables are made before the replay, because migrations may grant on them or loop over all
    /// tables. The first decides in which schema unqualified names land.
    pub histories: &'a [History],
}

/// What to run.
#[derive(Clone, Copy, Debug)]
pub enum Steps<'a> {
    /// Migrations in this order.
    Migrations(&'a [Migration]),
    /// One script, by name and text.
    Script {
        /// How messages name it.
        file: &'a str,
        /// Its text.
        sql: &'a str,
    },
}

/// What was built.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// The schema.
    pub snapshot: Snapshot,
    /// What could not be imitated.
    pub notes: Vec<String>,
}

/// Why nothing could be built.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// No database to build on.
    #[error("cannot prepare the scratch database: {0}")]
    Scratch(#[from] ScratchError),
    /// The server is not one that the schema is for.
    #[error("the scratch server is of another engine than {}", .0.product())]
    OtherEngine(driftline_catalog::Engine),
    /// The preparation failed.
    #[error("cannot prepare the scratch database: {0}")]
    Prepare(sqlx::Error),
    /// A migration failed.
    #[error("{0}")]
    Replay(#[from] ReplayError),
    /// The result could not be inspected.
    #[error("cannot inspect the scratch database: {0}")]
    Look(LookError),
}

/// Builds it and inspects what comes out.
///
/// # Errors
///
/// When there is no database to build on, or a migration fails: file, line, statement and the server's words.
pub async fn rebuild(scratch: &Scratch, request: Rebuild<'_>) -> Result<Rebuilt, RebuildError> {
    let mut lessons = Lessons::default();
    loop {
        match attempt(scratch, request, &lessons).await {
            Err(RebuildError::Replay(error)) => {
                if !lessons.learn_from(&error) {
                    return Err(error.into());
                }
            }
            other => return other,
        }
    }
}

/// What failed attempts taught about what has to be there before the first migration.
#[derive(Debug, Default)]
struct Lessons {
    /// Live has them, but the migrations create them: let them.
    created: Vec<String>,
    /// The script names them, but live does not have them: gone since, or there is no live database.
    missing: Vec<String>,
    /// No schema of the `search_path` was there, so whoever set it up made the schemas too.
    needs_schemas: bool,
}

impl Lessons {
    /// Whether another attempt makes sense.
    fn learn_from(&mut self, error: &ReplayError) -> bool {
        /// `invalid_schema_name`: no schema has been selected to create in.
        const INVALID_SCHEMA_NAME: &str = "3F000";
        if error.sqlstate() == Some(INVALID_SCHEMA_NAME) {
            return !std::mem::replace(&mut self.needs_schemas, true);
        }
        let (list, role) = match (error.existing_role(), error.missing_role()) {
            (Some(role), _) => (&mut self.created, role),
            (None, Some(role)) => (&mut self.missing, role),
            (None, None) => return false,
        };
        let is_new = !list.iter().any(|known| known == role);
        list.push(role.to_owned());
        is_new
    }
}

async fn attempt(scratch: &Scratch, request: Rebuild<'_>, lessons: &Lessons) -> Result<Rebuilt, RebuildError> {
    let Rebuild { surroundings, owner, .. } = request;
    let owner = owner.unwrap_or(&surroundings.database_owner);
    let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let database = scratch
        .database(&DatabaseRequest {
            name: text(&surroundings.database).unwrap_or_else(|| "driftline".to_owned()),
            encoding: text(&surroundings.encoding),
            collate: text(&surroundings.collate),
            ctype: text(&surroundings.ctype),
            roles: surroundings
                .roles
                .iter()
                .chain(&lessons.missing)
                .filter(|role| !lessons.created.contains(role))
                .cloned()
                .collect(),
            owner: text(owner),
            settings: surroundings
                .settings
                .iter()
                .filter(|setting| setting.role.is_none() || setting.in_database)
                .map(database_setting)
                .collect(),
        })
        .await?;
    let mut notes = database.notes().to_vec();
    if !surroundings.roles.is_empty() {
        notes.extend(lessons.missing.iter().map(|role| {
            format!("the source names the role {role}, which the live server does not have; it was made for the replay")
        }));
    }
    if scratch.major() != request.live_major {
        notes.push(format!(
            "replayed on PostgreSQL {} where the live server is {}; install PostgreSQL {} here, or name such a server with \
             --dev-url, to compare every text",
            scratch.major(),
            request.live_major,
            request.live_major
        ));
    }
    let stage = Stage { scratch, options: database.connect_options(), is_superuser: database.is_superuser() };
    let result = build(stage, request, owner, lessons.needs_schemas).await;
    if let Err(error) = database.finish().await {
        notes.push(error.to_string());
    }
    result.map(|mut rebuilt| {
        rebuilt.notes.splice(0..0, notes);
        rebuilt
    })
}

/// Where it is built.
#[derive(Clone, Copy)]
struct Stage<'a> {
    scratch: &'a Scratch,
    options: &'a PgConnectOptions,
    /// Whether we may become whom we like: on a server that somebody offers we may not.
    is_superuser: bool,
}

async fn build(
    Stage { scratch, options, is_superuser }: Stage<'_>,
    request: Rebuild<'_>,
    owner: &str,
    needs_schemas: bool,
) -> Result<Rebuilt, RebuildError> {
    let search_path = search_path(request, owner);
    let mut options = session_options(options.clone(), request, owner, &search_path);
    let becomes_owner = !is_superuser && !owner.is_empty();
    if becomes_owner {
        // As a default of the session, so that a migration's `RESET ROLE` comes back to it.
        options = options.options([("role", owner)]);
    }
    let mut connection = options.connect().await.map_err(RebuildError::Prepare)?;
    let mut schemas: Vec<&str> = home_schema(request.histories).into_iter().collect();
    if needs_schemas {
        schemas.extend(search_path.iter().map(String::as_str));
    }
    let imitated =
        outside::imitate(&mut connection, request.surroundings, owner).await.map_err(RebuildError::Prepare)?;
    let stage = roles::Stage {
        own_server: !matches!(scratch.origin(), Origin::DevServer(_)),
        scratch_major: scratch.major(),
        live_major: request.live_major,
        migrating: owner,
    };
    let imitated_roles = match request.roles {
        Some(live) => Some(roles::imitate(&mut connection, live, stage).await.map_err(RebuildError::Prepare)?),
        None => None,
    };
    if !is_superuser {
        execute(&mut connection, "SET ROLE NONE").await.map_err(RebuildError::Prepare)?;
    }
    let keeps_public = prepare(&mut connection, scratch.major(), request, &schemas).await;
    let keeps_public = keeps_public.map_err(RebuildError::Prepare)?;
    let become_owner = match (owner, is_superuser) {
        ("", _) => None,
        (_, true) => Some(format!("SET SESSION AUTHORIZATION {}", quote(owner))),
        (_, false) => Some(format!("SET ROLE {}", quote(owner))),
    };
    let histories = request.histories.iter().map(history_ddl);
    for statement in become_owner.into_iter().chain(histories) {
        execute(&mut connection, &statement).await.map_err(RebuildError::Prepare)?;
    }
    match request.steps {
        Steps::Migrations(migrations) => replay(&mut connection, migrations).await?,
        Steps::Script { file, sql } => run_script(&mut connection, file, sql, TransactionMode::Unwrapped).await?,
    }
    // Whatever the scripts left set must not change what the inspection sees.
    let reset = if becomes_owner { "RESET ALL; SET ROLE NONE" } else { "RESET SESSION AUTHORIZATION; RESET ALL" };
    execute(&mut connection, reset).await.map_err(RebuildError::Prepare)?;
    let look = look_at_with(&mut connection, &HistoryChoice::Auto, imitated_roles.is_some()).await;
    let mut snapshot = look.map_err(RebuildError::Look)?.snapshot;
    migrator::remove_its_objects(&mut snapshot, request.histories);
    imitated.limit(&mut snapshot);
    if let Some(live_owner) = keeps_public {
        give_schema_public(&mut snapshot, &live_owner);
    }
    let mut notes: Vec<String> =
        imitated.problem.map(|reason| format!("{}: {reason}", outside::NOT_COMPARED)).into_iter().collect();
    if let Some(roles) = imitated_roles {
        roles.settle(&mut snapshot);
        notes.extend(roles.problem.map(|reason| format!("roles are not compared: {reason}")));
    }
    Ok(Rebuilt { snapshot, notes })
}

/// The schemas in which the migrating role finds and makes unqualified names on the live database; empty where nothing
/// was set, which means `public`.
fn search_path(request: Rebuild<'_>, owner: &str) -> Vec<String> {
    let settings = &request.surroundings.settings;
    // What was set for the role stands above what was set for the database.
    let set = [Some(owner), None].into_iter().find_map(|role| {
        settings.iter().find(|setting| setting.name == "search_path" && setting.role.as_deref() == role)
    });
    let unquoted = |part: &str| part.trim().trim_matches('"').replace("\"\"", "\"");
    let mut path: Vec<String> = set.map(|setting| setting.value.split(',').map(unquoted).collect()).unwrap_or_default();
    if let Some(home) = home_schema(request.histories)
        && !path.iter().any(|schema| schema == home)
    {
        if path.is_empty() {
            path.push("public".to_owned());
        }
        path.insert(0, home.to_owned());
    }
    path
}

/// Settings as defaults of the session, so that a migration's `RESET` comes back to them. The database gets its own by
/// itself.
fn session_options(
    options: PgConnectOptions,
    request: Rebuild<'_>,
    owner: &str,
    search_path: &[String],
) -> PgConnectOptions {
    let of_role = request.surroundings.settings.iter().filter(|setting| setting.role.as_deref() == Some(owner));
    let others = of_role.filter(|setting| setting.name != "search_path");
    let mut session: Vec<(String, String)> =
        others.map(|setting| (setting.name.clone(), setting.value.clone())).collect();
    if !search_path.is_empty() {
        let path: Vec<String> = search_path.iter().map(|schema| quote(schema)).collect();
        session.push(("search_path".to_owned(), path.join(", ")));
    }
    options.options(session)
}

/// The schema that a migrator's unqualified names land in, where it is not the usual one: the one its history is in.
/// Atlas keeps its history in a schema of its own, which says nothing.
pub(crate) fn home_schema(histories: &[History]) -> Option<&str> {
    let history = histories.first()?;
    let own = driftline_migrations::owned_objects(history).schemas;
    let schema = &history.table.schema;
    (schema != "public" && !own.contains(schema)).then_some(schema)
}

/// Makes what has to be there before the migrations. Answers who should own schema `public`, where that could not be made
/// so.
async fn prepare(
    connection: &mut PgConnection,
    scratch_major: u32,
    request: Rebuild<'_>,
    schemas: &[&str],
) -> Result<Option<String>, sqlx::Error> {
    let mut keeps_public = None;
    // Before PostgreSQL 15 schema `public` belongs to whoever made the cluster, which no migration says.
    if (scratch_major < 15 || request.live_major < 15)
        && let Some(role) = request.surroundings.schema_owner("public")
    {
        match execute(connection, &format!("ALTER SCHEMA public OWNER TO {}", quote(role))).await {
            Err(error) if is_not_allowed(&error) => keeps_public = Some(role.to_owned()),
            other => other?,
        }
    }
    for schema in schemas {
        if let Some(owner) = request.surroundings.schema_owner(schema) {
            let sql = format!("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", quote(schema), quote(owner));
            execute(connection, &sql).await?;
        }
    }
    Ok(keeps_public)
}

fn is_not_allowed(error: &sqlx::Error) -> bool {
    /// `insufficient_privilege`
    const NOT_ALLOWED: &str = "42501";
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == NOT_ALLOWED)
}

/// Says of schema `public` that it belongs to whom it should.
pub(crate) fn give_schema_public(snapshot: &mut Snapshot, owner: &str) {
    let Objects::Postgres(objects) = &mut snapshot.objects else { return };
    for schema in objects.schemas.iter_mut().filter(|schema| schema.name == "public") {
        owner.clone_into(&mut schema.owner);
    }
}

async fn execute(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|_| ())
}

fn database_setting(setting: &driftline_catalog::postgres::RoleSetting) -> RoleSetting {
    RoleSetting {
        role: setting.role.clone(),
        in_database: setting.in_database,
        name: setting.name.clone(),
        value: setting.value.clone(),
    }
}
