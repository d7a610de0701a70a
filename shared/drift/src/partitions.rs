//! Partitions that come and go on a schedule are no drift.
//!
//! A job makes next month's partition on the live server, and another drops last year's; migrations know of neither.
//! What is asked of such a partition is that it has the shape of its parent.

use std::collections::BTreeMap;

use driftline_catalog::postgres::{Column, Objects, Table};
use driftline_catalog::{Class, IgnorePattern, IgnorePatternError, Kind, Object};

use crate::inherited::split_name;
use crate::{AttributeChange, Change, Difference, privileges};

/// How the partitions of a table are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionPolicy {
    /// Like any table: one that only one side has is a difference.
    Strict,
    /// One that only one side has is no difference as long as it has what its parent has and nothing else.
    Shape,
    /// Not at all.
    Ignore,
}

/// The policy for the partitions of the tables that a pattern names.
#[derive(Clone, Debug)]
pub struct PartitionRule {
    pub(crate) parents: IgnorePattern,
    pub(crate) policy: PartitionPolicy,
}

/// Why a rule is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartitionRuleError {
    /// The pattern is malformed.
    #[error(transparent)]
    Pattern(#[from] IgnorePatternError),
    /// No such policy.
    #[error("unknown partition policy `{0}`; write `strict`, `shape` or `ignore`")]
    Policy(String),
}

impl PartitionRule {
    /// A rule of a pattern such as `public.events` and the name of a policy.
    ///
    /// # Errors
    ///
    /// When either is none.
    pub fn parse(parents: &str, policy: &str) -> Result<Self, PartitionRuleError> {
        let policy = match policy {
            "strict" => PartitionPolicy::Strict,
            "shape" => PartitionPolicy::Shape,
            "ignore" => PartitionPolicy::Ignore,
            other => return Err(PartitionRuleError::Policy(other.to_owned())),
        };
        Ok(Self { parents: IgnorePattern::parse(parents)?, policy })
    }
}

/// The partitions of both sides, and what is asked of them.
pub(crate) struct Partitions<'a> {
    rules: &'a [PartitionRule],
    sides: [&'a Objects; 2],
    /// By parent, how many partitions one side lacks and nothing is said of.
    pub(crate) left_out: BTreeMap<String, usize>,
}

impl<'a> Partitions<'a> {
    pub(crate) fn new(rules: &'a [PartitionRule], expected: &'a Objects, live: &'a Objects) -> Self {
        Self { rules, sides: [expected, live], left_out: BTreeMap::new() }
    }

    /// Whether an object is a partition, or belongs to one, that is not compared at all.
    pub(crate) fn ignores(&self, object: &dyn Object) -> bool {
        let is_table = matches!(object.kind(), Kind::Table | Kind::ForeignTable);
        let name = if is_table { object.name() } else { object.parent() };
        !name.is_empty() && self.policy(object.schema(), name) == Some(PartitionPolicy::Ignore)
    }

    /// What to say of a table that only one side has: none if it is to be taken as any other.
    pub(crate) fn one_sided(&mut self, table: &dyn Object, is_live: bool) -> Option<Vec<Difference>> {
        if table.kind() != Kind::Table || self.policy(table.schema(), table.name()) != Some(PartitionPolicy::Shape) {
            return None;
        }
        let side = self.sides[usize::from(is_live)];
        let partition = find_table(side, table.schema(), table.name())?;
        let parent = find_by_text(side, partition.partition_of.as_deref()?)?;
        // One that was never made here, or is gone by now, has no shape.
        let differences = if is_live { self.unlike_parent(side, partition, parent) } else { Vec::new() };
        *self.left_out.entry(parent.key().qualified_name()).or_default() += 1;
        Some(differences)
    }

    /// What a job makes on one server and somebody else on another has other names for the parent's indexes.
    pub(crate) fn without_names_of_indexes(
        &self,
        table: &dyn Object,
        mut changes: Vec<AttributeChange>,
    ) -> Vec<AttributeChange> {
        let is_it = |change: &AttributeChange| change.attribute == "attached_indexes";
        if !changes.iter().any(is_it) || self.policy(table.schema(), table.name()) != Some(PartitionPolicy::Shape) {
            return changes;
        }
        for change in changes.iter_mut().filter(|change| is_it(change)) {
            for entries in [&mut change.expected, &mut change.live] {
                let Some(entries) = entries.as_array_mut() else { continue };
                entries.iter_mut().filter_map(|entry| entry.as_object_mut()).for_each(|entry| {
                    entry.remove("name");
                });
                entries.retain(|entry| entry.as_object().is_none_or(|entry| entry.len() > 1));
            }
        }
        changes.retain(|change| change.expected != change.live);
        changes
    }

