//! Extended statistics (`pg_statistic_ext`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A statistics object: what the planner is to know of several columns or of expressions.
///
/// It has a schema of its own, so it is no child of its table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Statistics)]
pub struct Statistics {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The table it is on.
    pub table: String,
    /// What is collected: `ndistinct`, `dependencies`, `mcv`; nothing of these for a single expression.
    pub kinds: Vec<String>,
    /// The columns by name; their order means nothing.
    pub columns: Vec<String>,
    /// The expressions.
    #[attribute(deparsed)]
    pub expressions: Vec<String>,
    /// The statistics target, where one is set.
    pub target: Option<i64>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
