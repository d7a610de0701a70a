//! Views.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = View)]
pub struct View {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// Its query.
    #[attribute(deparsed)]
    pub query: String,
    /// Its columns by name, where the server says them beside the query.
    pub columns: Vec<String>,
    /// `UNDEFINED`, `MERGE` or `TEMPTABLE`.
    pub algorithm: String,
    /// Whether it shows rows as JSON documents that can be written: `JSON RELATIONAL DUALITY` (MySQL from 9.4).
    pub duality: bool,
    /// `LOCAL` or `CASCADED`; none where rows are not checked.
    pub check_option: Option<String>,
    /// Whose rights it runs with: `DEFINER` or `INVOKER`.
    pub security: String,
    /// Its definer, as `` `app`@`%` ``.
    pub definer: String,
    /// The character set of the session that made it, in which its literals are read.
    pub charset_client: String,
    /// The collation of that session.
    pub collation_connection: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