    fn policy(&self, schema: &str, name: &str) -> Option<PartitionPolicy> {
        let (side, mut at) = self.sides.into_iter().find_map(|side| Some((side, place(side, schema, name)?)))?;
        let mut name = name;
        let mut is_scheduled = false;
        let mut ancestors = Vec::new();
        // A hierarchy cannot be deeper than there are tables; the limit keeps a damaged file from looping.
        for _ in 0..side.tables.len() {
            let Some(parent) = at.partition_of.and_then(|text| find_by_text(side, text)) else { break };
            is_scheduled |= is_named_by_date(&parent.name, name) || is_named_by_its_start(&parent.name, name, at.bound);
            ancestors.push(parent.key());
            let above =
                Place { partition_of: parent.partition_of.as_deref(), bound: parent.partition_bound.as_deref() };
            (name, at) = (&parent.name, above);
        }
        if ancestors.is_empty() {
            return None;
        }
        // The nearest parent that a rule names decides.
        let rule = ancestors.iter().find_map(|key| {
            self.rules.iter().find(|rule| rule.parents.covers(key, Kind::Table.label())).map(|rule| rule.policy)
        });
        let by_name = if is_scheduled { PartitionPolicy::Shape } else { PartitionPolicy::Strict };
        Some(rule.unwrap_or(by_name))
    }

    /// What a partition has that neither its parent has nor another partition of the same parent in the expected schema.
    fn unlike_parent(&self, side: &Objects, partition: &Table, parent: &Table) -> Vec<Difference> {
        let mut differences = Vec::new();
        let modified = |key, label: &str, attributes: Vec<AttributeChange>| {
            (!attributes.is_empty()).then(|| Difference {
                key,
                label: label.to_owned(),
                change: Change::Modified { attributes },
            })
        };
        if partition.owner != parent.owner {
            let change = AttributeChange {
                attribute: "owner".to_owned(),
                expected: parent.owner.clone().into(),
                live: partition.owner.clone().into(),
            };
            differences.extend(modified(partition.key(), Kind::Table.label(), vec![change]));
        }
        for column in columns_of(side, partition) {
            let of_parent = columns_of(side, parent).find(|candidate| candidate.name == column.name);
            let changes = of_parent.map(|of_parent| shape_changes(of_parent, column)).unwrap_or_default();
            differences.extend(modified(column.key(), Kind::Column.label(), changes));
        }
        let siblings: Vec<&Table> = self.sides[0]
            .tables
            .iter()
            .filter(|table| table.partition_of == partition.partition_of && table.name != partition.name)
            .collect();
        for object in own_objects(side, partition) {
            let is_usual = siblings
                .iter()
                .any(|sibling| own_objects(self.sides[0], sibling).iter().any(|other| same_shape(*other, object)));
            if !is_usual {
                differences.push(Difference {
                    key: object.key(),
                    label: object.label().to_owned(),
                    change: Change::Extra,
                });
            }
        }
        differences
    }
}

fn find_table<'a>(side: &'a Objects, schema: &str, name: &str) -> Option<&'a Table> {
    let place = side.tables.binary_search_by(|table| table.order().cmp(&(schema, "", name)));
    place.ok().map(|place| &side.tables[place])
}

/// Where a table is in a hierarchy of partitions.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// What it is a partition of.
    partition_of: Option<&'a str>,
    /// What is in it: `FOR VALUES ...`.
    bound: Option<&'a str>,
}

/// Where a table or foreign table is; none if there is no such table.
fn place<'a>(side: &'a Objects, schema: &str, name: &str) -> Option<Place<'a>> {
    if let Some(table) = find_table(side, schema, name) {
        return Some(Place { partition_of: table.partition_of.as_deref(), bound: table.partition_bound.as_deref() });
    }
    let found = side.foreign_tables.binary_search_by(|table| table.order().cmp(&(schema, "", name))).ok()?;
    let table = &side.foreign_tables[found];
    Some(Place { partition_of: table.partition_of.as_deref(), bound: table.partition_bound.as_deref() })
}

fn find_by_text<'a>(side: &'a Objects, text: &str) -> Option<&'a Table> {
    let (schema, name) = split_name(text)?;
    find_table(side, &schema, &name)
}

fn columns_of<'a>(side: &'a Objects, table: &Table) -> impl Iterator<Item = &'a Column> {
    let identity = (table.schema.as_str(), table.name.as_str());
    let order = |column: &Column| (column.schema.as_str(), column.table.as_str()).cmp(&identity);
    let start = side.columns.partition_point(|column| order(column).is_lt());
    let end = side.columns.partition_point(|column| order(column).is_le());
    side.columns[start..end].iter()
}

