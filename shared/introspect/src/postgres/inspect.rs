//! One inspection: every kind in turn, then what it takes to understand the whole.

use std::collections::BTreeMap;

use driftline_catalog::postgres::{Objects, Surroundings};
use driftline_catalog::{Coverage, Describe, Gap, Key, Kind, Object, Server, Snapshot};
use serde::de::DeserializeOwned;

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
    let mut reading = Reading { session, objects: Objects::default(), addresses: BTreeMap::new(), failed: Vec::new() };

    macro_rules! read {
        ($($list:ident: $file:literal,)*) => {
            $(reading.objects.$list = reading.kind(include_str!(concat!("queries/", $file, ".sql"))).await?;)*
        };
    }
    kinds!(read);

    let Reading { session, mut objects, addresses, failed } = reading;
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

struct Reading<'s, 'c> {
    session: &'s mut ReadOnlySession<'c>,
    objects: Objects,
    /// `catalog/oid/column` to identity, for the dependencies.
    addresses: BTreeMap<String, Key>,
    failed: Vec<(Kind, Gap)>,
}

impl Reading<'_, '_> {
    async fn kind<T>(&mut self, file: &str) -> Result<Vec<T>, InspectError>
    where
        T: Object + Describe + DeserializeOwned,
    {
        let sql = query::for_version(file, self.session.major());
        let rows = match self.session.read(&sql).await {
            Ok(rows) => rows,
            Err(error) if error.as_database_error().is_some() => {
                let gap = Gap { what: format!("every {}", T::KIND.label()), why: describe(&error) };
                self.failed.push((T::KIND, gap));
                return Ok(Vec::new());
            }
            Err(source) => return Err(InspectError::Server { doing: "read the catalogs", source }),
        };
        let mut objects = Vec::with_capacity(rows.len());
        for row in &rows {
            let object: T = row::decode(row)
                .map_err(|error| InspectError::Malformed { kind: T::KIND.label(), reason: error.to_string() })?;
            if let Some(address) = query::text(row, "address") {
                self.addresses.insert(address.to_owned(), object.key());
            }
            objects.push(object);
        }
        Ok(objects)
    }
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
