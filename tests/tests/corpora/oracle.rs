//! What `pg_dump` prints differently, held against what driftline finds, object by object and both ways.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::{Key, Kind, Objects, Snapshot};
use driftline_drift::{Change, CompareOptions, Difference, compare};

use crate::dump::{Entry, one_sided};
use crate::load::Loaded;

/// What is wrong with the answer for a pair: a sentence each, stable between runs.
pub(crate) fn problems(old: &Loaded, new: &Loaded) -> Vec<String> {
    let options = CompareOptions { column_order: true, ..CompareOptions::default() };
    let forwards = compare(&old.snapshot, &new.snapshot, &options).differences;
    let backwards = compare(&new.snapshot, &old.snapshot, &options).differences;
    let (only_old, only_new) = one_sided(&old.entries, &new.entries);
    let heirs = Heirs::of([&old.snapshot, &new.snapshot]);
    let mut problems = BTreeSet::new();

    let sides = [(&only_old, &old.snapshot), (&only_new, &new.snapshot)];
    for (entry, side, snapshot) in
        sides.into_iter().flat_map(|(side, snapshot)| side.iter().map(move |entry| (entry, side, snapshot)))
    {
        // What is attached, or what it is attached to, is printed differently itself and looked at there.
        let attached = entry.kind == "INDEX ATTACH";
        if attached && side.iter().any(|other| is_index(other, &entry.tag) || is_index(other, attached_to(entry))) {
            continue;
        }
        match coverage(entry, snapshot) {
            Coverage::NeverCompared => {}
            Coverage::Gap(word) if snapshot.coverage.gaps.iter().any(|gap| gap.what.contains(word)) => {}
            Coverage::Gap(word) => {
                problems.insert(format!("unsaid: {entry}, and no gap says {word}"));
            }
            // So says the list of what is never compared.
            Coverage::Compared
                if is_of_attached_index(entry, &old.entries) || is_of_attached_index(entry, &new.entries) => {}
            Coverage::Compared => {
                if !forwards.iter().any(|difference| explains(difference, entry, &heirs)) {
                    problems.insert(format!("missed: {entry}"));
                }
            }
        }
    }
    for difference in &forwards {
        let explained = only_old.iter().chain(&only_new).any(|entry| explains(difference, entry, &heirs));
        if !explained {
            problems.insert(format!("phantom: {} {}", in_words(&difference.change), difference.key));
        }
    }
    let swapped: BTreeMap<&Key, &str> =
        backwards.iter().map(|difference| (&difference.key, swap(&difference.change))).collect();
    let straight: BTreeMap<&Key, &str> =
        forwards.iter().map(|difference| (&difference.key, difference.change.as_str())).collect();
    if swapped != straight {
        problems.insert(format!("not the same backwards: {straight:?} {swapped:?}"));
    }
    problems.into_iter().collect()
}

fn is_index(entry: &Entry, index: &str) -> bool {
    match entry.kind.as_str() {
        "INDEX" => entry.tag == index,
        "CONSTRAINT" => entry.tag.split_once(' ').is_some_and(|(_, name)| name == index),
        _ => false,
    }
}

/// Whether it is the index that a partition has from its parent, or the constraint or comment of one.
fn is_of_attached_index(entry: &Entry, entries: &[Entry]) -> bool {
    let name = match entry.kind.as_str() {
        "COMMENT" => entry.tag.strip_prefix("INDEX "),
        "INDEX" => Some(entry.tag.as_str()),
        "CONSTRAINT" => entry.tag.split_once(' ').map(|(_, name)| name),
        _ => None,
    };
    name.is_some_and(|name| {
        let attachment = |other: &&Entry| other.kind == "INDEX ATTACH" && other.schema == entry.schema;
        entries.iter().filter(attachment).any(|other| other.tag == name)
    })
}

/// The name in `ALTER INDEX schema.name ATTACH PARTITION ...`, which a plain name has no quotes in.
fn attached_to(entry: &Entry) -> &str {
    let words = entry.text.split(' ').nth(2);
    words.and_then(|name| name.rsplit_once('.')).map_or("", |(_, name)| name.trim_matches('"'))
}

