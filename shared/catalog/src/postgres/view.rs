//! Views and materialised views.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A view (`pg_class`, relkind `v`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = View)]
pub struct View {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it, and whose rights it reads with.
    pub owner: String,
    /// Its columns in order, as `name type`.
    pub columns: Vec<String>,
    /// Defaults of its columns for inserting, as `name: expression`.
    #[attribute(deparsed)]
    pub column_defaults: Vec<String>,
    /// Options such as `security_barrier=true` or `check_option=local`, sorted.
    pub options: Vec<String>,
    /// The query, as `pg_get_viewdef` prints it.
    #[attribute(deparsed)]
    pub query: String,
    /// Comments on its columns as `name: comment`.
    pub column_comments: Vec<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Privileges on single columns, as `name: grantee: PRIVILEGE`.
    pub column_privileges: Vec<String>,
    /// Who may use the type of its rows (`GRANT ... ON TYPE`), where that is not everybody.
    pub row_type_privileges: Option<Vec<String>>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A materialised view (`pg_class`, relkind `m`). Its indexes are objects of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = MaterializedView)]
pub struct MaterializedView {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Its columns in order, as `name type`.
    pub columns: Vec<String>,
    /// Storage parameters as `name=value`.
    pub options: Vec<String>,
    /// The access method.
    pub access_method: Option<String>,
    /// The tablespace, where it is not the database's own.
    pub tablespace: Option<String>,
    /// How its columns are stored and sampled, where that was set, as `name: SET STATISTICS 100`.
    pub column_settings: Vec<String>,
    /// Whether it can be read; false after `WITH NO DATA`.
    pub populated: bool,
    /// The query, as `pg_get_viewdef` prints it.
    #[attribute(deparsed)]
    pub query: String,
    /// Comments on its columns as `name: comment`.
    pub column_comments: Vec<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Privileges on single columns, as `name: grantee: PRIVILEGE`.
    pub column_privileges: Vec<String>,
    /// Who may use the type of its rows (`GRANT ... ON TYPE`), where that is not everybody.
    pub row_type_privileges: Option<Vec<String>>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
