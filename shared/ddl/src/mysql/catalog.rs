//! A snapshot's objects by identity.

use std::collections::BTreeMap;

use driftline_catalog::mysql::{
    Column, Constraint, Database, Event, Function, Grant, Index, Objects, Package, PackageBody, Procedure, Role,
    Sequence, Table, Trigger, View,
};
use driftline_catalog::{Engine, Key, Kind, Object, Snapshot};

/// One object.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    Database(&'a Database),
    Sequence(&'a Sequence),
    Table(&'a Table),
    Column(&'a Column),
    Constraint(&'a Constraint),
    Index(&'a Index),
    View(&'a View),
    Function(&'a Function),
    Procedure(&'a Procedure),
    Package(&'a Package),
    PackageBody(&'a PackageBody),
    Trigger(&'a Trigger),
    Event(&'a Event),
    Grant(&'a Grant),
    Role(&'a Role),
}

/// All of them.
pub(super) struct Catalog<'a> {
    pub(super) engine: Engine,
    pub(super) objects: &'a Objects,
    items: BTreeMap<Key, Item<'a>>,
}

impl<'a> Catalog<'a> {
    pub(super) fn new(snapshot: &Snapshot, objects: &'a Objects) -> Self {
        let mut items = BTreeMap::new();
        macro_rules! insert {
            ($($list:ident: $item:ident),*) => {
                $(items.extend(objects.$list.iter().map(|object| (object.key(), Item::$item(object))));)*
            };
        }
        insert!(
            databases: Database, sequences: Sequence, tables: Table, columns: Column, constraints: Constraint,
            indexes: Index, views: View, functions: Function, procedures: Procedure, packages: Package,
            package_bodies: PackageBody, triggers: Trigger, events: Event, grants: Grant, roles: Role
        );
        Self { engine: snapshot.objects.engine(), objects, items }
    }

    pub(super) fn get(&self, key: &Key) -> Option<Item<'a>> {
        self.items.get(key).copied()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.items.keys()
    }

    pub(super) fn table(&self, name: &str) -> Option<&'a Table> {
        match self.get(&Key::in_schema(Kind::Table, "", name)) {
            Some(Item::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// A table's columns in order.
    pub(super) fn columns(&self, table: &Table) -> Vec<&'a Column> {
        let mut columns: Vec<&Column> = of(&self.objects.columns, &table.name).collect();
        columns.sort_by_key(|column| column.position);
        columns
    }

    pub(super) fn indexes(&self, table: &str) -> impl Iterator<Item = &'a Index> {
        of(&self.objects.indexes, table)
    }

    pub(super) fn constraints(&self, table: &str) -> impl Iterator<Item = &'a Constraint> {
        of(&self.objects.constraints, table)
    }

    pub(super) fn triggers(&self, table: &str) -> impl Iterator<Item = &'a Trigger> {
        of(&self.objects.triggers, table)
    }
}

/// What belongs to a table, in a list that is sorted by it.
fn of<'a, T: Object>(list: &'a [T], table: &str) -> impl Iterator<Item = &'a T> {
    let start = list.partition_point(|object| object.parent() < table);
    let end = list.partition_point(|object| object.parent() <= table);
    list[start..end].iter()
}
