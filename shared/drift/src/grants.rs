//! Grants and roles of MySQL and MariaDB that say nothing: those of what only one side has, and those that the reader reads
//! with.

use std::collections::BTreeSet;

use driftline_catalog::mysql::Grant;
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

/// Whether it is the account that reads, or one that only one side has and whose grants speak for it: it has a share by
/// these alone.
pub(crate) fn is_no_role_of_schema(role: &dyn Object, is_one_sided: bool, reader: &str) -> bool {
    let is_member = |role: &dyn Object| {
        let attributes = role.attributes();
        let roles = attributes.iter().find(|attribute| attribute.path == "member_of");
        roles.is_some_and(|roles| roles.value.as_array().is_some_and(|list| !list.is_empty()))
    };
    role.kind() == Kind::Role && (role.name() == reader || is_one_sided && !is_member(role))
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
