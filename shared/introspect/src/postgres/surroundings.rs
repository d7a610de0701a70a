//! What surrounds the schema.

use driftline_catalog::postgres::Surroundings;

use super::{InspectError, ReadOnlySession, row};

/// Reads what a replay has to imitate.
pub(crate) async fn read(session: &mut ReadOnlySession<'_>) -> Result<Surroundings, InspectError> {
    let file = include_str!("queries/surroundings.sql");
    let rows = session.read_file(file, "read the database's surroundings").await?;
    let malformed = |reason: String| InspectError::Malformed { kind: "the database", reason };
    let row = rows.first().ok_or_else(|| malformed("no row".into()))?;
    row::decode(row).map_err(|error| malformed(error.to_string()))
}
