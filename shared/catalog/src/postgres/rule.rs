//! Rewrite rules (`pg_rewrite`), without the one that makes a view a view.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A rewrite rule on a table or view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Rule)]
pub struct Rule {
    /// The schema of its table.
    #[attribute(schema)]
    pub schema: String,
    /// Its table or view.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// `select`, `insert`, `update` or `delete`.
    pub event: String,
    /// Whether it stands instead of the command rather than besides it.
    pub instead: bool,
    /// When it applies: `enabled`, `disabled`, `replica` or `always`.
    pub enabled: String,
    /// Its comment.
    pub comment: Option<String>,
    /// `pg_get_ruledef`: all of the above with condition and actions.
    #[attribute(deparsed)]
    pub definition: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
