//! Access methods (`pg_am`): how tables and indexes are stored.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An access method. It has no owner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = AccessMethod)]
pub struct AccessMethod {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// What it is for: `table` or `index`.
    pub method_type: String,
    /// The function that hands out its parts.
    pub handler: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
