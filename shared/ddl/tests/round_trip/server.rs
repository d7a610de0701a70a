//! Running scripts and reading what they made.

use driftline_catalog::{Class, Key, Object, Objects, Snapshot, postgres};
use driftline_ddl::{Purpose, Script, ScriptHeader};
use driftline_introspect::postgres::{Limits, ReadOnlySession, inspect};
use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
use sqlx::ConnectOptions as _;

/// A database's schema, and the roles there were.
pub(crate) struct Read {
    pub(crate) snapshot: Snapshot,
    pub(crate) roles: Vec<String>,
}

pub(crate) async fn start() -> Scratch {
    Scratch::start(&ScratchOptions::default()).await.expect("a server to test on")
}

/// Runs texts one after the other in a fresh database and reads its schema.
///
/// # Errors
///
/// What the server said to the text that failed.
pub(crate) async fn read_after(scratch: &Scratch, roles: &[String], texts: &[&str]) -> Result<Read, String> {
    let request = DatabaseRequest { name: "round_trip".into(), roles: roles.to_vec(), ..DatabaseRequest::default() };
    let database = scratch.database(&request).await.expect("a fresh database");
    let mut connection = database.connect_options().clone().connect().await.expect("a connection");
    for text in texts {
        if let Err(error) = sqlx::raw_sql(sqlx::AssertSqlSafe((*text).to_owned())).execute(&mut connection).await {
            return Err(describe(&error, text));
        }
    }
    drop(connection);
    let mut connection = database.connect_options().clone().connect().await.expect("a connection");
    let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.expect("a session");
    let inspection = inspect(&mut session).await.expect("a snapshot");
    session.end().await.expect("an end");
    drop(connection);
    database.finish().await.expect("the database is dropped");
    Ok(Read { snapshot: inspection.snapshot, roles: inspection.surroundings.roles })
}

/// The error with the line of the text it points to.
fn describe(error: &sqlx::Error, text: &str) -> String {
    let position = error.as_database_error().and_then(|error| {
        match error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?.position()? {
            sqlx::postgres::PgErrorPosition::Original(position) => Some(position),
            sqlx::postgres::PgErrorPosition::Internal { .. } => None,
        }
    });
    let line = position.map(|position| {
        let before: String = text.chars().take(position.saturating_sub(1)).collect();
        let line = before.lines().count().saturating_sub(1);
        text.lines().skip(line).take(2).collect::<Vec<_>>().join("\n")
    });
    format!("{error}\n{}", line.unwrap_or_default())
}

/// The parts of a script's text that are sent one after the other.
pub(crate) fn parts(text: &str) -> Vec<&str> {
    match text.split_once("\nBEGIN;\n") {
        Some((alone, together)) => vec![alone, together.trim_end().trim_end_matches("COMMIT;")],
        None => vec![text],
    }
}

pub(crate) fn text(script: &Script, purpose: Purpose) -> String {
    script.to_sql(&ScriptHeader { purpose, database: "shop".into(), notes: Vec::new() })
}

pub(crate) fn objects(snapshot: &Snapshot) -> &postgres::Objects {
    let Objects::Postgres(objects) = &snapshot.objects else { panic!("of another engine") };
    objects
}

/// The objects that differ, each with what differs. What belongs to a relation that only one side has is left out.
pub(crate) fn differences(from: &Snapshot, to: &Snapshot) -> Vec<(Key, String)> {
    let mut found: Vec<(Key, String)> = Vec::new();
    objects(from).unequal(objects(to), &mut |before, after| match (before, after) {
        (Some(before), Some(after)) => {
            let pairs = before.attributes().into_iter().zip(after.attributes());
            let differing: Vec<_> = pairs
                .filter(|(before, after)| before.class != Class::Informational && before.value != after.value)
                .map(|(before, after)| format!("{}: {} -> {}", before.path, before.value, after.value))
                .collect();
            if !differing.is_empty() {
                found.push((before.key(), differing.join(", ")));
            }
        }
        (Some(object), None) => found.push((object.key(), "only in the first".into())),
        (None, Some(object)) => found.push((object.key(), "only in the second".into())),
        (None, None) => {}
    });
    let gone: Vec<_> = found.iter().filter(|(_, what)| what.starts_with("only")).map(|(key, _)| key.clone()).collect();
    let relation = |key: &Key| {
        gone.iter().any(|gone| {
            gone.parent.is_empty() && !key.parent.is_empty() && gone.schema == key.schema && gone.name == key.parent
        })
    };
    found.retain(|(key, what)| !(what.starts_with("only") && relation(key)));
    found
}

/// Builds a snapshot on an empty database and says how the result differs, to the last detail.
///
/// # Errors
///
/// What is not rendered, fails or differs.
pub(crate) async fn build_again(scratch: &Scratch, read: &Read) -> Result<(), String> {
    let again = build(scratch, read).await?;
    match unlike(&read.snapshot, &again.snapshot, &[]) {
        None => Ok(()),
        Some(found) => Err(found),
    }
}

/// As [`build_again`], for views that the server prints otherwise after reading its own text: a constant in the second
/// arm of a `UNION` gets a name. What is built from that must not differ any more.
///
/// # Errors
///
/// What is not rendered, fails or differs.
pub(crate) async fn build_twice(scratch: &Scratch, read: &Read) -> Result<(), String> {
    let again = build(scratch, read).await?;
    match unlike(&read.snapshot, &again.snapshot, &["query"]) {
        None => build_again(scratch, &again).await,
        Some(found) => Err(found),
    }
}

async fn build(scratch: &Scratch, read: &Read) -> Result<Read, String> {
    let script = driftline_ddl::build(&read.snapshot);
    let missing: Vec<_> = script.not_rendered().map(|(key, reason)| format!("{key}: {reason}")).collect();
    if !missing.is_empty() {
        return Err(format!("not rendered: {}", missing.join("\n")));
    }
    read_after(scratch, &read.roles, &parts(&text(&script, Purpose::Build))).await
}

/// How two snapshots differ, if they do, in other attributes than these.
fn unlike(left: &Snapshot, right: &Snapshot, but: &[&str]) -> Option<String> {
    let positions = |snapshot: &Snapshot| {
        objects(snapshot).columns.iter().map(|column| (column.key(), column.position)).collect::<Vec<_>>()
    };
    let expected = |what: &str| but.iter().any(|path| what.starts_with(&format!("{path}: ")));
    let found: Vec<_> = differences(left, right)
        .into_iter()
        .filter(|(_, what)| !expected(what))
        .map(|(key, what)| format!("{key}: {what}"))
        .collect();
    let moved = (positions(left) != positions(right)).then(|| "columns moved".to_owned());
    let all: Vec<_> = found.into_iter().chain(moved).collect();
    (!all.is_empty()).then(|| all.join("\n"))
}
