//! Whether a difference is a reason for an entry of a dump to be printed differently.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::{Kind, Objects, Snapshot};
use driftline_drift::{Change, Difference};

use crate::dump::Entry;
use crate::subject::{is_named, subject};

/// Which tables get columns, constraints and indexes from which others.
pub(crate) struct Heirs(BTreeMap<String, BTreeSet<String>>);

impl Heirs {
    pub(crate) fn of(snapshots: [&Snapshot; 2]) -> Self {
        let mut heirs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for snapshot in snapshots {
            let Objects::Postgres(objects) = &snapshot.objects else { panic!("of another engine") };
            let tables = objects.tables.iter().map(|t| (&t.schema, &t.name, &t.inherits, &t.partition_of));
            let foreign = objects.foreign_tables.iter().map(|t| (&t.schema, &t.name, &t.inherits, &t.partition_of));
            for (schema, name, inherits, partition_of) in tables.chain(foreign) {
                for parent in inherits.iter().chain(partition_of) {
                    heirs.entry(parent.replace('"', "")).or_default().insert(format!("{schema}.{name}"));
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
pub(crate) fn explains(difference: &Difference, entry: &Entry, heirs: &Heirs) -> bool {
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
                // What a partition has for its parent's indexes is an attribute of it.
                || difference.attribute("attached_indexes").is_some() && is_of_index_of(entry, difference, schema, name)
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
            let not_null = difference.attribute("not_null_constraint.comment").is_some()
                || difference.attribute("not_null_constraint.validated").is_some();
            matches!(kind, "TABLE" | "FOREIGN TABLE") && tag == relation
                // Since 18 these are constraints with names of their own.
                || not_null
                    && (kind == "CONSTRAINT" && tag.starts_with(&format!("{relation} "))
                        || kind == "COMMENT" && tag.ends_with(&format!(" ON {relation}")))
                || kind == "DEFAULT" && *tag == format!("{relation} {name}")
                || kind == "SEQUENCE" && text.contains("ADD GENERATED") && mentions(text, schema, relation)
                || comment(&format!("COLUMN {relation}.{name}"))
                || difference.attribute("identity.comment").is_some()
                    && kind == "COMMENT"
                    && tag.starts_with("SEQUENCE ")
        }
        Kind::Constraint => {
            matches!(kind, "TABLE" | "FOREIGN TABLE") && tag == relation
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
                // What a partition has for it has a name of its own.
                || !same_name && kind == "COMMENT" && tag.starts_with("INDEX ")
        }
        Kind::Policy => {
            kind == "POLICY" && *tag == format!("{relation} {name}") || comment(&format!("POLICY {name} ON {relation}"))
        }
        // The last of `KNOWN`: triggers.
        _ => {
            kind == "TRIGGER" && *tag == format!("{relation} {name}")
                || comment(&format!("TRIGGER {name} ON {relation}"))
                || comment(&format!("CONSTRAINT {name} ON {relation}"))
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
    if let Some(change) = difference.attribute("member_privileges") {
        let member = format!(".{}", subject.name.split('(').next().unwrap_or_default());
        return [&change.expected, &change.live]
            .into_iter()
            .any(|list| list.to_string().replace('"', "").contains(&member));
    }
    if subject.class == "SEQUENCE" && (says("sequence_privileges") || says("identity.sequence")) {
        return entry.schema == key.schema;
    }
    if subject.class == "COLUMN" && says("system_column_privileges") {
        return entry.schema == key.schema && subject.name.starts_with(&format!("{}.", key.name));
    }
    let relation = if key.parent.is_empty() { &key.name } else { &key.parent };
    let same_schema = key.schema.is_empty() || entry.schema == "-" || entry.schema == key.schema;
    let is_it = subject.kinds.contains(&key.kind.as_str()) && is_named(&subject, key.kind, &key.name);
    let is_its = one_sided && is_named(&subject, key.kind, relation);
    let is_of_rights =
        one_sided || ["privileges", "column_privileges", "sequence_privileges", "owner"].into_iter().any(says);
    let explains = entry.kind == "SECURITY LABEL" || is_of_rights;
    same_schema && (is_its || is_it && explains)
}

/// The tables whose column a sequence belongs to, on either side.
fn owners(difference: &Difference) -> impl Iterator<Item = String> {
    let change = difference.attribute("owned_by").into_iter();
    let columns = change.flat_map(|change| [change.expected.clone(), change.live.clone()]);
    columns.filter_map(|column| column.as_str()?.rsplit_once('.').map(|(table, _)| table.replace('"', "")))
}

/// Whether an entry is of an index that a partition has for one of its parent, by what is set on it on either side: the
/// index, what attaches it, the constraint it is behind, or a comment.
fn is_of_index_of(entry: &Entry, difference: &Difference, schema: &str, partition: &str) -> bool {
    let Entry { kind, tag, text, .. } = entry;
    match kind.as_str() {
        "INDEX" => mentions(text, schema, partition),
        "CONSTRAINT" => tag.starts_with(&format!("{partition} ")),
        "COMMENT" if tag.starts_with("CONSTRAINT ") => tag.ends_with(&format!(" ON {partition}")),
        // These do not name the table.
        "COMMENT" | "INDEX ATTACH" => {
            let change = difference.attribute("attached_indexes").into_iter();
            let entries = change.flat_map(|change| [change.expected.as_array(), change.live.as_array()]);
            let is_it = |entry: &serde_json::Value| {
                let name = entry["name"].as_str().map_or_else(|| format!("{partition}_"), |name| name.replace('"', ""));
                let named = tag.strip_prefix("INDEX ").unwrap_or(tag);
                if entry["name"].is_null() {
                    named.starts_with(&name)
                } else {
                    named == name || named.starts_with(partition)
                }
            };
            entries.flatten().flatten().any(is_it)
        }
        _ => false,
    }
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
    text.replace('"', "").replace('\n', " ").contains(&format!(" {schema}.{relation} "))
}
