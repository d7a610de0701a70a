//! Oracle-style packages (MariaDB): what a package offers, and what it does.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

macro_rules! package {
    ($(#[$documentation:meta])* $package:ident, $kind:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
        #[serde(default)]
        #[object(kind = $kind)]
        pub struct $package {
            /// Its name.
            #[attribute(name)]
            pub name: String,
            /// Whose rights it runs with: `DEFINER` or `INVOKER`.
            pub security: String,
            /// What it declares or does, as it was written.
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
    };
}

package! {
    /// A package: what others can call.
    Package, Package
}

package! {
    /// A package body: what these do.
    PackageBody, PackageBody
}
