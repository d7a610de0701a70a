//! Foreign keys and checks of a table.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A foreign key or check. Keys that are unique are [indexes](super::Index).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Constraint, label = label)]
pub struct Constraint {
    /// Its table.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// What it is.
    pub constraint_type: ConstraintType,
    /// The columns of a foreign key, in order.
    pub columns: Vec<String>,
    /// The database of the table that it refers to, where that is another one.
    pub referenced_database: Option<String>,
    /// The table that it refers to.
    pub referenced_table: Option<String>,
    /// The columns there, in order.
    pub referenced_columns: Vec<String>,
    /// What deleting a referenced row does: `RESTRICT` unless said otherwise.
    pub on_delete: Option<String>,
    /// What updating one does.
    pub on_update: Option<String>,
    /// What a check demands.
    #[attribute(deparsed)]
    pub expression: Option<String>,
    /// Whether a check is enforced.
    pub enforced: bool,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// What a constraint is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintType {
    /// Rows have to have a partner elsewhere.
    #[default]
    ForeignKey,
    /// Rows have to satisfy an expression.
    Check,
}

impl Constraint {
    fn label(&self) -> &'static str {
        match self.constraint_type {
            ConstraintType::ForeignKey => "foreign key",
            ConstraintType::Check => "check",
        }
    }
}
