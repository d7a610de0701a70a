//! Foreign data: wrappers, servers, user mappings and foreign tables.
//!
//! Options can hold passwords, so a value is only kept for an option that is known to hold none. Any other is kept as its
//! name alone, which has no `=`.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A foreign data wrapper (`pg_foreign_data_wrapper`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = ForeignDataWrapper)]
pub struct ForeignDataWrapper {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it, which has to be a superuser.
    pub owner: String,
    /// The function that reads and writes for it.
    pub handler: Option<String>,
    /// The function that checks options.
    pub validator: Option<String>,
    /// Options as `name=value`, or `name` where the value is not read.
    pub options: Vec<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A foreign server (`pg_foreign_server`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = ForeignServer)]
pub struct ForeignServer {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The wrapper that reaches it.
    pub wrapper: String,
    /// What the wrapper may want to know of it (`TYPE`).
    pub server_type: Option<String>,
    /// As `server_type` (`VERSION`).
    pub version: Option<String>,
    /// Options as `name=value`, or `name` where the value is not read.
    pub options: Vec<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// As whom a role comes to a foreign server (`pg_user_mapping`). Its options are where passwords are, and are never read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = UserMapping)]
pub struct UserMapping {
    /// Role and server as SQL spells them: `app_reader on server reports`.
    #[attribute(name)]
    pub name: String,
    /// The role; `public` for everybody without a mapping of their own. A part of the name.
    #[attribute(informational)]
    pub role: String,
    /// The server. A part of the name.
    #[attribute(informational)]
    pub server: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A foreign table (`pg_class`, relkind `f`). Its columns, checks and triggers are objects of their own, as a table's are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = ForeignTable)]
pub struct ForeignTable {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The server that has the rows.
    pub server: String,
    /// Options as `name=value`, or `name` where the value is not read.
    pub options: Vec<String>,
    /// The tables it inherits from, in order; not the parent of a partition.
    pub inherits: Vec<String>,
    /// The table it is a partition of.
    pub partition_of: Option<String>,
    /// `FOR VALUES ...` or `DEFAULT`, for a partition.
    pub partition_bound: Option<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Privileges on its system columns, as `ctid: grantee: PRIVILEGE`.
    pub system_column_privileges: Vec<String>,
    /// Who may use the type of its rows (`GRANT ... ON TYPE`), where that is not everybody.
    pub row_type_privileges: Option<Vec<String>>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
