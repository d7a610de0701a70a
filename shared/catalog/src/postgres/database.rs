//! The database itself (`pg_database`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// The database that a snapshot is of. What it is called is no part of it: another one can hold the same schema.
///
/// Whether it takes connections at all is not among its attributes: one that does not cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Database)]
pub struct Database {
    /// Always `current`.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// How many sessions it takes at a time; -1 for any number.
    pub connection_limit: i64,
    /// Whether everybody who may make databases may copy it.
    pub template: bool,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What PUBLIC may without a grant is among them, what its
    /// owner may anyway is not.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
