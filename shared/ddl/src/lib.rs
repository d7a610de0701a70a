//! SQL text per engine: create, alter, drop, in order.
//!
//! The revert script is `changes(live, expected, keys)`, the adopt script `changes(expected, live, keys)`, and
//! `inspect --format sql` is [`build`].
//!
//! Rendering is best effort and never silent: what cannot be rendered is a step that says why.
//! This crate does no I/O and knows no clock; the same snapshots give the same text.

mod mysql;
mod postgres;
mod rendered;
mod script;

use std::collections::BTreeSet;

use driftline_catalog::{Key, Objects, Snapshot};

pub use rendered::{Action, Hazard, Rendered, Script, Step};
pub use script::{Dialect, Purpose, ScriptHeader};

/// SQL that creates one object with its comment and owner; a table with its columns, and nothing else that hangs on it.
///
/// Children are created where they belong: a column by `ALTER TABLE ... ADD COLUMN`, a constraint by
/// `ALTER TABLE ... ADD CONSTRAINT`.
pub fn create(snapshot: &Snapshot, key: &Key) -> Rendered {
    match &snapshot.objects {
        Objects::Postgres(objects) => postgres::create(snapshot, objects, key),
        Objects::Mysql(objects) | Objects::Mariadb(objects) => mysql::create(snapshot, objects, key),
    }
}

/// A short declaration of each object, for showing two of them side by side; none where the snapshot does not hold it.
///
/// A column reads `email text NOT NULL`, a table is its `CREATE TABLE` with columns and constraints inside, anything
/// else its `CREATE` statement. It is for reading and need not be a statement.
pub fn describe(snapshot: &Snapshot, keys: &[Key]) -> Vec<Option<String>> {
    match &snapshot.objects {
        Objects::Postgres(objects) => postgres::describe(snapshot, objects, keys),
        Objects::Mysql(objects) | Objects::Mariadb(objects) => mysql::describe(snapshot, objects, keys),
    }
}

/// SQL that builds everything in the snapshot on an empty database of the same major version.
///
/// The roles that own things have to exist.
pub fn build(snapshot: &Snapshot) -> Script {
    match &snapshot.objects {
        Objects::Postgres(objects) => postgres::build(snapshot, objects),
        Objects::Mysql(objects) | Objects::Mariadb(objects) => mysql::build(snapshot, objects),
    }
}

/// SQL that builds some objects of the snapshot, and what these need, on an empty database.
pub fn build_only(snapshot: &Snapshot, keys: &BTreeSet<Key>) -> Script {
    match &snapshot.objects {
        Objects::Postgres(objects) => postgres::build_only(snapshot, objects, keys),
        Objects::Mysql(objects) | Objects::Mariadb(objects) => mysql::build_only(snapshot, objects, keys),
    }
}

/// SQL that turns `from` into `to`, limited to the objects in `keys`.
///
/// A key may be missing from either side. A relation that is created or dropped takes its columns, constraints,
/// indexes, policies and triggers along, whether `keys` names them or not. Objects outside `keys` are dropped and
/// created again, unchanged, where the server demands it, such as views of a column that changes its type.
pub fn changes(from: &Snapshot, to: &Snapshot, keys: &[Key]) -> Script {
    match (&from.objects, &to.objects) {
        (Objects::Postgres(before), Objects::Postgres(after)) => postgres::changes(from, before, to, after, keys),
        (Objects::Mysql(before) | Objects::Mariadb(before), Objects::Mysql(after) | Objects::Mariadb(after)) => {
            mysql::changes(from, before, to, after, keys)
        }
        _ => Script::refused(keys, "the two sides are of different engines"),
    }
}
