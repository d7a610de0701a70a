//! SQL of MySQL and MariaDB: one file per family of objects, named as in the catalog.

use std::collections::BTreeSet;

use driftline_catalog::mysql::Objects;
use driftline_catalog::{Key, Snapshot};

use crate::{Rendered, Script};

const NOT_YET: &str = "SQL of MySQL and MariaDB is not written yet";

pub(crate) fn create(_: &Snapshot, _: &Objects, _: &Key) -> Rendered {
    Rendered::NotRendered { reason: NOT_YET.to_owned() }
}

pub(crate) fn describe(_: &Snapshot, _: &Objects, keys: &[Key]) -> Vec<Option<String>> {
    keys.iter().map(|_| None).collect()
}

pub(crate) fn build(snapshot: &Snapshot, objects: &Objects) -> Script {
    build_only(snapshot, objects, &BTreeSet::new())
}

pub(crate) fn build_only(_: &Snapshot, _: &Objects, keys: &BTreeSet<Key>) -> Script {
    Script::refused(&keys.iter().cloned().collect::<Vec<_>>(), NOT_YET)
}

pub(crate) fn changes(_: &Snapshot, _: &Objects, _: &Snapshot, _: &Objects, keys: &[Key]) -> Script {
    Script::refused(keys, NOT_YET)
}