fn swap(change: &Change) -> &'static str {
    match change {
        Change::Missing => "extra",
        Change::Extra => "missing",
        Change::Modified { .. } => "modified",
    }
}

/// What differs, without the values.
pub(crate) fn in_words(change: &Change) -> String {
    match change {
        Change::Modified { attributes } => {
            let names: Vec<_> = attributes.iter().map(|change| change.attribute.as_str()).collect();
            format!("modified ({})", names.join(", "))
        }
        other => other.as_str().to_owned(),
    }
}

enum Coverage {
    /// Said in every report.
    NeverCompared,
    /// Of a kind no struct models: a gap has to hold the word.
    Gap(&'static str),
    Compared,
}

/// Kinds of entry that are not compared yet, with what the gap says.
const UNMODELLED: &[(&str, &str)] = &[
    ("RULE", "rule"),
    ("STATISTICS", "extended statistics object"),
    ("EVENT TRIGGER", "event trigger"),
    ("FOREIGN TABLE", "foreign table"),
    ("SERVER", "foreign server"),
    ("FOREIGN DATA WRAPPER", "foreign data wrapper"),
    ("PUBLICATION", "publication"),
    ("PUBLICATION TABLE", "publication"),
    ("PUBLICATION TABLES IN SCHEMA", "publication"),
];

fn coverage(entry: &Entry, snapshot: &Snapshot) -> Coverage {
    let Entry { kind, tag, .. } = entry;
    if matches!(kind.as_str(), "ACL" | "DEFAULT ACL" | "SECURITY LABEL" | "SUBSCRIPTION" | "USER MAPPING")
        || kind == "COMMENT" && tag.starts_with("SUBSCRIPTION ")
    {
        return Coverage::NeverCompared;
    }
    if let Some((_, word)) = UNMODELLED.iter().find(|(unmodelled, _)| kind == unmodelled) {
        return Coverage::Gap(word);
    }
    let Objects::Postgres(objects) = &snapshot.objects;
    let commented = |unmodelled: &str| kind == "COMMENT" && tag.starts_with(&format!("{unmodelled} "));
    if let Some((_, word)) = UNMODELLED.iter().find(|(unmodelled, _)| commented(unmodelled)) {
        return Coverage::Gap(word);
    }
    // What belongs to a foreign table is read with it or not at all.
    let relation = tag.trim_start_matches("COLUMN ").split(['.', ' ']).next().unwrap_or_default();
    let foreign = snapshot.coverage.gaps.iter().any(|gap| gap.what.contains("foreign table"))
        && matches!(kind.as_str(), "DEFAULT" | "CONSTRAINT" | "CHECK CONSTRAINT" | "TRIGGER" | "COMMENT")
        && !objects.tables.iter().any(|table| table.name == relation);
    if foreign { Coverage::Gap("foreign table") } else { Coverage::Compared }
}

/// Which tables get columns, constraints and indexes from which others.
struct Heirs(BTreeMap<String, BTreeSet<String>>);

impl Heirs {
    fn of(snapshots: [&Snapshot; 2]) -> Self {
        let mut heirs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for snapshot in snapshots {
            let Objects::Postgres(objects) = &snapshot.objects;
            for table in &objects.tables {
                for parent in table.inherits.iter().chain(&table.partition_of) {
                    heirs
                        .entry(parent.replace('"', ""))
                        .or_default()
                        .insert(format!("{}.{}", table.schema, table.name));
                }
            }
        }
        Self(heirs)
    }

    fn below<'a>(&'a self, table: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut next = vec![table];
        while let Some(table) = next.pop() {
            let new = self.0.get(table).into_iter().flatten();
            next.extend(new.map(String::as_str).filter(|heir| found.insert(*heir)));
        }
        found
    }
}

/// Whether a difference is a reason for an entry to be printed differently.
fn explains(difference: &Difference, entry: &Entry, heirs: &Heirs) -> bool {
    let key = &difference.key;
    if key.parent.is_empty() || !matches!(key.kind, Kind::Column | Kind::Constraint | Kind::Index) {
        return explains_directly(difference, entry, &key.schema, &key.parent, true);
    }
    explains_directly(difference, entry, &key.schema, &key.parent, true)
        || heirs.below(&format!("{}.{}", key.schema, key.parent)).into_iter().any(|heir| {
            let (schema, table) = heir.split_once('.').unwrap_or_default();
            explains_directly(difference, entry, schema, table, key.kind == Kind::Column)
        })
}

