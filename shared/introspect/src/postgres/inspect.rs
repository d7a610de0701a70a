//! One inspection: every kind, then what it takes to understand the whole.

use driftline_catalog::postgres::Surroundings;
use driftline_catalog::{Coverage, Kind, Server, Snapshot};

use super::dependencies::Dependencies;
use super::reading::Reading;
use super::sweep::Sweep;
use super::{InspectError, ReadOnlySession, definition, kinds, query, surroundings};

/// What an inspection found.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// The schema.
    pub snapshot: Snapshot,
    /// What a replay has to imitate.
    pub surroundings: Surroundings,
}

/// Before, a column just refused nulls.
const NOT_NULL_CONSTRAINTS_SINCE: u32 = 18;

/// What this version does not read on any server, said in every report.
const NOT_COMPARED: &[&str] = &[
    "encoding, locale and tablespace of the database itself",
    "names and validity of the checks and foreign keys that tables have from their parent, and comments on those of foreign \
     tables",
    "values of options of foreign data wrappers, servers, foreign tables and their columns, unless the option is known to \
     hold no secret",
    "options of user mappings",
    "connection strings of subscriptions",
];

/// What is never read where roles are, and where they are not.
const NOT_COMPARED_OF_ROLES: [&str; 2] = [
    "passwords of roles, their parameters that may be secrets, and parameters set for all roles in all databases",
    "roles and their settings in all databases",
];

/// What version 13 tells nobody but superusers; later ones tell everybody.
const HIDDEN_BEFORE_14: (&str, &str) = ("subscription", "synchronous_commit");

/// Reads everything this version models, and counts what it does not.
///
/// A kind that cannot be read becomes a gap of the snapshot's coverage; the others are read all the same.
///
/// # Errors
///
/// When the server goes away or answers something that cannot be understood.
pub async fn inspect(session: &mut ReadOnlySession<'_>) -> Result<Inspection, InspectError> {
    let mut reading = Reading::of(session).await?;
    if reading.is_stale() {
        session.renew().await?;
        reading = Reading::of(session).await?;
    }
    let mut coverage = Coverage::default();
    reading.tell(session, &mut coverage);
    let Reading { mut objects, addresses, failed, .. } = reading;
    // What was read is completed while the server answers what is left to ask.
    let completing = tokio::task::spawn_blocking(move || {
        definition::complete(&mut objects, &addresses);
        objects.sort();
        (objects, addresses)
    });
    let dependencies = Dependencies::of(session).await?;
    // While something is locked, the count cannot be right.
    let sweep = if coverage.unseen.is_empty() { Sweep::of(session).await? } else { Sweep::default() };
    let surroundings = surroundings::read(session).await?;
    let completed = completing.await;
    let (mut objects, addresses) = completed.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    dependencies.fill(&addresses, &mut objects);
    let unread: Vec<Kind> = failed.iter().map(|(kind, _)| *kind).collect();
    coverage.gaps.extend(sweep.gaps(&objects, &unread));
    let [with_roles, without_roles] = NOT_COMPARED_OF_ROLES;
    let of_roles = if session.reads_roles() { with_roles } else { without_roles };
    coverage.not_compared = NOT_COMPARED.iter().chain([&of_roles]).map(|&what| what.to_owned()).collect();
    let hidden = (session.major() < 14).then_some(HIDDEN_BEFORE_14);
    coverage.not_compared.extend(hidden.map(|(kind, attribute)| format!("{attribute} of every {kind}")));

    let server =
        Server { version: session.version().to_owned(), major: session.major(), reader: session.role().to_owned() };
    let mut snapshot = Snapshot::postgres(server, objects, coverage);
    if session.major() < NOT_NULL_CONSTRAINTS_SINCE {
        // What such a server makes of a name for one is nothing, so there is nothing to compare.
        let paths = snapshot.read.get_mut(Kind::Column.as_str()).into_iter();
        paths.for_each(|paths| paths.retain(|path| !path.starts_with("not_null_constraint.")));
    }
    if !session.reads_roles() {
        snapshot.read.remove(Kind::Role.as_str());
    }
    for (kind, _) in failed {
        snapshot.read.remove(kind.as_str());
    }
    if let Some((kind, attribute)) = hidden
        && let Some(read) = snapshot.read.get_mut(kind)
    {
        read.retain(|path| path != attribute);
    }
    tracing::debug!(objects = snapshot.objects.len(), round_trips = session.round_trips(), "inspected");
    Ok(Inspection { snapshot, surroundings })
}

/// The queries of an inspection on a server of this major version, by kind: all that reading a schema asks.
///
/// For reviewers, and for measuring what the server itself needs for them.
pub fn queries(major: u32) -> Vec<(&'static str, String)> {
    let kinds = kinds::FILES.iter().map(|(kind, file)| (kind.as_str(), *file));
    let others = [
        ("dependencies", include_str!("queries/dependencies.sql")),
        ("sweep", include_str!("queries/sweep.sql")),
        ("surroundings", include_str!("queries/surroundings.sql")),
    ];
    kinds.chain(others).map(|(name, file)| (name, query::for_version(file, major, &[]))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use driftline_scratch::{DatabaseRequest, Scratch, ScratchOptions};
    use sqlx::{Column as _, ConnectOptions as _, Executor as _, SqlSafeStr as _, Statement as _};

    use super::*;
    use crate::postgres::Limits;

    /// A field nobody fills would be the same on both sides for ever, and a column nobody keeps would be lost.
    #[tokio::test]
    async fn the_columns_of_every_query_are_the_fields_of_its_struct() {
        let scratch = Scratch::start(&ScratchOptions::default()).await.unwrap();
        let request = DatabaseRequest { name: "columns".into(), ..DatabaseRequest::default() };
        let database = scratch.database(&request).await.unwrap();
        let mut connection = database.connect_options().connect().await.unwrap();
        let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.unwrap();

        for ((name, mut expected), (_, file)) in kinds::fields().into_iter().zip(kinds::FILES) {
            expected.insert("address".into());
            let sql = query::for_version(file, session.major(), &[]);
            let prepared = session.connection().prepare(sqlx::AssertSqlSafe(sql).into_sql_str()).await.unwrap();
            let columns: BTreeSet<String> = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
            assert_eq!(columns, expected, "queries/{name}.sql");
        }
    }
}
