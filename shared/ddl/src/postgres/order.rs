//! An order in which everything comes after what it needs.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::postgres::ConstraintType;
use driftline_catalog::{Key, Kind};

use super::any_table::AnyTable;
use super::catalog::{Catalog, Item};
use super::column;

/// Keys in order.
pub(super) struct Order {
    pub(super) keys: Vec<Key>,
    /// Those that had to come before something they need, because that needs them too.
    pub(super) premature: BTreeSet<Key>,
}

/// What comes first where dependencies leave a choice; the key settles the rest.
type Rank = (u8, usize);

/// Orders some of a catalog's objects, to create them. The same objects always come in the same order.
pub(super) fn order(catalog: &Catalog<'_>, keys: &BTreeSet<Key>) -> Order {
    arrange(catalog, keys, |key| needs_among(catalog, key, keys))
}

/// Orders some of a catalog's objects so that dropping them backwards works: what hangs on a relation goes with it, and
/// until then keeps what it needs.
pub(super) fn order_to_drop(catalog: &Catalog<'_>, keys: &BTreeSet<Key>) -> Order {
    arrange(catalog, keys, |key| {
        let mut needs = needs_among(catalog, key, keys);
        if key.parent.is_empty() {
            for child in catalog.children(&key.schema, &key.name).iter().filter(|child| !keys.contains(child)) {
                let Some(item) = catalog.get(child) else { continue };
                let of_child = catalog.needs(item);
                // Only what refers to another table: its own partitions need the table, not it them.
                if matches!(item, Item::Constraint(_)) {
                    let others = of_child.iter().filter(|need| *need != key);
                    needs.extend(others.flat_map(|need| partitions_below(catalog, need)));
                }
                needs.extend(of_child);
            }
        }
        // A key that is referred to goes with its table.
        let standing_for = |need: Key| match catalog.relation(&need.schema, &need.parent) {
            Some(relation) if !keys.contains(&need) => relation,
            _ => need,
        };
        needs.into_iter().map(standing_for).filter(|need| need != key && keys.contains(need)).collect()
    })
}

/// The partitions of a table, on all levels: what refers to the table holds them too.
fn partitions_below(catalog: &Catalog<'_>, table: &Key) -> BTreeSet<Key> {
    let mut found = BTreeSet::new();
    let table = catalog.table(&table.schema, &table.name).filter(|_| table.parent.is_empty());
    let mut next: Vec<AnyTable<'_>> =
        table.filter(|table| table.partition_key.is_some()).map(AnyTable::from).into_iter().collect();
    while let Some(table) = next.pop() {
        for partition in catalog.children_of(table) {
            if found.insert(partition.key()) {
                next.push(partition);
            }
        }
    }
    found
}

fn arrange(catalog: &Catalog<'_>, keys: &BTreeSet<Key>, needs_of: impl Fn(&Key) -> BTreeSet<Key>) -> Order {
    let mut needs: BTreeMap<&Key, BTreeSet<Key>> = keys.iter().map(|key| (key, needs_of(key))).collect();
    let casts: Vec<&Key> = keys.iter().filter(|key| key.kind == Kind::Cast).collect();
    if !casts.is_empty() {
        for (key, needs) in &mut needs {
            needs.extend(casts_to_type_of(catalog, key, &casts));
        }
    }
    let mut needed_by: BTreeMap<&Key, Vec<&Key>> = BTreeMap::new();
    for key in keys {
        for need in &needs[key] {
            if let Some(need) = keys.get(need) {
                needed_by.entry(need).or_default().push(key);
            }
        }
    }
    let ranked = |key: &Key| (rank(catalog, key), key.clone());
    let mut ready: BTreeSet<_> =
        needs.iter().filter(|(_, needs)| needs.is_empty()).map(|(key, _)| ranked(key)).collect();
    let mut order = Order { keys: Vec::with_capacity(keys.len()), premature: BTreeSet::new() };
    while order.keys.len() < keys.len() {
        let key = match ready.pop_first() {
            Some((_, key)) => key,
            None => {
                let key = least_in_a_circle(catalog, &needs);
                order.premature.insert(key.clone());
                key
            }
        };
        needs.remove(&key);
        for waiting in needed_by.get(&key).into_iter().flatten() {
            if let Some(missing) = needs.get_mut(*waiting)
                && missing.remove(&key)
                && missing.is_empty()
            {
                ready.insert(ranked(waiting));
            }
        }
        order.keys.push(key);
    }
    order
}

