//! What surrounds the schema.

use driftline_catalog::postgres::Surroundings;

use super::{InspectError, ReadOnlySession, query, row};

/// Reads what a replay has to imitate.
pub(crate) async fn read(session: &mut ReadOnlySession<'_>) -> Result<Surroundings, InspectError> {
    let rows = session
        .read_one(&query::for_version(include_str!("queries/surroundings.sql"), session.major(), &[]))
        .await
        .map_err(|source| InspectError::Server { doing: "read the database's surroundings", source })?;
    let malformed = |reason: String| InspectError::Malformed { kind: "the database", reason };
    let row = rows.first().ok_or_else(|| malformed("no row".into()))?;
    row::decode(row).map_err(|error| malformed(error.to_string()))
}
