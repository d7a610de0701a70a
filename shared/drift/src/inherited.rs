//! What a table has from its parent is the parent's: one finding, not one for every partition.
//!
//! Constraints, indexes and triggers that come from a parent are no objects of a snapshot; what is set on such an index
//! or said of such a constraint is an attribute of the partition or child. Columns are objects, because a child may have
//! another default or may refuse nulls where its parent takes them.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::postgres::Objects;
use driftline_catalog::{Key, Kind, Object};

use crate::{AttributeChange, Change, Difference};

/// The attributes that a change of the parent's column changes in every child too (`ATPrepCmd` in
/// src/backend/commands/tablecmds.c). Comments, options and compression stay with the table they were set on.
const CASCADING: &[&str] = &[
    "data_type",
    "collation",
    "not_null",
    "default",
    "generated",
    "generation",
    "storage",
    "statistics_target",
    "position",
];

/// Takes out what a child differs in just as its parent does.
pub(crate) fn fold(differences: Vec<Difference>, expected: &Objects, live: &Objects) -> Vec<Difference> {
    let columns: BTreeMap<Key, Change> = differences
        .iter()
        .filter(|difference| difference.key.kind == Kind::Column)
        .map(|difference| (difference.key.clone(), difference.change.clone()))
        .collect();
    let indexes = [expected, live].map(indexes);
    let constraints = [expected, live].map(|objects| {
        objects.constraints.iter().map(|constraint| constraint.name.as_str()).collect::<BTreeSet<&str>>()
    });
    let fold_one = |mut difference: Difference| {
        let key = &difference.key;
        if key.kind == Kind::Table {
            return without_lost_indexes(difference, &indexes)
                .and_then(|difference| without_lost_constraints(difference, &constraints));
        }
        if key.kind != Kind::Column {
            return Some(difference);
        }
        let parents = [expected, live].map(|objects| parents(objects, key));
        let kept = parents[0].intersection(&parents[1]);
        for (schema, table) in kept {
            let of_parent = Key { schema: schema.clone(), parent: table.clone(), ..key.clone() };
            match (&mut difference.change, columns.get(&of_parent)) {
                (Change::Missing, Some(Change::Missing)) if is_inherited(expected, key) => return None,
                (Change::Extra, Some(Change::Extra)) if is_inherited(live, key) => return None,
                (Change::Modified { attributes }, Some(Change::Modified { attributes: of_parent })) => {
                    let cascades = |change: &AttributeChange| {
                        CASCADING.contains(&change.attribute.as_str()) && of_parent.contains(change)
                    };
                    attributes.retain(|change| !cascades(change));
                    if attributes.is_empty() {
                        return None;
                    }
                }
                _ => {}
            }
        }
        Some(difference)
    };
    differences.into_iter().filter_map(fold_one).collect()
}

/// Takes out what is set on the partition's index for one that the parent has on one side only.
fn without_lost_indexes(difference: Difference, indexes: &[BTreeSet<(&str, &str)>; 2]) -> Option<Difference> {
    without_lost(difference, "attached_indexes", |entry| {
        let of = entry["of"].as_str().and_then(split_name);
        indexes
            .each_ref()
            .map(|side| of.as_ref().is_some_and(|(schema, name)| side.contains(&(schema.as_str(), name.as_str()))))
    })
}

/// Takes out what is said of a constraint that the parent has on one side only.
fn without_lost_constraints(difference: Difference, constraints: &[BTreeSet<&str>; 2]) -> Option<Difference> {
    without_lost(difference, "constraint_comments", |entry| {
        constraints.each_ref().map(|side| entry["constraint"].as_str().is_some_and(|name| side.contains(name)))
    })
}

/// Takes out of a table's attribute the entries on what one side alone has, and the difference if nothing is left.
fn without_lost(
    mut difference: Difference,
    attribute: &str,
    which_have_it: impl Fn(&serde_json::Value) -> [bool; 2],
) -> Option<Difference> {
    let Change::Modified { attributes } = &mut difference.change else { return Some(difference) };
    for change in attributes.iter_mut().filter(|change| change.attribute == attribute) {
        for entries in [&mut change.expected, &mut change.live] {
            let Some(entries) = entries.as_array_mut() else { continue };
            entries.retain(|entry| {
                let [expected, live] = which_have_it(entry);
                expected == live
            });
        }
    }
    attributes.retain(|change| change.expected != change.live);
    (!attributes.is_empty()).then_some(difference)
}

/// The indexes, and the constraints that may have one behind them, by schema and name.
fn indexes(objects: &Objects) -> BTreeSet<(&str, &str)> {
    let indexes = objects.indexes.iter().map(|index| (index.schema.as_str(), index.name.as_str()));
    let constraints = objects.constraints.iter();
    indexes.chain(constraints.map(|constraint| (constraint.schema.as_str(), constraint.name.as_str()))).collect()
}

