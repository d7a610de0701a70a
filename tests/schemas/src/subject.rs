//! What an entry of a dump is about, in the words of a snapshot.

use driftline_catalog::{Kind, Objects, Snapshot};

use crate::dump::Entry;

/// How `pg_dump` calls an object of each kind (`desc` in src/bin/pg_dump/pg_dump.c), longest first where one begins as
/// another, with the kinds of a snapshot that it may be.
const CLASSES: &[(&str, &[&str])] = &[
    ("ACCESS METHOD", &["access_method"]),
    ("AGGREGATE", &["aggregate"]),
    ("CAST", &["cast"]),
    ("CHECK CONSTRAINT", &["constraint", "domain"]),
    ("COLLATION", &["collation"]),
    ("COLUMN", &["column", "view", "materialized_view", "composite_type"]),
    ("CONSTRAINT", &["constraint", "domain", "trigger"]),
    ("CONVERSION", &["conversion"]),
    ("DATABASE PROPERTIES", &["setting", "database"]),
    ("DATABASE", &["database"]),
    ("DEFAULT ACL", &["default_privileges"]),
    ("DEFAULT PRIVILEGES", &["default_privileges"]),
    ("DEFAULT", &["column", "view"]),
    ("DOMAIN", &["domain"]),
    ("EVENT TRIGGER", &["event_trigger"]),
    ("EXTENSION", &["extension"]),
    ("FK CONSTRAINT", &["constraint"]),
    ("FOREIGN DATA WRAPPER", &["foreign_data_wrapper"]),
    ("FOREIGN SERVER", &["foreign_server"]),
    ("FOREIGN TABLE", &["foreign_table"]),
    ("FUNCTION", &["function", "aggregate"]),
    ("INDEX ATTACH", &["index", "constraint"]),
    ("INDEX", &["index", "constraint"]),
    ("LANGUAGE", &["language"]),
    ("MATERIALIZED VIEW", &["materialized_view"]),
    ("OPERATOR CLASS", &["operator_class"]),
    ("OPERATOR FAMILY", &["operator_family", "operator_class"]),
    ("OPERATOR", &["operator"]),
    ("POLICY", &["policy"]),
    ("PROCEDURAL LANGUAGE", &["language"]),
    ("PROCEDURE", &["function"]),
    ("PUBLICATION TABLES IN SCHEMA", &["publication"]),
    ("PUBLICATION TABLE", &["publication"]),
    ("PUBLICATION", &["publication"]),
    ("ROW SECURITY", &["table"]),
    ("RULE", &["rule"]),
    ("SCHEMA", &["schema"]),
    ("SEQUENCE OWNED BY", &["sequence"]),
    ("SEQUENCE", &["sequence", "column"]),
    ("SERVER", &["foreign_server"]),
    ("SHELL TYPE", &["base_type", "range_type"]),
    ("STATISTICS", &["statistics"]),
    ("SUBSCRIPTION", &["subscription"]),
    ("TABLE ATTACH", &["table", "foreign_table"]),
    ("TABLE", &["table", "foreign_table", "view", "materialized_view"]),
    ("TEXT SEARCH CONFIGURATION", &["text_search_configuration"]),
    ("TEXT SEARCH DICTIONARY", &["text_search_dictionary"]),
    ("TEXT SEARCH PARSER", &["text_search_parser"]),
    ("TEXT SEARCH TEMPLATE", &["text_search_template"]),
    ("TRANSFORM", &["transform"]),
    ("TRIGGER", &["trigger"]),
    ("TYPE", &["enum", "composite_type", "domain", "range_type", "base_type"]),
    ("USER MAPPING", &["user_mapping"]),
    ("VIEW", &["view"]),
];

/// Kinds whose names are written in too many ways to be held against a tag: any object of the class may be meant.
pub(crate) const ANY_NAME: &[&str] =
    &["cast", "transform", "user_mapping", "default_privileges", "security_label", "setting", "database"];

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject<'a> {
    /// How `pg_dump` calls objects of its kind.
    pub(crate) class: &'a str,
    /// The rest of what it calls it.
    pub(crate) name: &'a str,
    /// The kinds of a snapshot that it may be.
    pub(crate) kinds: &'static [&'static str],
}

/// Reads what an entry is about: its kind and tag, or for what hangs on an object both in the tag.
pub(crate) fn subject(entry: &Entry) -> Subject<'_> {
    let attached = matches!(entry.kind.as_str(), "COMMENT" | "ACL" | "SECURITY LABEL");
    for (class, kinds) in CLASSES {
        if attached {
            if let Some(name) = entry.tag.strip_prefix(class).and_then(|rest| rest.strip_prefix(' ')) {
                return Subject { class, name, kinds };
            }
        } else if entry.kind == *class {
            return Subject { class, name: &entry.tag, kinds: kinds_of(entry).unwrap_or(kinds) };
        }
    }
    Subject { class: &entry.kind, name: &entry.tag, kinds: &[] }
}

