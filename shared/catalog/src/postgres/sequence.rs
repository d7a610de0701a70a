//! Sequences (`pg_sequence`). The position of a sequence is data and is never read.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A sequence, except those that are the inside of an identity column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Sequence)]
pub struct Sequence {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// `smallint`, `integer` or `bigint`.
    pub data_type: String,
    /// `START`.
    pub start: i64,
    /// `INCREMENT BY`.
    pub increment: i64,
    /// `MINVALUE`.
    pub minimum: i64,
    /// `MAXVALUE`.
    pub maximum: i64,
    /// `CACHE`.
    pub cache: i64,
    /// `CYCLE`.
    pub cycle: bool,
    /// `permanent` or `unlogged`.
    pub persistence: String,
    /// The column it is dropped with, as `schema.table.column`.
    pub owned_by: Option<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
