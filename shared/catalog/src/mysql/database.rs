//! What a database gives the objects made in it (`information_schema.SCHEMATA`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// The one database of a snapshot. Its own name is no part of the schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Database)]
pub struct Database {
    /// Always `defaults`: what is said of a database is what it gives its new objects.
    #[attribute(name)]
    pub name: String,
    /// The character set that new tables and parameters get.
    pub charset: String,
    /// The collation that they get.
    pub collation: String,
    /// Whether new tables are encrypted (MySQL).
    pub encryption: bool,
    /// Whether it is read only (MySQL from 8.0.22).
    pub read_only: bool,
    /// Its comment (MariaDB from 10.5).
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

impl Database {
    /// The name of every one.
    pub const NAME: &'static str = "defaults";
}
