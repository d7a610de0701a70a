//! Upgrading never invents drift: snapshots of every format and of older and newer writers, compared with each other.

use driftline_catalog::{Snapshot, SnapshotError};
use driftline_drift::{CompareOptions, Comparison, compare};
use serde_json::{Value, json};

/// Written when the format was new, and never touched again.
const FORMAT_1: &str = include_str!("frozen/format-1.json");

fn frozen() -> Value {
    serde_json::from_str(FORMAT_1).unwrap()
}

fn read(value: &Value) -> Snapshot {
    Snapshot::from_json(value.to_string().as_bytes()).unwrap()
}

/// Compares both ways, since either side may be the older one.
#[track_caller]
fn differs_in_nothing(older: &Value, newer: &Value, not_compared: &[&str]) {
    let (older, newer) = (read(older), read(newer));
    for (expected, live) in [(&older, &newer), (&newer, &older)] {
        let Comparison { differences, not_compared: named, .. } = compare(expected, live, &CompareOptions::default());
        assert_eq!(differences, []);
        assert_eq!(named, not_compared);
    }
}

fn objects<'a>(snapshot: &'a mut Value, list: &str) -> &'a mut Vec<Value> {
    snapshot["objects"]["postgres"][list].as_array_mut().unwrap()
}

#[test]
fn a_frozen_snapshot_is_still_read_and_loses_nothing() {
    let frozen = frozen();
    differs_in_nothing(&frozen, &frozen, &[]);
    let again: Value = serde_json::from_slice(&read(&frozen).to_json()).unwrap();
    for (list, objects) in frozen["objects"]["postgres"].as_object().unwrap() {
        assert_eq!(
            again["objects"]["postgres"][list].as_array().unwrap().len(),
            objects.as_array().unwrap().len(),
            "{list}"
        );
    }
}

#[test]
fn an_attribute_only_one_writer_knew_is_not_compared() {
    let (mut older, newer) = (frozen(), frozen());
    older["read"]["column"].as_array_mut().unwrap().retain(|path| path != "statistics_target");
    for column in objects(&mut older, "columns") {
        column.as_object_mut().unwrap().remove("statistics_target");
    }
    differs_in_nothing(&older, &newer, &["column.statistics_target"]);
}

#[test]
fn a_kind_only_one_writer_knew_is_not_compared() {
    let (mut older, newer) = (frozen(), frozen());
    older["read"].as_object_mut().unwrap().remove("policy");
    older["objects"]["postgres"].as_object_mut().unwrap().remove("policies");
    differs_in_nothing(&older, &newer, &["policy"]);
}

#[test]
fn what_a_newer_writer_adds_is_named_and_passed_over() {
    let (older, mut newer) = (frozen(), frozen());
    newer["read"]["synonym"] = json!(["target"]);
    newer["read"]["column"].as_array_mut().unwrap().push(json!("colour"));
    newer["objects"]["postgres"]["synonyms"] = json!([{"name": "x"}]);
    for column in objects(&mut newer, "columns") {
        column["colour"] = json!("blue");
    }
    differs_in_nothing(&older, &newer, &["column.colour", "synonym"]);
}

#[test]
fn a_newer_format_is_refused_and_said() {
    let mut newer = frozen();
    newer["format"] = json!(99);
    let refused = Snapshot::from_json(newer.to_string().as_bytes());
    assert!(matches!(refused, Err(SnapshotError::TooNew { found: 99 })), "{refused:?}");
}