/// Types look alike until one reads on, and so do rules.
fn kinds_of(entry: &Entry) -> Option<&'static [&'static str]> {
    if entry.kind == "RULE" {
        // A view in a circle is completed by one.
        return Some(if entry.text.starts_with("CREATE OR REPLACE VIEW ") { &["view"] } else { &["rule"] });
    }
    if entry.kind != "TYPE" {
        return None;
    }
    Some(if entry.text.contains(" AS RANGE (") {
        &["range_type"]
    } else if entry.text.contains("    INPUT = ") || !entry.text.contains(" AS ") {
        // A shell says nothing but its name.
        &["base_type"]
    } else if entry.text.contains(" AS ENUM (") {
        &["enum"]
    } else {
        &["composite_type"]
    })
}

/// Whether what an entry says is something that a snapshot holds.
pub(crate) enum Modelled {
    /// Compared, so a difference has to be found.
    Compared,
    /// Never compared: every report says so.
    Never,
    /// Of a kind that is not modelled: a gap has to hold one of the words.
    Gap(Vec<String>),
}

pub(crate) fn modelled(entry: &Entry, snapshot: &Snapshot) -> Modelled {
    let subject = subject(entry);
    let read = |kind: &&&str| snapshot.read.contains_key(**kind);
    match entry.kind.as_str() {
        // What making a database says: its encoding and locale.
        "DATABASE" => return Modelled::Never,
        _ if subject.class == "DATABASE" && !snapshot.read.contains_key("database") => return Modelled::Never,
        "SECURITY LABEL" => {
            return if snapshot.read.contains_key("security_label") { Modelled::Compared } else { Modelled::Never };
        }
        "ACL" => {
            let compared = |kind: &&str| {
                let attributes = snapshot.read.get(*kind).into_iter().flatten();
                attributes.into_iter().any(|path| path == "privileges" || path == "column_privileges")
            };
            return if subject.kinds.iter().any(compared) { Modelled::Compared } else { Modelled::Never };
        }
        // What is never compared instead of being a gap, while it is not modelled.
        "DATABASE PROPERTIES" | "DEFAULT ACL" | "USER MAPPING" | "SUBSCRIPTION"
            if !subject.kinds.iter().any(|kind| read(&kind)) =>
        {
            return Modelled::Never;
        }
        _ if subject.class == "SUBSCRIPTION" && !snapshot.read.contains_key("subscription") => return Modelled::Never,
        _ => {}
    }
    if subject.kinds.is_empty() || !subject.kinds.iter().any(|kind| read(&kind)) {
        return Modelled::Gap(subject.kinds.iter().map(|kind| gap_word(kind)).collect());
    }
    if !snapshot.read.contains_key("foreign_table") && is_of_a_foreign_table(entry, snapshot) {
        return Modelled::Gap(vec!["foreign table".into()]);
    }
    Modelled::Compared
}

fn gap_word(kind: &str) -> String {
    match kind {
        "statistics" => "extended statistics object".into(),
        other => other.replace('_', " "),
    }
}

/// What belongs to a foreign table is read with it or not at all.
fn is_of_a_foreign_table(entry: &Entry, snapshot: &Snapshot) -> bool {
    let Objects::Postgres(objects) = &snapshot.objects else { panic!("of another engine") };
    let name = subject(entry).name;
    let relation = name.split(['.', ' ']).next().unwrap_or_default();
    snapshot.coverage.gaps.iter().any(|gap| gap.what.contains("foreign table"))
        && matches!(entry.kind.as_str(), "DEFAULT" | "CONSTRAINT" | "CHECK CONSTRAINT" | "TRIGGER" | "COMMENT" | "ACL")
        && !objects.tables.iter().any(|table| table.name == relation)
}

/// Whether an object of this kind and name is the subject, by the last part of its name.
pub(crate) fn is_named(subject: &Subject<'_>, kind: Kind, name: &str) -> bool {
    let bare = |text: &str| text.split('(').next().unwrap_or_default().trim().replace('"', "");
    let (name, tag) = (bare(name), bare(subject.name));
    ANY_NAME.contains(&kind.as_str())
        || tag == name
        || tag.starts_with(&format!("{name} "))
        || tag.ends_with(&format!(" {name}"))
        || name.starts_with(&format!("{tag} "))
        || subject.name.replace('"', "").contains(&name)
}
