//! One inspection: every kind in turn, then what it takes to understand the whole.

use std::collections::BTreeMap;

use driftline_catalog::postgres::{Objects, Surroundings};
use driftline_catalog::{Coverage, Describe, Gap, Key, Kind, Object, Server, Snapshot};
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;

use super::error::describe;
use super::{InspectError, ReadOnlySession, dependencies, query, row, surroundings, sweep};

/// The lists of a snapshot, each with the name of its query file.
macro_rules! kinds {
    ($apply:ident) => {
        $apply! {
            schemas: "schema",
            extensions: "extension",
            enums: "enum",
            domains: "domain",
            composite_types: "composite_type",
            sequences: "sequence",
            tables: "table",
            columns: "column",
            constraints: "constraint",
            indexes: "index",
            policies: "policy",
            views: "view",
            materialized_views: "materialized_view",
            functions: "function",
            triggers: "trigger",
        }
    };
}

/// What an inspection found.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// The schema.
    pub snapshot: Snapshot,
    /// What a replay has to imitate.
    pub surroundings: Surroundings,
}

/// What this version does not read on any server, said in every report.
const NOT_COMPARED: &[&str] = &[
    "privileges (GRANT) and default privileges",
    "security labels",
    "names, options and comments of the indexes that partitions have from their parent",
    "settings of databases and roles",
    "subscriptions and user mappings",
];

/// Reads everything this version models, and counts what it does not.
///
/// A kind that cannot be read becomes a gap of the snapshot's coverage; the others are read all the same.
///
/// # Errors
///
/// When the server goes away or answers something that cannot be understood.
pub async fn inspect(session: &mut ReadOnlySession<'_>) -> Result<Inspection, InspectError> {
    let mut objects = Objects::default();
    // `catalog/oid/column` to identity, for the dependencies.
    let mut addresses = BTreeMap::new();
    macro_rules! files {
        ($($list:ident: $file:literal,)*) => {
            [$((kind_of(&objects.$list), include_str!(concat!("queries/", $file, ".sql"))),)*]
        };
    }
    let files = kinds!(files);
    let queries: Vec<String> = files.iter().map(|(_, file)| query::for_version(file, session.major())).collect();
    let outcome = session
        .read(&queries, &mut |place, row| {
            let mut place = place;
            macro_rules! take {
                ($($list:ident: $file:literal,)*) => {
                    $(
                        if place == 0 {
                            return take_row(&row, &mut objects.$list, &mut addresses);
                        }
                        place = place.wrapping_sub(1);
                    )*
                };
            }
            kinds!(take);
            let _ = place;
            Ok(())
        })
        .await?;
    let failed: Vec<(Kind, Gap)> = files
        .iter()
        .zip(&outcome)
        .filter_map(|((kind, _), error)| {
            let why = describe(error.as_ref()?);
            Some((*kind, Gap { what: format!("every {}", kind.label()), why }))
        })
        .collect();

    dependencies::read(session, &addresses, &mut objects).await?;
    let mut gaps: Vec<Gap> = failed.iter().map(|(_, gap)| gap.clone()).collect();
    gaps.extend(sweep::read(session).await?);
    let surroundings = surroundings::read(session).await?;

    let server = Server { version: session.version().to_owned(), major: session.major() };
    let not_compared = NOT_COMPARED.iter().map(|&what| what.to_owned()).collect();
    let mut snapshot = Snapshot::postgres(server, objects, Coverage { gaps, not_compared });
    for (kind, _) in failed {
        snapshot.read.remove(kind.as_str());
    }
    tracing::debug!(objects = snapshot.objects.len(), round_trips = session.round_trips(), "inspected");
    Ok(Inspection { snapshot, surroundings })
}

fn kind_of<T: Describe>(_: &[T]) -> Kind {
    T::KIND
}

/// Adds a row's object to its list.
fn take_row<T>(row: &PgRow, list: &mut Vec<T>, addresses: &mut BTreeMap<String, Key>) -> Result<(), InspectError>
where
    T: Object + Describe + DeserializeOwned,
{
    let object: T = row::decode(row)
        .map_err(|error| InspectError::Malformed { kind: T::KIND.label(), reason: error.to_string() })?;
    if let Some(address) = query::text(row, "address") {
        addresses.insert(address.to_owned(), object.key());
    }
    list.push(object);
    Ok(())
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

        let mut files: Vec<(&str, &str, BTreeSet<String>)> = Vec::new();
        fn fields<T: Default + serde::Serialize>(_: &[T]) -> BTreeSet<String> {
            let value = serde_json::to_value(T::default()).unwrap();
            value.as_object().unwrap().keys().cloned().collect()
        }
        macro_rules! collect {
            ($($list:ident: $file:literal,)*) => {
                $(files.push(($file, include_str!(concat!("queries/", $file, ".sql")), fields(&Objects::default().$list)));)*
            };
        }
        kinds!(collect);

        for (name, file, mut expected) in files {
            expected.insert("address".into());
            let sql = query::for_version(file, session.major());
            let prepared = session.connection().prepare(sqlx::AssertSqlSafe(sql).into_sql_str()).await.unwrap();
            let columns: BTreeSet<String> = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
            assert_eq!(columns, expected, "queries/{name}.sql");
        }
    }
}
