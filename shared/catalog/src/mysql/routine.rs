//! Functions and procedures. They have names of their own each: a function and a procedure can share one.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A stored function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Function)]
pub struct Function {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// Its parameters, as they were written.
    pub parameters: String,
    /// The type that it returns, with its character set.
    pub returns: String,
    /// Whether it is an aggregate (MariaDB).
    pub aggregate: bool,
    /// Whether it is said to give the same result for the same arguments.
    pub deterministic: bool,
    /// `CONTAINS SQL`, `NO SQL`, `READS SQL DATA` or `MODIFIES SQL DATA`.
    pub data_access: String,
    /// Whose rights it runs with: `DEFINER` or `INVOKER`.
    pub security: String,
    /// `SQL`, or the language it is written in (MySQL).
    pub language: String,
    /// What it does, as it was written.
    pub body: String,
    /// Its definer, as `` `app`@`%` ``.
    pub definer: String,
    /// The `sql_mode` that it runs with.
    pub sql_mode: String,
    /// The character set of the session that made it.
    pub charset_client: String,
    /// The collation of that session.
    pub collation_connection: String,
    /// The collation that the database had then.
    pub database_collation: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A stored procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Procedure)]
pub struct Procedure {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// Its parameters, as they were written.
    pub parameters: String,
    /// Whether it is said to do the same for the same arguments.
    pub deterministic: bool,
    /// `CONTAINS SQL`, `NO SQL`, `READS SQL DATA` or `MODIFIES SQL DATA`.
    pub data_access: String,
    /// Whose rights it runs with: `DEFINER` or `INVOKER`.
    pub security: String,
    /// `SQL`, or the language it is written in (MySQL).
    pub language: String,
    /// What it does, as it was written.
    pub body: String,
    /// Its definer, as `` `app`@`%` ``.
    pub definer: String,
    /// The `sql_mode` that it runs with.
    pub sql_mode: String,
    /// The character set of the session that made it.
    pub charset_client: String,
    /// The collation of that session.
    pub collation_connection: String,
    /// The collation that the database had then.
    pub database_collation: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
