//! Row security policies (`pg_policy`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A row security policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Policy)]
pub struct Policy {
    /// The schema of its table.
    #[attribute(schema)]
    pub schema: String,
    /// Its table.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// `all`, `select`, `insert`, `update` or `delete`.
    pub command: String,
    /// Whether it widens access; a restrictive policy narrows it.
    pub permissive: bool,
    /// The roles it is for, sorted; `public` for everybody.
    pub roles: Vec<String>,
    /// Which rows can be seen (`USING`).
    #[attribute(deparsed)]
    pub using: Option<String>,
    /// Which rows can be written (`WITH CHECK`).
    #[attribute(deparsed)]
    pub check: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
