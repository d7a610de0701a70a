//! The completeness sweep: what is there and has no struct yet.
//!
//! A new kind of object, in a new release or just not modelled so far, turns up here and never as silence.

use driftline_catalog::Gap;

use super::{InspectError, ReadOnlySession, query};

/// Counts the user objects of every kind this version does not model.
pub(crate) async fn read(session: &mut ReadOnlySession<'_>) -> Result<Vec<Gap>, InspectError> {
    let rows = session
        .read_one(&query::for_version(include_str!("queries/sweep.sql"), session.major(), &[]))
        .await
        .map_err(|source| InspectError::Server { doing: "look for objects of other kinds", source })?;
    let gap = |row| {
        let (what, count) = (query::text(row, "what")?, query::text(row, "count")?);
        let plural = if count == "1" { "" } else { "s" };
        Some(Gap { what: format!("{count} {what}{plural}"), why: "unmodelled: this version does not read them".into() })
    };
    Ok(rows.iter().filter_map(gap).collect())
}
