//! Types people define (`pg_type`): enums, domains and composite types.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An enumerated type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Enum)]
pub struct Enum {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Its labels in order.
    pub labels: Vec<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Domain)]
pub struct Domain {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The type below, with modifiers.
    pub data_type: String,
    /// The collation, where it is not the type's own.
    pub collation: Option<String>,
    /// Whether values must not be null.
    pub not_null: bool,
    /// The name of the constraint that says so, where the server did not choose it; servers from 17 on have names for it.
    pub not_null_name: Option<String>,
    /// The default expression.
    #[attribute(deparsed)]
    pub default: Option<String>,
    /// Its checks, as `CONSTRAINT name CHECK (...)`, by name.
    #[attribute(deparsed)]
    pub checks: Vec<String>,
    /// Comments on its checks as `name: comment`.
    pub check_comments: Vec<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A free-standing composite type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = CompositeType)]
pub struct CompositeType {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Its fields in order, as `name type`, with `COLLATE` where it is not the type's own.
    pub fields: Vec<String>,
    /// Comments on its fields as `name: comment`.
    pub field_comments: Vec<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
