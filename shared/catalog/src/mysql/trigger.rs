//! Triggers.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A trigger on a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Trigger)]
pub struct Trigger {
    /// Its table.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// `BEFORE` or `AFTER`.
    pub timing: String,
    /// What fires it: `INSERT`, `UPDATE`, `DELETE`; from MariaDB 12 it can be several.
    pub event: String,
    /// The trigger of the same table, timing and event that runs before it.
    pub follows: Option<String>,
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
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
