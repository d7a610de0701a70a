//! Indexes and keys of a table.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A primary key, unique key or index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Index, label = label)]
pub struct Index {
    /// Its table.
    #[attribute(parent)]
    pub table: String,
    /// Its name; `PRIMARY` for the primary key.
    #[attribute(name)]
    pub name: String,
    /// What it is.
    pub index_type: IndexType,
    /// Its parts in order, as SQL: `` `a`(10) DESC ``, `` (lower(`b`)) ``.
    #[attribute(deparsed)]
    pub parts: Vec<String>,
    /// `BTREE`, `HASH` or `RTREE`, where it was asked for.
    pub using: Option<String>,
    /// `KEY_BLOCK_SIZE`.
    pub key_block_size: Option<String>,
    /// The parser of a full-text index.
    pub parser: Option<String>,
    /// Whether queries do not use it: `INVISIBLE` (MySQL), `IGNORED` (MariaDB).
    pub invisible: bool,
    /// Further options, as SQL.
    pub options: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// What an index is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexType {
    /// The primary key.
    Primary,
    /// Refuses equal rows.
    Unique,
    /// For looking rows up.
    #[default]
    Plain,
    /// For words in texts.
    Fulltext,
    /// For places.
    Spatial,
    /// For vectors (MariaDB).
    Vector,
}

impl Index {
    fn label(&self) -> &'static str {
        match self.index_type {
            IndexType::Primary => "primary key",
            IndexType::Unique => "unique key",
            IndexType::Plain => "index",
            IndexType::Fulltext => "full-text index",
            IndexType::Spatial => "spatial index",
            IndexType::Vector => "vector index",
        }
    }
}
