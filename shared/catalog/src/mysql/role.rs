//! Accounts and roles that have a share in a database, which are only read where somebody asks for them.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An account or role that was granted something here, or is a member of a role that was. How it proves who it is, is
/// never read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Role, label = label)]
pub struct Role {
    /// The account, `app@%`; a role of MariaDB has no host.
    #[attribute(name)]
    pub name: String,
    /// Whether nobody can log in with it (MySQL; MariaDB keeps it beside the password).
    pub locked: bool,
    /// The roles with a share here that it is a member of: `clerks@%`, `clerks@%: ADMIN`.
    pub member_of: Vec<String>,
    /// Those of them that are active as soon as it logs in.
    pub default_roles: Vec<String>,
    /// Its roles that have no share here, which are no difference.
    #[attribute(informational)]
    pub other_roles: Vec<String>,
    /// Those of them that are active from the beginning: a statement that sets a default role has to name them too.
    #[attribute(informational)]
    pub other_default_roles: Vec<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

impl Role {
    /// Behind the name of a role that a member may hand on.
    const ADMIN: &'static str = ": ADMIN";

    /// An entry of [`member_of`](Self::member_of).
    pub fn membership(role: &str, is_admin: bool) -> String {
        format!("{role}{}", if is_admin { Self::ADMIN } else { "" })
    }

    /// The role of an entry, and whether the member may hand it on.
    pub fn parts(membership: &str) -> (&str, bool) {
        membership.strip_suffix(Self::ADMIN).map_or((membership, false), |role| (role, true))
    }

    fn label(&self) -> &'static str {
        if self.name.contains('@') { "account" } else { "role" }
    }
}