fn explains_directly(difference: &Difference, entry: &Entry, schema: &str, relation: &str, same_name: bool) -> bool {
    // Entries are without quotes, and so is what they are held against.
    let (bare_name, bare_relation) = (difference.key.name.replace('"', ""), relation.replace('"', ""));
    let (name, relation) = (bare_name.as_str(), bare_relation.as_str());
    let Entry { kind, tag, text, .. } = entry;
    let kind = kind.as_str();
    let one_sided = !matches!(difference.change, Change::Modified { .. });
    let comment = |what: &str| kind == "COMMENT" && *tag == what;
    let table = tag.split(' ').next().unwrap_or_default();
    match difference.key.kind {
        Kind::Schema => kind == "SCHEMA" && tag == name || comment(&format!("SCHEMA {name}")),
        Kind::Extension => kind == "EXTENSION" && tag == name || comment(&format!("EXTENSION {name}")),
        _ if !schema.is_empty() && entry.schema != schema => false,
        Kind::Enum | Kind::Domain | Kind::CompositeType => {
            matches!(kind, "TYPE" | "DOMAIN") && tag == name
                || kind == "CHECK CONSTRAINT" && tag.starts_with(&format!("{name} "))
                || comment(&format!("TYPE {name}"))
                || comment(&format!("DOMAIN {name}"))
                || kind == "COMMENT" && tag.starts_with(&format!("COLUMN {name}."))
                || kind == "COMMENT" && tag.ends_with(&format!(" ON DOMAIN {name}"))
        }
        Kind::Sequence => {
            matches!(kind, "SEQUENCE" | "SEQUENCE OWNED BY") && tag == name || comment(&format!("SEQUENCE {name}"))
                // The default stands on its own when the sequence belongs to its column.
                || matches!(kind, "TABLE" | "DEFAULT") && owners(difference).any(|owner| owner == format!("{schema}.{table}"))
        }
        Kind::Table => {
            matches!(kind, "TABLE" | "TABLE ATTACH" | "ROW SECURITY") && tag == name
                || comment(&format!("TABLE {name}"))
                // Which index orders or identifies the rows is printed with the index.
                || matches!(kind, "INDEX" | "CONSTRAINT") && mentions(text, schema, name) && text.contains("ALTER TABLE")
                // Nothing of a partitioned table is written with ONLY.
                || difference.attribute("partition_key").is_some() && kind == "FK CONSTRAINT"
                    && tag.starts_with(&format!("{name} "))
                || one_sided && belongs_to(entry, schema, name)
        }
        Kind::View | Kind::MaterializedView => {
            matches!(kind, "VIEW" | "MATERIALIZED VIEW") && tag == name
                || comment(&format!("VIEW {name}"))
                || comment(&format!("MATERIALIZED VIEW {name}"))
                || kind == "COMMENT" && tag.starts_with(&format!("COLUMN {name}."))
                || kind == "DEFAULT" && tag.starts_with(&format!("{name} "))
                || one_sided && belongs_to(entry, schema, name)
        }
        Kind::Function => {
            let name = name.split('(').next().unwrap_or_default();
            let bare = tag.split('(').next().unwrap_or_default();
            matches!(kind, "FUNCTION" | "PROCEDURE") && bare == name
                || kind == "COMMENT"
                    && [format!("FUNCTION {name}"), format!("PROCEDURE {name}")].iter().any(|tag| tag == bare)
        }
        Kind::Column => {
            kind == "TABLE" && tag == relation
                || kind == "DEFAULT" && *tag == format!("{relation} {name}")
                || kind == "SEQUENCE" && text.contains("ADD GENERATED") && mentions(text, schema, relation)
                || comment(&format!("COLUMN {relation}.{name}"))
                || difference.attribute("identity.comment").is_some()
                    && kind == "COMMENT"
                    && tag.starts_with("SEQUENCE ")
        }
        Kind::Constraint => {
            kind == "TABLE" && tag == relation
                || matches!(kind, "CONSTRAINT" | "FK CONSTRAINT" | "CHECK CONSTRAINT")
                    && (*tag == format!("{relation} {name}") || !same_name && tag.starts_with(&format!("{relation} ")))
                || comment(&format!("CONSTRAINT {name} ON {relation}"))
                || comment(&format!("INDEX {name}"))
                || kind == "INDEX ATTACH" && (tag == name || !same_name)
        }
        Kind::Index => {
            matches!(kind, "INDEX" | "INDEX ATTACH")
                && (tag == name || !same_name && (kind == "INDEX ATTACH" || mentions(text, schema, relation)))
                || comment(&format!("INDEX {name}"))
        }
        Kind::Policy => {
            kind == "POLICY" && *tag == format!("{relation} {name}") || comment(&format!("POLICY {name} ON {relation}"))
        }
        Kind::Language
        | Kind::AccessMethod
        | Kind::Collation
        | Kind::RangeType
        | Kind::BaseType
        | Kind::Aggregate
        | Kind::Cast
        | Kind::Operator
        | Kind::OperatorFamily
        | Kind::OperatorClass
        | Kind::Conversion
        | Kind::Transform
        | Kind::TextSearchParser
        | Kind::TextSearchTemplate
        | Kind::TextSearchDictionary
        | Kind::TextSearchConfiguration => {
            let bare = difference.key.bare_name().replace('"', "");
            let names = |tag: &str| tag.replace('"', "").contains(&bare);
            let commands = commands(difference.key.kind);
            commands.contains(&kind) && names(tag)
                || kind == "COMMENT" && commands.iter().any(|command| tag.starts_with(command)) && names(tag)
                || kind == "ACL" && difference.attribute("privileges").is_some() && names(tag)
        }
        Kind::Trigger => {
            kind == "TRIGGER" && *tag == format!("{relation} {name}")
                || comment(&format!("TRIGGER {name} ON {relation}"))
        }
    }
}

