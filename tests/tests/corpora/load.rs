//! Scripts in, snapshots and dumps out: a fresh database for each, on as many servers as there are processors.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use driftline_catalog::Snapshot;
use driftline_drift::{CompareOptions, compare};
use driftline_introspect::postgres::{Limits, ReadOnlySession, inspect};
use driftline_migrations::{TransactionMode, run_script};
use driftline_scratch::{DatabaseRequest, Origin, Scratch, ScratchDatabase, ScratchOptions};
use sqlx::ConnectOptions as _;

use crate::dump::{Entry, entries};
use crate::oracle::in_words;

/// A script and the roles that have to be there first. What is equal is loaded once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source {
    pub(crate) sql: String,
    pub(crate) roles: Vec<String>,
    /// Whether it is loaded again, from itself and from its dump, to see that nothing differs.
    pub(crate) twice: bool,
}

/// What a script made.
pub(crate) struct Loaded {
    pub(crate) snapshot: Snapshot,
    pub(crate) entries: Vec<Entry>,
    /// Differences between this and what the same script made again, and what its own dump made.
    pub(crate) phantoms: Vec<String>,
}

/// What is different in a dump that is read again, and why that is no fault: `attribute` of any object.
const NOT_IN_A_DUMP: &[&str] = &[
    // `pg_dump --schema-only` writes `WITH NO DATA`.
    "populated",
];

/// Where `pg_dump` is, if it is where the server is.
pub(crate) fn pg_dump(scratch: &Scratch) -> Option<PathBuf> {
    let (Origin::Installed(folder) | Origin::Downloaded(folder)) = scratch.origin() else { return None };
    Some(folder.join("pg_dump")).filter(|path| path.exists())
}

/// Loads every source. One that does not load here is a sentence instead.
pub(crate) async fn load_all(sources: Vec<Source>) -> BTreeMap<Source, Result<Loaded, String>> {
    let queue = std::sync::Arc::new(Mutex::new(sources));
    let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 3);
    let work = async |queue: std::sync::Arc<Mutex<Vec<Source>>>| {
        let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
        let mut done = Vec::new();
        loop {
            let Some(source) = queue.lock().unwrap().pop() else { break };
            let result = load(&scratch, &source).await;
            done.push((source, result));
        }
        scratch.stop().await.unwrap();
        done
    };
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..workers {
        tasks.spawn(work(queue.clone()));
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

async fn load(scratch: &Scratch, source: &Source) -> Result<Loaded, String> {
    let mut roles = source.roles.clone();
    let (snapshot, all_roles, dump) = loop {
        match build(scratch, &source.sql, &roles, true).await {
            // Not every script says which roles it needs.
            Err(error) => match missing_role(&error).filter(|role| !roles.contains(role)) {
                Some(role) => roles.push(role),
                None => return Err(error),
            },
            Ok(built) => break built,
        }
    };
    let mut phantoms = Vec::new();
    if !source.twice {
        return Ok(Loaded { snapshot, entries: entries(&dump), phantoms });
    }
    let again = build(scratch, &source.sql, &roles, false).await.map(|(snapshot, ..)| snapshot);
    let dumped = build(scratch, &dump, &all_roles, false).await.map(|(snapshot, ..)| snapshot);
    for (how, other) in [("loaded again", again), ("loaded from its dump", dumped)] {
        match other {
            Ok(other) => {
                phantoms.extend(phantoms_between(&snapshot, &other).into_iter().map(|what| format!("{how}: {what}")));
            }
            Err(error) => phantoms.push(format!("{how}: {error}")),
        }
    }
    Ok(Loaded { snapshot, entries: entries(&dump), phantoms })
}

/// The role in `role "keeper" does not exist`.
fn missing_role(error: &str) -> Option<String> {
    let (before, _) = error.split_once("\" does not exist")?;
    before.rsplit_once("role \"").map(|(_, role)| role.to_owned())
}

fn phantoms_between(one: &Snapshot, other: &Snapshot) -> Vec<String> {
    let options = CompareOptions { column_order: true, ..CompareOptions::default() };
    let mut found: Vec<String> = Vec::new();
    for difference in compare(one, other, &options).differences {
        let of_the_dump = matches!(&difference.change, driftline_drift::Change::Modified { attributes }
            if attributes.iter().all(|change| NOT_IN_A_DUMP.contains(&change.attribute.as_str())));
        if !of_the_dump {
            found.push(format!("{} {}", difference.key, in_words(&difference.change)));
        }
    }
    if one.coverage != other.coverage {
        found.push(format!("{:?} {:?}", one.coverage, other.coverage));
    }
    found
}

/// Builds a schema on a fresh database and reads it, with the roles there are then, and its dump where that is wanted.
///
/// # Errors
///
/// What the server says to the script. Whatever else goes wrong is a fault of ours.
async fn build(
    scratch: &Scratch,
    sql: &str,
    roles: &[String],
    dump: bool,
) -> Result<(Snapshot, Vec<String>, String), String> {
    let request = DatabaseRequest { name: "corpus".into(), roles: roles.to_vec(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.expect("a fresh database");
    let result = build_on(scratch, &database, sql, dump).await;
    database.finish().await.expect("the database is dropped");
    result
}

async fn build_on(
    scratch: &Scratch,
    database: &ScratchDatabase<'_>,
    sql: &str,
    dump: bool,
) -> Result<(Snapshot, Vec<String>, String), String> {
    let options = database.connect_options().clone().disable_statement_logging();
    let mut connection = options.connect().await.expect("a connection");
    run_script(&mut connection, "schema.sql", &without_psql(sql), TransactionMode::Unwrapped)
        .await
        .map_err(|error| error.to_string())?;
    drop(connection);
    let mut connection = options.connect().await.expect("a connection");
    let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.expect("a session");
    let inspection = inspect(&mut session).await.expect("a snapshot");
    session.end().await.expect("an end");
    drop(connection);
    let text = if dump { dump_of(scratch, database).await } else { String::new() };
    Ok((inspection.snapshot, inspection.surroundings.roles, text))
}

/// Scripts written for `psql`: its own commands and the rows of `COPY`, which make no schema, are left out.
fn without_psql(sql: &str) -> String {
    let mut copying = false;
    sql.lines()
        .filter(|line| {
            if copying {
                copying = *line != "\\.";
                return false;
            }
            copying = line.starts_with("COPY ") && line.trim_end().to_ascii_lowercase().ends_with("from stdin;");
            !copying && !line.starts_with('\\')
        })
        .flat_map(|line| [line, "\n"])
        .collect()
}

async fn dump_of(scratch: &Scratch, database: &ScratchDatabase<'_>) -> String {
    let socket = database.connect_options().get_socket().expect("our own server has a socket");
    let output = tokio::process::Command::new(pg_dump(scratch).expect("looked for before"))
        .args(["--schema-only", "--username=postgres", "--port=5432", "--host"])
        .arg::<&Path>(socket.as_ref())
        .arg(database.name())
        .env_clear()
        .output()
        .await
        .expect("pg_dump runs");
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the database is in UTF-8")
}
