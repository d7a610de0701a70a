//! What differs in MySQL and MariaDB and says nothing.

use std::collections::BTreeSet;

use driftline_catalog::mysql::Account;
use driftline_catalog::{Attribute, Kind, Object};
use serde_json::Value;

use crate::CompareOptions;
use crate::partitions::{PartitionPolicy, PartitionRule};

/// How the partitions of a table are compared. They are an attribute here, not objects: a table's own rule decides.
pub(crate) fn partition_policy(object: &dyn Object, rules: &[PartitionRule]) -> Option<PartitionPolicy> {
    if object.kind() != Kind::Table {
        return None;
    }
    rules.iter().find(|rule| rule.parents.covers(&object.key(), object.label())).map(|rule| rule.policy)
}

/// Takes out of both sides' values what is no difference.
pub(crate) fn settle(
    kind: Kind,
    policy: Option<PartitionPolicy>,
    options: &CompareOptions,
    expected: &mut Attribute,
    live: &mut Attribute,
) {
    match (kind, expected.path.as_ref()) {
        (Kind::Table, "column_order") => keep_shared(&mut expected.value, &mut live.value),
        (Kind::Table, "partitions") => settle_partitions(policy, &mut expected.value, &mut live.value),
        // A time that nobody asked for is when somebody ran the script.
        (Kind::Event, "starts") if expected.value.is_null() || live.value.is_null() => {
            live.value = expected.value.clone();
        }
        (_, "definer") if options.any_definer_host && user(&expected.value) == user(&live.value) => {
            live.value = expected.value.clone();
        }
        _ => {}
    }
}

/// An account without the host that it may come from.
fn user(definer: &Value) -> Option<String> {
    let account = Account::of_quoted(definer.as_str()?);
    Some(account.user)
}

/// Columns that only one side has are findings of their own; the order is that of the others.
fn keep_shared(left: &mut Value, right: &mut Value) {
    let (Value::Array(left), Value::Array(right)) = (left, right) else { return };
    let names = |list: &[Value]| list.iter().filter_map(Value::as_str).map(str::to_owned).collect::<BTreeSet<_>>();
    let shared: BTreeSet<String> = names(left).intersection(&names(right)).cloned().collect();
    let is_shared = |value: &Value| value.as_str().is_some_and(|name| shared.contains(name));
    left.retain(is_shared);
    right.retain(is_shared);
}

/// Partitions that come and go on a schedule are no difference; those that both sides have are compared all the same,
/// unless they are not to be.
fn settle_partitions(policy: Option<PartitionPolicy>, left: &mut Value, right: &mut Value) {
    let (Value::Array(left), Value::Array(right)) = (left, right) else { return };
    match policy {
        Some(PartitionPolicy::Strict) => {}
        Some(PartitionPolicy::Ignore) => {
            left.clear();
            right.clear();
        }
        Some(PartitionPolicy::Shape) => keep_same_names(left, right, |_| true),
        None => keep_same_names(left, right, is_date),
    }
}

/// Drops the partitions of `scheduled` names that the other side does not have.
fn keep_same_names(left: &mut Vec<Value>, right: &mut Vec<Value>, scheduled: fn(&str) -> bool) {
    fn name(value: &Value) -> &str {
        value.as_str().and_then(|text| text.split(' ').next()).unwrap_or_default()
    }
    let names = |list: &[Value]| list.iter().map(|value| name(value).to_owned()).collect::<BTreeSet<_>>();
    let (of_left, of_right) = (names(left), names(right));
    left.retain(|value| of_right.contains(name(value)) || !scheduled(name(value)));
    right.retain(|value| of_left.contains(name(value)) || !scheduled(name(value)));
}

/// Whether a partition is named by a date alone, as scheduled jobs name them: `p20260131`, `p2026_01`, `y2026m01`.
fn is_date(name: &str) -> bool {
    let name = name.trim_matches('`').to_ascii_lowercase();
    let rest = name.trim_start_matches(|character: char| character.is_ascii_alphabetic() || character == '_');
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let year = digits.get(..4).and_then(|year| year.parse::<u32>().ok());
    6 <= digits.len()
        && year.is_some_and(|year| (1900..2200).contains(&year))
        && rest.chars().all(|character| character.is_ascii_digit() || "_-qwmdth".contains(character))
}

#[cfg(test)]
mod tests {
    use driftline_catalog::mysql::{Event, Objects, Table};
    use driftline_catalog::{Coverage, Server, Snapshot};

    use super::*;
    use crate::{CompareOptions, compare};

    fn differing(expected: Objects, live: Objects, rules: &[(&str, &str)]) -> Vec<String> {
        let snapshot = |objects| {
            let objects = driftline_catalog::Objects::Mariadb(Box::new(objects));
            Snapshot::of(Server::default(), objects, Coverage::default())
        };
        let partitions = rules.iter().map(|(parents, policy)| PartitionRule::parse(parents, policy).unwrap()).collect();
        let options = CompareOptions { partitions, ..CompareOptions::default() };
        let comparison = compare(&snapshot(expected), &snapshot(live), &options);
        comparison.differences.iter().map(|found| format!("{} {}", found.change.as_str(), found.key)).collect()
    }

    fn table(columns: &[&str], partitions: &[&str]) -> Objects {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        let table = Table {
            name: "orders".into(),
            column_order: texts(columns),
            partitions: texts(partitions),
            ..Table::default()
        };
        Objects { tables: vec![table], ..Objects::default() }
    }

    #[test]
    fn the_order_is_that_of_the_columns_both_have() {
        assert_eq!(differing(table(&["a", "b", "c"], &[]), table(&["a", "c"], &[]), &[]), [""; 0]);
        assert_eq!(differing(table(&["a", "b"], &[]), table(&["b", "a"], &[]), &[]), ["modified table orders"]);
    }

    #[test]
    fn partitions_named_by_date_come_and_go() {
        let (left, right) = (["p202601 VALUES LESS THAN (1)"], ["p202602 VALUES LESS THAN (2)"]);
        assert_eq!(differing(table(&[], &left), table(&[], &right), &[]), [""; 0]);
        assert_eq!(
            differing(table(&[], &left), table(&[], &right), &[("orders", "strict")]),
            ["modified table orders"]
        );
        let (left, right) = (["eu VALUES IN (1)"], ["us VALUES IN (2)"]);
        assert_eq!(differing(table(&[], &left), table(&[], &right), &[]), ["modified table orders"]);
        assert_eq!(differing(table(&[], &left), table(&[], &right), &[("orders", "shape")]), [""; 0]);
        let (left, right) = (["eu VALUES IN (1)"], ["eu VALUES IN (2)"]);
        assert_eq!(differing(table(&[], &left), table(&[], &right), &[("orders", "shape")]), ["modified table orders"]);
        assert_eq!(differing(table(&[], &left), table(&[], &right), &[("orders", "ignore")]), [""; 0]);
    }

    #[test]
    fn when_an_event_was_made_is_no_difference() {
        let event = |starts: Option<&str>| Objects {
            events: vec![Event { name: "nightly".into(), starts: starts.map(str::to_owned), ..Event::default() }],
            ..Objects::default()
        };
        assert_eq!(differing(event(None), event(Some("2026-01-01 00:00:00")), &[]), [""; 0]);
        assert_eq!(
            differing(event(Some("2026-01-02 00:00:00")), event(Some("2026-01-01 00:00:00")), &[]),
            ["modified event nightly"]
        );
    }
}