/// What objects of a kind are called in a dump.
fn commands(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Language => &["PROCEDURAL LANGUAGE", "LANGUAGE"],
        Kind::AccessMethod => &["ACCESS METHOD"],
        Kind::Collation => &["COLLATION"],
        Kind::RangeType | Kind::BaseType => &["TYPE", "SHELL TYPE"],
        Kind::Aggregate => &["AGGREGATE"],
        Kind::Cast => &["CAST"],
        Kind::Operator => &["OPERATOR"],
        Kind::OperatorFamily => &["OPERATOR FAMILY"],
        // The family of the same name comes and goes with it.
        Kind::OperatorClass => &["OPERATOR CLASS", "OPERATOR FAMILY"],
        Kind::Conversion => &["CONVERSION"],
        Kind::Transform => &["TRANSFORM"],
        Kind::TextSearchParser => &["TEXT SEARCH PARSER"],
        Kind::TextSearchTemplate => &["TEXT SEARCH TEMPLATE"],
        Kind::TextSearchDictionary => &["TEXT SEARCH DICTIONARY"],
        Kind::TextSearchConfiguration => &["TEXT SEARCH CONFIGURATION"],
        _ => &[],
    }
}

/// The tables whose column a sequence belongs to, on either side.
fn owners(difference: &Difference) -> impl Iterator<Item = String> {
    let change = difference.attribute("owned_by").into_iter();
    let columns = change.flat_map(|change| [change.expected.clone(), change.live.clone()]);
    columns.filter_map(|column| column.as_str()?.rsplit_once('.').map(|(table, _)| table.replace('"', "")))
}

/// Whether an entry is of something that comes and goes with a relation.
fn belongs_to(entry: &Entry, schema: &str, relation: &str) -> bool {
    let Entry { kind, tag, text, .. } = entry;
    match kind.as_str() {
        "INDEX" | "SEQUENCE" => mentions(text, schema, relation),
        "COMMENT" if tag.starts_with("INDEX ") || tag.starts_with("SEQUENCE ") => true,
        "COMMENT" => tag.starts_with(&format!("COLUMN {relation}.")) || tag.ends_with(&format!(" ON {relation}")),
        _ => tag == relation || tag.starts_with(&format!("{relation} ")),
    }
}

fn mentions(text: &str, schema: &str, relation: &str) -> bool {
    text.replace('"', "").contains(&format!(" {schema}.{relation} "))
}
