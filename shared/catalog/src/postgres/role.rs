//! Roles (`pg_roles`), which belong to the whole server and are only read where somebody asks for them.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A role: a user or a group. Its password is never read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Role)]
pub struct Role {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// Whether it can log in.
    pub login: bool,
    /// Whether it may everything.
    pub superuser: bool,
    /// Whether it may do what the roles may that it is a member of, without becoming one of them.
    pub inherit: bool,
    /// Whether it may make roles.
    pub create_role: bool,
    /// Whether it may make databases.
    pub create_database: bool,
    /// Whether it may replicate.
    pub replication: bool,
    /// Whether row security is none for it.
    pub bypass_row_security: bool,
    /// How many sessions it has at a time; -1 for any number.
    pub connection_limit: i64,
    /// Until when its password is good; none for ever.
    pub valid_until: Option<String>,
    /// The roles it is a member of, each with what is not as usual: `app_reader`, `app_writer: ADMIN, SET FALSE`.
    pub member_of: Vec<String>,
    /// Parameters set for it in all databases, `name=value`, but those whose name says that they hold a secret.
    pub settings: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
