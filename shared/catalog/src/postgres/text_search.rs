//! Full text search (`pg_ts_config`, `pg_ts_dict`, `pg_ts_parser`, `pg_ts_template`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A text search configuration: which dictionaries look at which kind of word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = TextSearchConfiguration)]
pub struct TextSearchConfiguration {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The parser, qualified.
    pub parser: String,
    /// Kinds of word with their dictionaries in order: `asciiword: app.thesaurus, pg_catalog.english_stem`.
    pub mappings: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A text search dictionary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = TextSearchDictionary)]
pub struct TextSearchDictionary {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The template, qualified.
    pub template: String,
    /// The options for the template, as `name = value` in SQL, sorted.
    pub options: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A text search parser: what splits text into words. Superusers' and nobody's in particular.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = TextSearchParser)]
pub struct TextSearchParser {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The function that begins.
    pub start: String,
    /// The function that gives the next word.
    pub get_token: String,
    /// The function that ends.
    pub end: String,
    /// The function that marks what was found.
    pub headline: Option<String>,
    /// The function that names the kinds of word.
    pub word_types: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A text search template: what dictionaries are made of. Superusers' and nobody's in particular.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = TextSearchTemplate)]
pub struct TextSearchTemplate {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The function that reads a dictionary's options.
    pub initialize: Option<String>,
    /// The function that looks a word up.
    pub look_up: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
