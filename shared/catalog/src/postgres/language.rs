//! Procedural languages (`pg_language`) and how they see values of a type (`pg_transform`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A procedural language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Language)]
pub struct Language {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Whether it keeps those who write in it from what they may not do; only then others can be let use it.
    pub trusted: bool,
    /// The function that calls functions.
    pub handler: Option<String>,
    /// The function that runs `DO` blocks.
    pub inline: Option<String>,
    /// The function that checks functions when they are made.
    pub validator: Option<String>,
    /// Who may do what, besides the owner.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A transform: how a language sees values of a type. It is in no schema: type and language are its identity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Transform)]
pub struct Transform {
    /// Its type and language as SQL spells them: `app.money LANGUAGE plpgsql`.
    #[attribute(name)]
    pub name: String,
    /// The function that makes what the language has of what SQL has, with the types of its arguments.
    pub from_sql: Option<String>,
    /// The function that goes the other way.
    pub to_sql: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
