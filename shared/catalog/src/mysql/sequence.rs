//! Sequences (MariaDB).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A sequence. Where it stands is no part of the schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Sequence)]
pub struct Sequence {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The type of its numbers, where it is not `bigint` (from 11.5).
    pub data_type: Option<String>,
    /// The first number.
    pub start: String,
    /// The least number.
    pub minimum: String,
    /// The greatest number.
    pub maximum: String,
    /// The step.
    pub increment: String,
    /// How many numbers are taken at once.
    pub cache: String,
    /// Whether it begins again after the last number.
    pub cycle: bool,
    /// The storage engine.
    pub engine: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
