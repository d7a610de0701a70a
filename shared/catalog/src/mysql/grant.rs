//! Who may do what with a database and its objects (`mysql.db`, `tables_priv`, `columns_priv`, `procs_priv`), which is
//! only read where somebody asks for it.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::{Key, Kind};

/// All that one account or role may do with one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Grant)]
pub struct Grant {
    /// The table, view, sequence or routine that it is on; empty for the database itself.
    #[attribute(parent)]
    pub on: String,
    /// The account, `app@%`, for a routine with its sort, `app@% (procedure)`, and for all databases of some name with the
    /// pattern: `app@% (databases like shop%)`.
    #[attribute(name)]
    pub name: String,
    /// What is allowed, in alphabetical order: `INSERT`, `SELECT`.
    pub privileges: Vec<String>,
    /// What is allowed with single columns: `email: SELECT, UPDATE`.
    pub column_privileges: Vec<String>,
    /// Whether the account may hand it on.
    pub grantable: bool,
    /// How a grant on the database spells its name, where that is with a backslash: a `REVOKE` has to spell it alike.
    #[attribute(informational)]
    pub spelled: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

impl Grant {
    /// The sorts of routines, longest first.
    pub const ROUTINES: &'static [&'static str] = &["package body", "package", "procedure", "function"];

    /// What stands before the pattern of a grant on databases.
    const PATTERN: &'static str = " (databases like ";

    /// The name of a grant on all databases that are like a pattern.
    pub fn name_of_pattern(account: &str, pattern: &str) -> String {
        format!("{account}{}{pattern})", Self::PATTERN)
    }

    /// The pattern of a grant's name, if it is on all databases that are like one.
    pub fn pattern(name: &str) -> Option<&str> {
        name.strip_suffix(')')?.rsplit_once(Self::PATTERN).map(|(_, pattern)| pattern)
    }

    /// The name of a grant on a routine of a sort, or on anything else.
    pub fn name_of(account: &str, routine: Option<&str>) -> String {
        routine.map_or_else(|| account.to_owned(), |sort| format!("{account} ({sort})"))
    }

    /// The kinds of what a grant of this name can be on, if it is not the database.
    pub fn target_kinds(name: &str) -> &'static [Kind] {
        match Self::parts(name).1 {
            Some("function") => &[Kind::Function],
            Some("procedure") => &[Kind::Procedure],
            Some("package") => &[Kind::Package],
            Some(_) => &[Kind::PackageBody],
            None => &[Kind::Table, Kind::View, Kind::Sequence],
        }
    }

    /// The account of a grant's name, and the sort of routine that it is on.
    pub fn parts(name: &str) -> (&str, Option<&'static str>) {
        if Self::pattern(name).is_some() {
            return (name.rsplit_once(Self::PATTERN).map_or(name, |(account, _)| account), None);
        }
        for sort in Self::ROUTINES {
            let account = name.strip_suffix(')').and_then(|rest| rest.strip_suffix(sort)?.strip_suffix(" ("));
            if let Some(account) = account {
                return (account, Some(sort));
            }
        }
        (name, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_as_it_was_made() {
        for (account, sort) in [("app@%", None), ("a (role)@", Some("package body")), ("app@%", Some("package"))] {
            assert_eq!(Grant::parts(&Grant::name_of(account, sort)), (account, sort));
            assert_eq!(Grant::pattern(&Grant::name_of(account, sort)), None);
        }
        let name = Grant::name_of_pattern("a (b)@%", "shop\\_%)");
        assert_eq!((Grant::parts(&name), Grant::pattern(&name)), (("a (b)@%", None), Some("shop\\_%)")));
    }
}