/// The tables that a column's table gets columns from, as schema and name.
fn parents(objects: &Objects, column: &Key) -> BTreeSet<(String, String)> {
    let identity = (column.schema.as_str(), "", column.parent.as_str());
    let place = objects.tables.binary_search_by(|table| table.order().cmp(&identity));
    let table = place.ok().map(|place| &objects.tables[place]);
    let texts = table.into_iter().flat_map(|table| table.inherits.iter().chain(&table.partition_of));
    let place = objects.foreign_tables.binary_search_by(|table| table.order().cmp(&identity));
    let foreign = place.ok().map(|place| &objects.foreign_tables[place]);
    let of_foreign = foreign.into_iter().flat_map(|table| table.inherits.iter().chain(&table.partition_of));
    texts.chain(of_foreign).filter_map(|text| split_name(text)).collect()
}

fn is_inherited(objects: &Objects, column: &Key) -> bool {
    let identity = (column.schema.as_str(), column.parent.as_str(), column.name.as_str());
    let place = objects.columns.binary_search_by(|column| column.order().cmp(&identity));
    place.is_ok_and(|place| objects.columns[place].inherited)
}

/// Splits a name as `quote_ident` spells it: `public."Order.Lines"`.
pub(crate) fn split_name(text: &str) -> Option<(String, String)> {
    let (mut quoted, mut split) = (false, None);
    for (place, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted => split = Some(place),
            _ => {}
        }
    }
    let unquote = |part: &str| match part.strip_prefix('"').and_then(|part| part.strip_suffix('"')) {
        Some(inside) => inside.replace("\"\"", "\""),
        None => part.to_owned(),
    };
    let split = split?;
    Some((unquote(&text[..split]), unquote(&text[split + 1..])))
}

#[cfg(test)]
mod tests {
    use driftline_catalog::postgres::{Column, Table};
    use driftline_catalog::{Coverage, Server, Snapshot};

    use super::*;
    use crate::{CompareOptions, compare};

    fn snapshot(columns: &[(&str, &str, Option<&str>, bool)]) -> Snapshot {
        let table = |name: &str, parent: Option<&str>| Table {
            schema: "public".into(),
            name: name.into(),
            partition_of: parent.map(str::to_owned),
            ..Table::default()
        };
        let column = |&(table, name, default, not_null): &(&str, &str, Option<&str>, bool)| Column {
            schema: "public".into(),
            table: table.into(),
            name: name.into(),
            default: default.map(str::to_owned),
            not_null,
            inherited: table != "Log",
            ..Column::default()
        };
        let objects = Objects {
            tables: vec![
                table("Log", None),
                table("log_2026", Some("public.\"Log\"")),
                table("log_2026_01", Some("public.log_2026")),
            ],
            columns: columns.iter().map(column).collect(),
            ..Objects::default()
        };
        Snapshot::postgres(Server::default(), objects, Coverage::default())
    }

    fn found(expected: &Snapshot, live: &Snapshot) -> Vec<String> {
        let comparison = compare(expected, live, &CompareOptions::default());
        let words = |difference: &Difference| match &difference.change {
            Change::Modified { attributes } => {
                let names: Vec<_> = attributes.iter().map(|change| change.attribute.as_str()).collect();
                format!("{} {}", difference.key, names.join(" "))
            }
            other => format!("{} {}", difference.key, other.as_str()),
        };
        comparison.differences.iter().map(words).collect()
    }

    #[test]
    fn a_column_that_every_partition_lost_is_one_difference() {
        let expected = snapshot(&[
            ("Log", "at", None, false),
            ("Log", "note", None, false),
            ("log_2026", "at", None, false),
            ("log_2026", "note", None, false),
            ("log_2026_01", "at", None, false),
            ("log_2026_01", "note", None, false),
        ]);
        let live = snapshot(&[
            ("Log", "at", None, false),
            ("log_2026", "at", None, false),
            ("log_2026_01", "at", None, false),
        ]);
        assert_eq!(found(&expected, &live), ["column public.\"Log\".note missing"]);
        assert_eq!(found(&live, &expected), ["column public.\"Log\".note extra"]);
    }

    #[test]
    fn what_only_a_partition_differs_in_stays() {
        let expected = snapshot(&[
            ("Log", "at", Some("now()"), false),
            ("log_2026", "at", Some("now()"), false),
            ("log_2026_01", "at", Some("now()"), false),
        ]);
        let live = snapshot(&[
            ("Log", "at", None, true),
            ("log_2026", "at", None, true),
            ("log_2026_01", "at", Some("'2026-01-01'"), true),
        ]);
        assert_eq!(
            found(&expected, &live),
            ["column public.\"Log\".at not_null default", "column public.log_2026_01.at default"]
        );
    }
}
