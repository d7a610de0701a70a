//! Grants and roles of MySQL and MariaDB that say nothing: those of what only one side has, and those that the reader reads
//! with.

use std::collections::BTreeSet;

use driftline_catalog::mysql::{Grant, Role};
use driftline_catalog::{Key, Kind, Object};

/// What something can be granted on.
pub(crate) const CAN_BE_GRANTED: &[Kind] =
    &[Kind::Table, Kind::View, Kind::Sequence, Kind::Function, Kind::Procedure, Kind::Package, Kind::PackageBody];

/// What shows the definition of something, and what whoever installs the reader may add to it.
const FOR_READING: &[&str] =
    &["EVENT", "EXECUTE", "REFERENCES", "SELECT", "SHOW CREATE ROUTINE", "SHOW VIEW", "TRIGGER"];

/// Whether what it is on is on one side only, and speaks for it.
pub(crate) fn is_of_one_sided(grant: &dyn Object, alone: &BTreeSet<Key>) -> bool {
    let kinds = Grant::target_kinds(grant.name()).iter();
    kinds.into_iter().any(|&kind| alone.contains(&Key::in_schema(kind, "", grant.parent())))
}

/// Whether it is the account that reads, or one that only one side has and something else speaks for: its grants, if it has
/// a share by these alone, or the roles that it has it by, if these are on one side only too.
pub(crate) fn is_no_role_of_schema(role: &dyn Object, reader: &str, alone: &BTreeSet<Key>) -> bool {
    let is_alone = |membership: &str| alone.contains(&Key::in_schema(Kind::Role, "", Role::parts(membership).0));
    let attributes = role.attributes();
    let roles = attributes.iter().find(|attribute| attribute.path == "member_of");
    let mut roles = roles.and_then(|roles| roles.value.as_array()).into_iter().flatten();
    role.kind() == Kind::Role
        && (role.name() == reader
            || alone.contains(&role.key()) && roles.all(|role| role.as_str().is_some_and(is_alone)))
}

/// Whether it is what the reader of the live database was granted for reading, on either side.
pub(crate) fn is_for_reading(sides: [Option<&dyn Object>; 2], reader: &str) -> bool {
    sides.into_iter().flatten().all(|object| {
        object.kind() == Kind::Grant
            && Grant::parts(object.name()).0 == reader
            && object.attributes().iter().all(|attribute| match attribute.path.as_ref() {
                "grantable" => attribute.value == false,
                "privileges" | "column_privileges" => attribute.value.as_array().is_none_or(|list| {
                    list.iter().filter_map(|entry| entry.as_str()).all(|entry| {
                        let list = entry.rsplit_once(": ").map_or(entry, |(_, list)| list);
                        list.split(", ").all(|privilege| FOR_READING.contains(&privilege))
                    })
                }),
                _ => true,
            })
    })
}
