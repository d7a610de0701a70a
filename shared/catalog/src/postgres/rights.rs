//! What is set for the database as a whole: default privileges, settings, security labels.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// Privileges that new objects of a role get (`pg_default_acl`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = DefaultPrivileges)]
pub struct DefaultPrivileges {
    /// The schema they are limited to; empty for all.
    #[attribute(schema)]
    pub schema: String,
    /// Whose new objects, and of which kind: `app_owner: tables`.
    #[attribute(name)]
    pub name: String,
    /// Who may do what: `grantee: PRIVILEGE, PRIVILEGE`. In all schemas what PUBLIC may without a grant is among them.
    pub privileges: Vec<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// `ALTER DATABASE ... SET` of this database, or `ALTER ROLE ... IN DATABASE ... SET` (`pg_db_role_setting`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Setting)]
pub struct Setting {
    /// The parameter, after the role and a colon where it is for one role: `app: search_path`.
    #[attribute(name)]
    pub name: String,
    /// Its value as it is kept; none for a parameter of somebody's own whose name says that it holds a secret.
    pub value: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A security label on an object of this database (`pg_seclabel`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = SecurityLabel)]
pub struct SecurityLabel {
    /// The schema of the labelled object, where it is in one.
    #[attribute(schema)]
    pub schema: String,
    /// The relation that is labelled, or that the labelled object belongs to.
    #[attribute(parent)]
    pub relation: String,
    /// Who gave it and to what: `selinux on column app.orders.email`.
    #[attribute(name)]
    pub name: String,
    /// The label.
    pub label: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
