//! Scheduled events.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An event (`information_schema.EVENTS`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Event)]
pub struct Event {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// When it runs: `EVERY 1 DAY` or `AT '2026-01-01 00:00:00'`.
    pub schedule: String,
    /// The first time it may run. The server writes down when the event was made where nobody said a time: then none.
    pub starts: Option<String>,
    /// The last time it may run.
    pub ends: Option<String>,
    /// The time zone of these times.
    pub time_zone: String,
    /// Whether it stays when it has run for the last time.
    pub preserved: bool,
    /// `ENABLED`, `DISABLED` or `REPLICA_SIDE_DISABLED`.
    pub status: String,
    /// What it does, as it was written.
    pub body: String,
    /// Its definer, as `` `app`@`%` ``.
    pub definer: String,
    /// The `sql_mode` that it runs with.
    pub sql_mode: String,
    /// The character set of the session that made it.
    pub charset_client: String,
    /// The collation of that session.
    pub collation_connection: String,
    /// The collation that the database had then.
    pub database_collation: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
