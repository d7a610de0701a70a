//! What there is in the database, by name.

use super::{ReadOnlySession, row};
use crate::InspectError;

/// Tables, views and sequences with their type, and when routines and events were last changed: what is asked before and
/// after reading, because no transaction keeps definitions as they were.
const LISTING: &str = include_str!("queries/listing.sql");

/// One thing of the listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// `BASE TABLE`, `VIEW`, `SEQUENCE`, `PROCEDURE`, ...
    pub(super) sort: String,
    pub(super) name: String,
    /// When it was made or changed, where that costs nothing to know.
    pub(super) changed: String,
}

/// Everything in the database.
pub(super) async fn read(session: &mut ReadOnlySession<'_>) -> Result<Vec<Listed>, InspectError> {
    let rows = session.read_one(LISTING).await?;
    let text = |row, name| row::text(row, name).unwrap_or_default();
    Ok(rows
        .iter()
        .map(|row| Listed { sort: text(row, "sort"), name: text(row, "name"), changed: text(row, "changed") })
        .collect())
}

/// The names of one sort.
pub(super) fn names<'a>(listed: &'a [Listed], sorts: &'a [&str]) -> impl Iterator<Item = &'a str> {
    listed.iter().filter(|one| sorts.contains(&one.sort.as_str())).map(|one| one.name.as_str())
}