/// What belongs to a table and does not come from its parent, besides columns.
fn own_objects<'a>(side: &'a Objects, table: &Table) -> Vec<&'a dyn Object> {
    let belongs = |object: &dyn Object| object.schema() == table.schema && object.parent() == table.name;
    let lists = side.lists().into_iter().filter(|(kind, _)| *kind != Kind::Column);
    lists.flat_map(|(_, list)| list).filter(|object| belongs(*object) && !is_from_parent(*object)).collect()
}

/// Indexes and constraints that a partition has from its parent say so.
fn is_from_parent(object: &dyn Object) -> bool {
    object.attributes().iter().any(|attribute| {
        matches!(attribute.path.as_ref(), "attached_to" | "inherited" | "inherited_from")
            && !matches!(&attribute.value, serde_json::Value::Null | serde_json::Value::Bool(false))
    })
}

/// In what a partition's column is not like its parent's. The position and where it comes from are its own.
fn shape_changes(of_parent: &Column, column: &Column) -> Vec<AttributeChange> {
    let pairs = of_parent.attributes().into_iter().zip(column.attributes());
    pairs
        .filter(|(parent, own)| parent.class != Class::Informational && parent.value != own.value)
        .filter(|(parent, own)| !stays_with_parent(&parent.path, &own.value))
        .map(|(parent, own)| AttributeChange {
            attribute: parent.path.into_owned(),
            expected: parent.value,
            live: own.value,
        })
        .collect()
}

/// Whether a new partition comes without it: nobody repeats comments and grants for every month, and identities, names of
/// not-null constraints and what is set for the planner are the parent's own until somebody sets them here too.
fn stays_with_parent(path: &str, own: &serde_json::Value) -> bool {
    let unset = own.is_null() || own.as_array().is_some_and(Vec::is_empty);
    let comes_not_along = matches!(path, "statistics_target" | "options" | "foreign_options")
        || path.starts_with("identity.")
        || path.starts_with("not_null_constraint.");
    path == "comment" || privileges::is_list(path) || unset && comes_not_along
}

/// Whether two objects of two partitions differ in nothing but names.
fn same_shape(left: &dyn Object, right: &dyn Object) -> bool {
    let shape = |object: &dyn Object| {
        let mut attributes = object.attributes();
        // The server's text of the whole names the table.
        attributes.retain(|attribute| {
            !matches!(attribute.class, Class::Definition | Class::Informational)
                && !matches!(attribute.path.as_ref(), "definition" | "comment" | "index_comment")
        });
        attributes
    };
    left.kind() == right.kind() && shape(left) == shape(right)
}

