//! What `pg_dump` prints differently, held against what driftline finds, object by object and both ways.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::{Key, Kind, Objects, Snapshot};
use driftline_drift::{Change, CompareOptions, Difference, compare};

use crate::dump::{Entry, one_sided};
use crate::subject::{Modelled, is_named, modelled, subject};

/// A schema and its dump.
#[derive(Debug)]
pub struct Side {
    /// The schema as driftline reads it.
    pub snapshot: Snapshot,
    /// The roles there were.
    pub roles: Vec<String>,
    /// The schema as `pg_dump` writes it, sorted.
    pub entries: Vec<Entry>,
}

/// What is wrong with the answer for a pair: a sentence each, stable between runs.
#[must_use]
pub fn problems(old: &Side, new: &Side) -> Vec<String> {
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
        match modelled(entry, snapshot) {
            Modelled::Never => {}
            Modelled::Gap(words) if says_gap(snapshot, &words) => {}
            Modelled::Gap(words) => {
                problems.insert(format!("unsaid: {entry}, and no gap says {}", words.join(" or ")));
            }
            // So says the list of what is never compared.
            Modelled::Compared
                if is_of_attached_index(entry, &old.entries) || is_of_attached_index(entry, &new.entries) => {}
            Modelled::Compared => {
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

/// How a schema still differs from what it was to become, by its dump: what no comparing of snapshots can hide.
///
/// `stays` are the differences that no script takes back; what they explain is left out.
#[must_use]
pub fn unlike(wanted: &Side, found: &Side, stays: &[Difference]) -> Vec<Entry> {
    let unordered = |side: &Side| {
        let mut entries: Vec<Entry> =
            side.entries.iter().map(|entry| without_inherited_checks(entry.unordered(), side)).collect();
        entries.sort();
        entries
    };
    let (wanted_entries, found_entries) = (unordered(wanted), unordered(found));
    let (only_wanted, only_found) = one_sided(&wanted_entries, &found_entries);
    let heirs = Heirs::of([&wanted.snapshot, &found.snapshot]);
    let counts = |entry: &Entry, side: &Side| {
        matches!(modelled(entry, &side.snapshot), Modelled::Compared)
            && !is_of_attached_index(entry, &wanted.entries)
            && !is_of_attached_index(entry, &found.entries)
            && entry.kind != "INDEX ATTACH"
            && !stays.iter().any(|difference| explains(difference, entry, &heirs))
    };
    let of_wanted = only_wanted.into_iter().filter(|entry| counts(entry, wanted));
    let of_found = only_found.into_iter().filter(|entry| counts(entry, found));
    of_wanted.chain(of_found).cloned().collect()
}

/// A partition's checks that its parent has too, whether it had them before it was attached or not: there they cannot be
/// told apart by what can be done with them.
fn without_inherited_checks(entry: Entry, side: &Side) -> Entry {
    let Objects::Postgres(objects) = &side.snapshot.objects;
    let table =
        |schema: &str, name: &str| objects.tables.iter().find(|table| table.schema == schema && table.name == name);
    if entry.kind != "TABLE" || table(&entry.schema, &entry.tag).is_none_or(|table| table.partition_of.is_none()) {
        return entry;
    }
    let mut inherited = BTreeSet::new();
    let mut next = table(&entry.schema, &entry.tag);
    while let Some(parent) = next.and_then(|table| table.partition_of.as_ref()) {
        let parent = parent.replace('"', "");
        let of_parent =
            objects.constraints.iter().filter(|check| format!("{}.{}", check.schema, check.table) == parent);
        inherited.extend(of_parent.map(|check| check.name.as_str()));
        next = parent.split_once('.').and_then(|(schema, name)| table(schema, name));
    }
    let is_inherited = |line: &str| {
        let constraint = line.strip_prefix("    CONSTRAINT ").and_then(|rest| rest.split_once(" CHECK "));
        constraint.is_some_and(|(name, _)| inherited.contains(name.trim_matches('"')))
    };
    let text = entry.text.lines().filter(|line| !is_inherited(line)).collect::<Vec<_>>().join("\n");
    Entry { text, ..entry }
}

fn says_gap(snapshot: &Snapshot, words: &[String]) -> bool {
    snapshot.coverage.gaps.iter().any(|gap| words.iter().any(|word| gap.what.contains(word.as_str())))
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
#[must_use]
pub fn in_words(change: &Change) -> String {
    match change {
        Change::Modified { attributes } => {
            let names: Vec<_> = attributes.iter().map(|change| change.attribute.as_str()).collect();
            format!("modified ({})", names.join(", "))
        }
        other => other.as_str().to_owned(),
    }
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
    if kind == "ACL" || kind == "SECURITY LABEL" {
        return explains_rights(difference, entry, one_sided);
    }
    let comment = |what: &str| kind == "COMMENT" && *tag == what;
    let table = tag.split(' ').next().unwrap_or_default();
    match difference.key.kind {
        kind if !KNOWN.contains(&kind) => explains_by_name(difference, entry),
        Kind::Schema => kind == "SCHEMA" && tag == name || comment(&format!("SCHEMA {name}")),
        Kind::Extension => kind == "EXTENSION" && tag == name || comment(&format!("EXTENSION {name}")),
        _ if entry.schema != schema => false,
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
        // The last of `KNOWN`: triggers.
        _ => {
            kind == "TRIGGER" && *tag == format!("{relation} {name}")
                || comment(&format!("TRIGGER {name} ON {relation}"))
        }
    }
}

/// The kinds whose entries are told apart in detail; of the others a matching name is enough.
const KNOWN: &[Kind] = &[
    Kind::Schema,
    Kind::Extension,
    Kind::Enum,
    Kind::Domain,
    Kind::CompositeType,
    Kind::Sequence,
    Kind::Table,
    Kind::Column,
    Kind::Constraint,
    Kind::Index,
    Kind::Policy,
    Kind::View,
    Kind::MaterializedView,
    Kind::Function,
    Kind::Trigger,
];

fn explains_by_name(difference: &Difference, entry: &Entry) -> bool {
    let subject = subject(entry);
    let key = &difference.key;
    let one_sided = !matches!(difference.change, Change::Modified { .. });
    let is_it = subject.kinds.contains(&key.kind.as_str()) && is_named(&subject, key.kind, &key.name);
    // What belongs to a foreign table comes and goes with it.
    let is_its = one_sided && key.kind.as_str() == "foreign_table" && belongs_to(entry, &key.schema, &key.name);
    let same_schema = key.schema.is_empty() || entry.schema == "-" || entry.schema == key.schema;
    (is_it || is_its) && (same_schema || key.kind.as_str() == "publication")
}

/// Who may do what, and labels, stand in entries of their own.
fn explains_rights(difference: &Difference, entry: &Entry, one_sided: bool) -> bool {
    let key = &difference.key;
    if entry.kind == "SECURITY LABEL" && key.kind.as_str() == "security_label" {
        return true;
    }
    let subject = subject(entry);
    let says = |attribute: &str| difference.attribute(attribute).is_some();
    let relation = if key.parent.is_empty() { &key.name } else { &key.parent };
    let same_schema = key.schema.is_empty() || entry.schema == "-" || entry.schema == key.schema;
    let is_it = subject.kinds.contains(&key.kind.as_str()) && is_named(&subject, key.kind, &key.name);
    let is_its = one_sided && is_named(&subject, key.kind, relation);
    let is_of_rights = one_sided || ["privileges", "column_privileges", "owner"].into_iter().any(says);
    let explains = entry.kind == "SECURITY LABEL" || is_of_rights;
    same_schema && (is_its || is_it && explains)
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
