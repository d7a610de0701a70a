//! Casts between types (`pg_cast`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A cast. It is in no schema: its two types are its identity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Cast)]
pub struct Cast {
    /// Its types as SQL spells them: `integer AS app.money`.
    #[attribute(name)]
    pub name: String,
    /// `function`, `inout` (through text) or `binary` (the bytes are the same).
    pub method: String,
    /// The function with the types of its arguments.
    pub function: Option<String>,
    /// Where it is applied without being asked for: `explicit` (nowhere), `assignment` or `implicit` (everywhere).
    pub context: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
