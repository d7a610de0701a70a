//! Columns that change with their parent's.
//!
//! A difference that a child shares with its parent is only found on the parent. The SQL for the parent takes most of
//! it along, but a default, for one, is set table by table: so what the child shares is rendered for the child too.

use std::collections::BTreeSet;

use driftline_catalog::postgres::Column;
use driftline_catalog::{Attribute, Class, Key, Kind, Object};

use super::catalog::{Catalog, Item};

/// The columns of children, and of theirs, that differ as those of the parents named here do and in nothing else.
pub(super) fn along_with(keys: &[Key], before: &Catalog<'_>, after: &Catalog<'_>) -> BTreeSet<Key> {
    let mut found = BTreeSet::new();
    let mut open: Vec<Key> = keys.iter().filter(|key| key.kind == Kind::Column).cloned().collect();
    while let Some(key) = open.pop() {
        let heirs = children(&key, before).into_iter().chain(children(&key, after));
        for heir in heirs.filter(|heir| follows(heir, &key, before, after)).collect::<Vec<_>>() {
            if found.insert(heir.clone()) {
                open.push(heir);
            }
        }
    }
    found
}

fn children(column: &Key, catalog: &Catalog<'_>) -> Vec<Key> {
    let Some(parent) = catalog.any_table(&column.schema, &column.parent) else { return Vec::new() };
    let tables = catalog.children_of(parent).into_iter();
    tables.map(|table| Key { schema: table.schema.clone(), parent: table.name.clone(), ..column.clone() }).collect()
}

fn follows(heir: &Key, parent: &Key, before: &Catalog<'_>, after: &Catalog<'_>) -> bool {
    match (column(heir, before), column(heir, after)) {
        (Some(heir), None) => heir.inherited && column(parent, after).is_none(),
        (None, Some(heir)) => heir.inherited && column(parent, before).is_none(),
        (Some(from), Some(to)) => match (column(parent, before), column(parent, after)) {
            (Some(parent_from), Some(parent_to)) => {
                let of_parent = changes(parent_from, parent_to);
                let own = changes(from, to);
                !own.is_empty() && own.iter().all(|change| of_parent.contains(change))
            }
            _ => false,
        },
        (None, None) => false,
    }
}

fn column<'a>(key: &Key, catalog: &Catalog<'a>) -> Option<&'a Column> {
    match catalog.get(key) {
        Some(Item::Column(column)) => Some(column),
        _ => None,
    }
}

fn changes(from: &Column, to: &Column) -> Vec<(Attribute, Attribute)> {
    let pairs = from.attributes().into_iter().zip(to.attributes());
    pairs.filter(|(from, to)| from.class != Class::Informational && from.value != to.value).collect()
}
