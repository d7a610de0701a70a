//! Extensions (`pg_extension`). Their members are never objects of a snapshot.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An installed extension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Extension)]
pub struct Extension {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The schema that holds its objects. Extensions are unique per database, so this is no part of the identity.
    pub installed_in: String,
    /// The installed version; upgrades of the server change it, so it is never drift.
    #[attribute(informational)]
    pub version: String,
    /// What roles were granted on its objects, or lost, since it was installed: `function public.hash(text): app: EXECUTE`,
    /// and `not EXECUTE` for what was taken away.
    pub member_privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
