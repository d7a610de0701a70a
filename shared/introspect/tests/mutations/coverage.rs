//! No attribute without a case.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::{Class, Kind, postgres};

use crate::cases;

/// Attributes that no statement changes by itself on any server that can be had here, each with the reason.
const WITHOUT_CASE: &[(&str, &str)] = &[
    ("index.definition", "all that is in it is an attribute too; it is kept for what a later version adds"),
    ("constraint.definition", "likewise"),
    ("function.definition", "likewise"),
    ("database.(one side only)", "whatever is read is in a database"),
];

/// The kinds' labels, longest first so that `materialized view` is not taken for a `view`.
fn labels() -> Vec<(&'static str, Kind)> {
    let of_constraints =
        ["primary key", "unique constraint", "foreign key", "check constraint", "exclusion constraint"];
    let mut labels: Vec<_> = Kind::ALL.iter().map(|kind| (kind.label(), *kind)).collect();
    labels.extend(of_constraints.map(|label| (label, Kind::Constraint)));
    labels.extend(["procedure", "window function"].map(|label| (label, Kind::Function)));
    labels.sort_by_key(|(label, _)| std::cmp::Reverse(label.len()));
    labels
}

#[test]
fn every_attribute_has_a_case() {
    let labels = labels();
    let mut seen: BTreeMap<Kind, BTreeSet<String>> = BTreeMap::new();
    for finding in cases().into_iter().flat_map(|case| case.findings) {
        let (change, object) = finding.title.split_once(' ').expect("a change and an object");
        let (_, kind) = labels
            .iter()
            .find(|(label, _)| object.strip_prefix(label).is_some_and(|rest| rest.starts_with(' ')))
            .unwrap_or_else(|| panic!("no kind is called as in `{}`", finding.title));
        let paths = seen.entry(*kind).or_default();
        if change == "modified" {
            paths.extend(finding.attributes.into_iter().map(|(path, ..)| path));
        } else {
            paths.insert("(one side only)".to_owned());
        }
    }
    let mut lacking = Vec::new();
    for (kind, specifications) in postgres::Objects::specifications() {
        let paths = seen.remove(&kind).unwrap_or_default();
        let compared = specifications
            .iter()
            .filter(|specification| specification.class != Class::Informational)
            .map(|specification| specification.path.as_ref());
        for path in compared.chain(["(one side only)"]) {
            let name = format!("{}.{path}", kind.as_str());
            if !paths.contains(path) && !WITHOUT_CASE.iter().any(|(without, _)| *without == name) {
                lacking.push(name);
            }
        }
    }
    assert!(lacking.is_empty(), "{} without a case:\n{}", lacking.len(), lacking.join("\n"));
}