/// What an object needs among the ones to order. A table stands for its columns where these come with it.
fn needs_among(catalog: &Catalog<'_>, key: &Key, keys: &BTreeSet<Key>) -> BTreeSet<Key> {
    let Some(item) = catalog.get(key) else { return BTreeSet::new() };
    let mut needs = catalog.needs(item);
    if matches!(key.kind, Kind::Table | Kind::ForeignTable) {
        for column in catalog.columns(&key.schema, &key.name) {
            needs.extend(catalog.needs(Item::Column(column)));
        }
    }
    if key.kind == Kind::Function {
        // A type's own functions only need its name, and that a shell gives them.
        needs.retain(|need| !catalog.is_made_of(need, key));
    }
    let standing_for = |need: Key| match need.kind {
        Kind::Column if !keys.contains(&need) => match catalog.any_table(&need.schema, &need.parent) {
            Some(table) => table.key(),
            None => Key::in_schema(Kind::Table, need.schema, need.parent),
        },
        _ => need,
    };
    needs.into_iter().map(standing_for).filter(|need| need != key && keys.contains(need)).collect()
}

/// A column that changes its type goes through the cast to it, which nothing says that it needs.
fn casts_to_type_of(catalog: &Catalog<'_>, key: &Key, casts: &[&Key]) -> Vec<Key> {
    let Some(Item::Column(column)) = catalog.get(key) else { return Vec::new() };
    let is_to = |cast: &Key| {
        let target = cast.name.rsplit_once(" AS ").map_or("", |(_, target)| target);
        column.data_type.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
    };
    casts.iter().filter(|cast| is_to(cast)).map(|cast| (*cast).clone()).collect()
}

fn rank(catalog: &Catalog<'_>, key: &Key) -> Rank {
    let rank = match (key.kind, catalog.get(key)) {
        (Kind::Role | Kind::Schema, _) => 0,
        (Kind::Extension, _) => 1,
        (Kind::Language | Kind::AccessMethod | Kind::Collation, _) => 1,
        (Kind::Enum, _) => 2,
        (Kind::Domain, _) => 3,
        (Kind::CompositeType | Kind::RangeType | Kind::BaseType, _) => 4,
        (Kind::ForeignDataWrapper | Kind::ForeignServer | Kind::UserMapping, _) => 4,
        (Kind::Sequence, _) => 5,
        (Kind::Table | Kind::ForeignTable, _) => 6,
        // A generated column is computed from the others.
        (Kind::Column, Some(Item::Column(column))) if column.generated.is_some() => 8,
        (Kind::Column, _) => 7,
        // A body names what it uses only to those who parse it. Tables are most of that; and checks and indexes call
        // functions, which may call others, as soon as they are made.
        (Kind::Function, _) => 9,
        (Kind::Aggregate | Kind::Cast | Kind::Operator | Kind::OperatorFamily | Kind::OperatorClass, _) => 9,
        (Kind::Conversion | Kind::Transform, _) => 9,
        (Kind::TextSearchParser | Kind::TextSearchTemplate, _) => 9,
        (Kind::TextSearchDictionary | Kind::TextSearchConfiguration, _) => 9,
        (Kind::Constraint, Some(Item::Constraint(constraint))) => match constraint.constraint_type {
            ConstraintType::ForeignKey => 12,
            _ => 10,
        },
        (Kind::Constraint, _) => 10,
        (Kind::Index | Kind::Statistics, _) => 11,
        (Kind::View, _) => 13,
        (Kind::MaterializedView, _) => 14,
        (Kind::Trigger | Kind::Rule, _) => 15,
        (Kind::Policy | Kind::Publication | Kind::Subscription, _) => 16,
        (Kind::SecurityLabel, _) => 17,
        // Objects that the script itself makes get what they had, and nothing by default.
        (Kind::DefaultPrivileges, _) => 18,
        (Kind::Database | Kind::Setting, _) => 19,
        // It is called for whatever comes after it.
        (Kind::EventTrigger, _) => 20,
        // Of other engines.
        (Kind::Procedure | Kind::Package | Kind::PackageBody | Kind::Event | Kind::Grant, _) => 21,
    };
    // A parent's index or constraint comes before one like it that a partition has besides: the other way round it
    // would take that one over instead of making its own.
    let place = match key.kind {
        Kind::Constraint | Kind::Index | Kind::Trigger => catalog.partitioned_above(&key.schema, &key.parent).len(),
        Kind::Column => column::place(catalog, key),
        _ => 0,
    };
    (rank, place)
}

/// The first, by rank, of a circle of objects that need each other.
fn least_in_a_circle(catalog: &Catalog<'_>, needs: &BTreeMap<&Key, BTreeSet<Key>>) -> Key {
    let mut path: Vec<Key> = needs.keys().next().map(|key| (*key).clone()).into_iter().collect();
    // Everything left needs something that is left, so the walk ends where it meets itself.
    while let Some(next) = path.last().and_then(|last| needs.get(last)).and_then(BTreeSet::first).cloned() {
        if let Some(start) = path.iter().position(|key| *key == next) {
            path.drain(..start);
            break;
        }
        path.push(next);
    }
    let least = path.into_iter().min_by_key(|key| (rank(catalog, key), key.clone()));
    least.expect("a circle is only looked for while objects are left, and then the walk has begun at one of them")
}
