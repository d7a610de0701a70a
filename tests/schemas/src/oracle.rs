//! What `pg_dump` prints differently, held against what driftline finds, object by object and both ways.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::{Key, Objects, Snapshot};
use driftline_drift::{Change, CompareOptions, Difference, PartitionRule, compare};

use crate::dump::{Entry, one_sided};
use crate::explain::{Heirs, explains};
use crate::subject::{Modelled, modelled};

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

/// How snapshots are compared here: partitions that look as if they came on a schedule count like any table.
///
/// # Panics
///
/// When the rule for that is not understood any more.
#[must_use]
pub fn strict(column_order: bool) -> CompareOptions {
    let rule = PartitionRule::parse("*", "strict").expect("a rule for all partitions");
    CompareOptions { column_order, partitions: vec![rule], ..CompareOptions::default() }
}

/// What is wrong with the answer for a pair: a sentence each, stable between runs.
#[must_use]
pub fn problems(old: &Side, new: &Side) -> Vec<String> {
    let options = strict(true);
    let forwards = compare(&old.snapshot, &new.snapshot, &options).differences;
    let backwards = compare(&new.snapshot, &old.snapshot, &options).differences;
    let entries = |side: &Side| -> Vec<Entry> {
        side.entries.iter().map(|entry| without_unchosen_names(entry.clone(), side)).collect()
    };
    let (old_entries, new_entries) = (entries(old), entries(new));
    let (only_old, only_new) = one_sided(&old_entries, &new_entries);
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
            Modelled::Compared => {
                if !forwards.iter().any(|difference| explains(difference, entry, &heirs)) {
                    problems.insert(format!("missed: {entry}"));
                }
            }
        }
    }
    for difference in forwards.iter().filter(|difference| !is_not_in_a_dump(&difference.change)) {
        let explained = only_old.iter().chain(&only_new).any(|entry| explains(difference, entry, &heirs));
        if !explained {
            problems.insert(format!("phantom: {} {}", in_words(&difference.change), difference.key));
        }
    }
    // Whether a view holds rows counts one way only.
    let counts = |difference: &&Difference| !is_not_in_a_dump(&difference.change);
    let swapped: BTreeMap<&Key, &str> =
        backwards.iter().filter(counts).map(|difference| (&difference.key, swap(&difference.change))).collect();
    let straight: BTreeMap<&Key, &str> =
        forwards.iter().filter(counts).map(|difference| (&difference.key, difference.change.as_str())).collect();
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
        let mut entries: Vec<Entry> = side
            .entries
            .iter()
            .map(|entry| without_inherited_checks(without_unchosen_names(entry.clone(), side).unordered(), side))
            .collect();
        entries.sort();
        entries
    };
    let (wanted_entries, found_entries) = (unordered(wanted), unordered(found));
    let (only_wanted, only_found) = one_sided(&wanted_entries, &found_entries);
    let heirs = Heirs::of([&wanted.snapshot, &found.snapshot]);
    let counts = |entry: &Entry, side: &Side| {
        matches!(modelled(entry, &side.snapshot), Modelled::Compared)
            && !stays.iter().any(|difference| explains(difference, entry, &heirs))
    };
    let of_wanted = only_wanted.into_iter().filter(|entry| counts(entry, wanted));
    let of_found = only_found.into_iter().filter(|entry| counts(entry, found));
    of_wanted.chain(of_found).cloned().collect()
}

/// Without the names of constraints against nulls that nobody chose, which `pg_dump` prints since 18: those that a partition
/// has from its parent, and those that a server made up, for this table or one that it was part of or was called before.
fn without_unchosen_names(entry: Entry, side: &Side) -> Entry {
    if !matches!(entry.kind.as_str(), "TABLE" | "FOREIGN TABLE") {
        return entry;
    }
    let Objects::Postgres(objects) = &side.snapshot.objects else { panic!("of another engine") };
    let of_tables = objects.tables.iter().map(|table| (&table.schema, &table.name, &table.partition_of));
    let of_foreign = objects.foreign_tables.iter().map(|table| (&table.schema, &table.name, &table.partition_of));
    let parent = of_tables.chain(of_foreign).find(|(schema, name, _)| **schema == entry.schema && **name == entry.tag);
    let parent = parent.and_then(|(_, _, parent)| parent.as_ref()).map(|parent| parent.replace('"', ""));
    let is_inherited = |column: &str| {
        let mut not_null = objects.columns.iter().filter(|it| it.not_null && it.name == column);
        parent.as_ref().is_some_and(|parent| not_null.any(|it| format!("{}.{}", it.schema, it.table) == *parent))
    };
    let without_name = |line: &str| {
        let named =
            line.split_once(" CONSTRAINT ").and_then(|(before, rest)| Some((before, rest.split_once(" NOT NULL")?)));
        let Some((before, (name, after))) = named else { return line.to_owned() };
        let before_type = line.trim_start();
        let column = match before_type.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => before_type.split(' ').next(),
        };
        let column = column.unwrap_or_default();
        let is_made_up = name.trim_matches('"').ends_with(&format!("{column}_not_null"));
        if is_made_up || is_inherited(column) { format!("{before} NOT NULL{after}") } else { line.to_owned() }
    };
    let text = entry.text.split('\n').map(without_name).collect::<Vec<_>>().join("\n");
    Entry { text, ..entry }
}

/// A partition's checks that its parent has too, whether it had them before it was attached or not: there they cannot be
/// told apart by what can be done with them.
fn without_inherited_checks(entry: Entry, side: &Side) -> Entry {
    let Objects::Postgres(objects) = &side.snapshot.objects else { panic!("of another engine") };
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

/// Whether `pg_dump --schema-only` says nothing of it: it writes `WITH NO DATA`, whether a materialised view holds rows or
/// not, and does not see that the triggers of a foreign key are switched off.
#[must_use]
pub fn is_not_in_a_dump(change: &Change) -> bool {
    let unsaid = |attribute: &str| {
        matches!(
            attribute,
            "populated" | "trigger_states" | "constraint_comment" | "constraint_comments" | "row_type_privileges"
        )
    };
    matches!(change, Change::Modified { attributes } if attributes.iter().all(|change| unsaid(&change.attribute)))
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