/// Whether a partition's name is its parent's and a date, as people and pg_partman write it: `events_2026_01`,
/// `events_p20260101`, `events_y2026m01`, `events_2026w05`.
fn is_named_by_date(parent: &str, partition: &str) -> bool {
    let Some(rest) = partition.strip_prefix(parent) else { return false };
    let rest = rest.strip_prefix('_').unwrap_or(rest);
    let rest = rest.strip_prefix(['p', 'y']).unwrap_or(rest);
    let parts = rest.split(['_', '-', 'q', 'w', 'm', 'd', 't', 'h']).filter(|part| !part.is_empty());
    let mut parts = parts.peekable();
    let year = parts.peek().and_then(|first| first.get(..4)).and_then(|year| year.parse::<u32>().ok());
    year.is_some_and(|year| (1900..2200).contains(&year))
        && parts.all(|part| part.len() <= 14 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a partition's name is its parent's and the first number in it, as pg_partman names partitions by an
/// identifier: `events_p5000` from 5000 on. One that somebody numbered, or one of a hash, is a table like any.
fn is_named_by_its_start(parent: &str, partition: &str, bound: Option<&str>) -> bool {
    let number = partition.strip_prefix(parent).and_then(|rest| rest.strip_prefix("_p"));
    let start = bound.and_then(|bound| bound.strip_prefix("FOR VALUES FROM (")?.split_once(')'));
    match (number, start) {
        (Some(number), Some((start, _))) => number == start.trim_matches('\''),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use driftline_catalog::postgres::Index;
    use driftline_catalog::{Coverage, Server, Snapshot};

    use super::*;
    use crate::{CompareOptions, compare};

    #[test]
    fn names_with_dates_are_recognised() {
        for name in [
            "events_2026",
            "events_2026_01",
            "events_202601",
            "events_2026_01_31",
            "events_20260131",
            "events_p2026_01",
            "events_p20260131",
            "events_y2026m01",
            "events_2026q1",
            "events_p2026w05",
            "events_20260131_120000",
            "events2026",
        ] {
            assert!(is_named_by_date("events", name), "{name}");
        }
        for name in [
            "events_default",
            "events_eu",
            "events_1",
            "events_5000",
            "events_9999x",
            "other_2026_01",
            "events_p",
            "events_p1",
            "events_p5000",
            "events_2026_eu",
        ] {
            assert!(!is_named_by_date("events", name), "{name}");
        }
    }

    #[test]
    fn a_number_is_a_schedule_where_it_is_the_start() {
        let of = |name, bound| is_named_by_its_start("events", name, Some(bound));
        assert!(of("events_p5000", "FOR VALUES FROM ('5000') TO ('6000')"));
        assert!(of("events_p0", "FOR VALUES FROM (0) TO (1000)"));
        assert!(!of("events_p1", "FOR VALUES FROM (0) TO (250)"));
        assert!(!of("events_p1", "FOR VALUES WITH (modulus 4, remainder 1)"));
        assert!(!of("events_p1", "FOR VALUES IN (1)"));
        assert!(!of("events_p1", "DEFAULT"));
        assert!(!is_named_by_its_start("events", "events_p1", None));
    }

    fn snapshot(partitions: &[&str], indexed: &[&str]) -> Snapshot {
        let table = |name: &str, parent: Option<&str>| Table {
            schema: "public".into(),
            name: name.into(),
            owner: "shop".into(),
            partition_of: parent.map(str::to_owned),
            ..Table::default()
        };
        let column = |table: &str| Column {
            schema: "public".into(),
            table: table.into(),
            name: "at".into(),
            data_type: "date".into(),
            default: (table == "events_2026_09").then(|| "now()".to_owned()),
            ..Column::default()
        };
        let index = |table: &&str| Index {
            schema: "public".into(),
            table: (*table).into(),
            name: format!("{table}_at"),
            keys: vec!["at".into()],
            definition: format!("CREATE INDEX {table}_at ON public.{table} (at)"),
            ..Index::default()
        };
        let tables = std::iter::once(table("events", None));
        let objects = Objects {
            tables: tables.chain(partitions.iter().map(|name| table(name, Some("public.events")))).collect(),
            columns: std::iter::once("events").chain(partitions.iter().copied()).map(column).collect(),
            indexes: indexed.iter().map(index).collect(),
            ..Objects::default()
        };
        Snapshot::postgres(Server::default(), objects, Coverage::default())
    }

    fn found(expected: &Snapshot, live: &Snapshot, rules: &[(&str, &str)]) -> Vec<String> {
        let partitions = rules.iter().map(|(parents, policy)| PartitionRule::parse(parents, policy).unwrap()).collect();
        let options = CompareOptions { partitions, ..CompareOptions::default() };
        let comparison = compare(expected, live, &options);
        comparison.differences.iter().map(|found| format!("{} {}", found.change.as_str(), found.key)).collect()
    }

    #[test]
    fn a_month_that_came_and_one_that_went_are_no_difference() {
        let expected = snapshot(&["events_2025_01", "events_default"], &[]);
        let live = snapshot(&["events_2026_01", "events_default"], &[]);
        assert_eq!(found(&expected, &live, &[]), [""; 0]);
        assert_eq!(
            found(&expected, &live, &[("public.events", "strict")]),
            ["missing table public.events_2025_01", "extra table public.events_2026_01"]
        );
        let comparison = compare(&expected, &live, &CompareOptions::default());
        assert_eq!(comparison.partitions.into_iter().collect::<Vec<_>>(), [("public.events".to_owned(), 2)]);
    }

    #[test]
    fn other_partitions_are_tables_like_any() {
        let (expected, live) = (snapshot(&["events_eu"], &[]), snapshot(&["events_us"], &[]));
        assert_eq!(found(&expected, &live, &[]), ["missing table public.events_eu", "extra table public.events_us"]);
        assert_eq!(found(&expected, &live, &[("public.*", "shape")]), [""; 0]);
    }

    #[test]
    fn a_new_partition_has_to_have_the_shape_of_its_parent() {
        let expected = snapshot(&[], &[]);
        let live = snapshot(&["events_2026_01", "events_2026_09"], &["events_2026_01"]);
        assert_eq!(
            found(&expected, &live, &[]),
            ["modified column public.events_2026_09.at", "extra index public.events_2026_01.events_2026_01_at"]
        );
        assert_eq!(found(&expected, &live, &[("*.events", "ignore")]), [""; 0]);
        // Unless the expected partitions have it too.
        let expected = snapshot(&["events_2025_01"], &["events_2025_01"]);
        let live = snapshot(&["events_2025_01", "events_2026_01"], &["events_2025_01", "events_2026_01"]);
        assert_eq!(found(&expected, &live, &[]), [""; 0]);
    }

    #[test]
    fn what_is_ignored_is_so_on_both_sides() {
        let (expected, live) = (snapshot(&["events_eu"], &["events_eu"]), snapshot(&["events_eu"], &[]));
        assert_eq!(found(&expected, &live, &[]), ["missing index public.events_eu.events_eu_at"]);
        assert_eq!(found(&expected, &live, &[("public.events", "ignore")]), [""; 0]);
    }
}
