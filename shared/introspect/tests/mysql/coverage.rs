//! No attribute without a case.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::{Class, Kind, mysql};

use crate::cases;

/// Attributes that no statement changes by itself on any server that can be had here, each with the reason.
const WITHOUT_CASE: &[(&str, &str)] = &[
    ("function.language", "other languages than SQL need a component that no server here has"),
    ("procedure.language", "likewise"),
];

/// The kinds' labels, longest first so that `package body` is not taken for a `package`.
fn labels() -> Vec<(&'static str, Kind)> {
    let mut labels: Vec<_> = Kind::ALL.iter().map(|kind| (kind.label(), *kind)).collect();
    labels.extend(["foreign key", "check"].map(|label| (label, Kind::Constraint)));
    let indexes = ["primary key", "unique key", "full-text index", "spatial index", "vector index"];
    labels.push(("account", Kind::Role));
    labels.extend(indexes.map(|label| (label, Kind::Index)));
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
    for (kind, specifications) in mysql::Objects::specifications() {
        let paths = seen.remove(&kind).unwrap_or_default();
        let compared = specifications
            .iter()
            .filter(|specification| specification.class != Class::Informational)
            .map(|specification| specification.path.as_ref());
        // Every database has its defaults.
        let one_sided = (kind != Kind::Database).then_some("(one side only)");
        for path in compared.chain(one_sided) {
            let name = format!("{}.{path}", kind.as_str());
            if !paths.contains(path) && !WITHOUT_CASE.iter().any(|(without, _)| *without == name) {
                lacking.push(name);
            }
        }
    }
    assert!(lacking.is_empty(), "{} without a case:\n{}", lacking.len(), lacking.join("\n"));
}
