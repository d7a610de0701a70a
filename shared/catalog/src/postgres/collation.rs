//! Collations (`pg_collation`) and conversions between encodings (`pg_conversion`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A collation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Collation)]
pub struct Collation {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Whose rules it follows: `libc`, `icu` or `builtin`.
    pub provider: String,
    /// Whether only equal bytes are equal.
    pub deterministic: bool,
    /// The locale of an ICU or built-in collation. From 16 on the server spells an ICU one as a language tag
    /// (`icu_language_tag` in src/backend/utils/adt/pg_locale.c).
    #[attribute(deparsed)]
    pub locale: Option<String>,
    /// The locale of a `libc` collation for sorting.
    pub sort_locale: Option<String>,
    /// The locale of a `libc` collation for what is a letter.
    pub character_locale: Option<String>,
    /// Rules added to those of an ICU locale.
    pub rules: Option<String>,
    /// The version of the provider's rules when it was made; the machine changes it, so it is never drift.
    #[attribute(informational)]
    pub version: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A conversion between two encodings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Conversion)]
pub struct Conversion {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The encoding it converts from.
    pub source_encoding: String,
    /// The encoding it converts to.
    pub target_encoding: String,
    /// The function that does it.
    pub function: String,
    /// Whether the server uses it between clients and databases of these encodings.
    pub default: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
