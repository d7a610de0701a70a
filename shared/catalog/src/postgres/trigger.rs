//! Triggers (`pg_trigger`), without the internal ones behind foreign keys.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A trigger on a table or view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Trigger)]
pub struct Trigger {
    /// The schema of its table.
    #[attribute(schema)]
    pub schema: String,
    /// Its table or view.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// When it fires: `enabled`, `disabled`, `replica` or `always`.
    pub enabled: String,
    /// The function it calls.
    pub function: String,
    /// Its comment.
    pub comment: Option<String>,
    /// The comment of the constraint that a constraint trigger is.
    pub constraint_comment: Option<String>,
    /// `pg_get_triggerdef`: timing, events, columns, condition, level, transition tables and arguments.
    #[attribute(deparsed)]
    pub definition: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
