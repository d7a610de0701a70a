//! Comparing two snapshots.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::{Attribute, Class, Engine, Gap, Ignore, Key, Kind, Object, Objects, Snapshot};

use crate::partitions::{PartitionRule, Partitions};
use crate::{AttributeChange, Change, Difference, families, grants, inherited, mysql, privileges, refreshed, spelling};

/// What to leave out, and what to look at besides the usual.
#[derive(Clone, Debug, Default)]
pub struct CompareOptions {
    /// Objects nobody wants to hear of.
    pub ignore: Ignore,
    /// Whether the order of columns counts.
    pub column_order: bool,
    /// Whether the next value of an `AUTO_INCREMENT` counts.
    pub auto_increment: bool,
    /// Whether a definer on another host is the same definer.
    pub any_definer_host: bool,
    /// How partitions are compared; the first rule that names the nearest parent counts.
    pub partitions: Vec<PartitionRule>,
}

impl CompareOptions {
    /// Whether something counts that usually is only shown.
    fn asks_for(&self, kind: Kind, path: &str) -> bool {
        match (kind, path) {
            (Kind::Column, "position") => self.column_order,
            (Kind::Table, "auto_increment") => self.auto_increment,
            _ => false,
        }
    }
}

/// What comparing found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// What differs, in order of kind and identity.
    pub differences: Vec<Difference>,
    /// How many differences the ignore patterns took out.
    pub ignored: usize,
    /// By parent, how many partitions only one side has that come and go on a schedule.
    pub partitions: BTreeMap<String, usize>,
    /// Patterns that matched no object on either side: most likely a typing mistake.
    pub unmatched_patterns: Vec<String>,
    /// Kinds and attributes one of the snapshots was written without, so that they were not compared.
    pub not_compared: Vec<String>,
    /// Texts that differ between servers of different major versions, which may be the schema or only the way the servers
    /// print it: neither different nor equal.
    pub not_comparable: Vec<Gap>,
}

/// Compares what should be with what is. Total: it never fails.
pub fn compare(expected: &Snapshot, live: &Snapshot, options: &CompareOptions) -> Comparison {
    let mut pairs = Vec::new();
    expected.objects.unequal(&live.objects, &mut |expected, live| pairs.push((expected, live)));

    let alone: BTreeSet<Key> = pairs
        .iter()
        .filter_map(|&(expected, live)| match (expected, live) {
            (Some(object), None) | (None, Some(object))
                if object.kind().is_relation()
                    || grants::CAN_BE_GRANTED.contains(&object.kind())
                    || object.kind() == Kind::Role =>
            {
                Some(object.key())
            }
            _ => None,
        })
        .collect();

    let is_postgres = live.objects.engine() == Engine::Postgres;
    let mut differences = Vec::new();
    let mut not_comparable = Vec::new();
    let mut ignored = 0;
    let mut partitions = match (&expected.objects, &live.objects) {
        (Objects::Postgres(expected), Objects::Postgres(live)) => {
            Some(Partitions::new(&options.partitions, expected, live))
        }
        _ => None,
    };
    for (expected_object, live_object) in pairs {
        let Some(object) = live_object.or(expected_object) else { continue };
        if !(expected.has_read_kind(object.kind()) && live.has_read_kind(object.kind())) {
            continue;
        }
        if is_part_of_one_sided_relation(object, &alone)
            || grants::is_for_reading([expected_object, live_object], &live.server.reader)
            || [expected, live].iter().any(|snapshot| snapshot.coverage.hides(object))
        {
            continue;
        }
        if partitions.as_ref().is_some_and(|partitions| partitions.ignores(object)) {
            continue;
        }
        let is_one_sided = expected_object.is_none() || live_object.is_none();
        if !is_postgres && grants::is_no_role_of_schema(object, &live.server.reader, &alone) {
            continue;
        }
        if is_one_sided
            && let Some(of_shape) =
                partitions.as_mut().and_then(|partitions| partitions.one_sided(object, live_object.is_some()))
        {
            let wanted = |found: &Difference| options.ignore.matching(&found.key, &found.label).is_empty();
            differences.extend(of_shape.into_iter().filter(wanted));
            continue;
        }
        let change = match (expected_object, live_object) {
            (Some(_), None) => Change::Missing,
            (None, Some(_)) => Change::Extra,
            (Some(expected_object), Some(live_object)) => {
                let changes = attribute_changes(expected, expected_object, live, live_object, options);
                if !changes.not_comparable.is_empty()
                    && options.ignore.matching(&object.key(), object.label()).is_empty()
                {
                    not_comparable.push(not_comparable_gap(object, &changes.not_comparable, expected, live));
                }
                let differing = match &partitions {
                    Some(partitions) => partitions.without_names_of_indexes(live_object, changes.differing),
                    None => changes.differing,
                };
                if differing.is_empty() {
                    continue;
                }
                Change::Modified { attributes: differing }
            }
            (None, None) => continue,
        };
        let key = object.key();
        if options.ignore.matching(&key, object.label()).is_empty() {
            differences.push(Difference { key, label: object.label().to_owned(), change });
        } else {
            ignored += 1;
        }
    }
    if let (Objects::Postgres(expected), Objects::Postgres(live)) = (&expected.objects, &live.objects) {
        differences = inherited::fold(differences, expected, live);
        differences = families::fold(differences, expected, live);
    }
    differences.sort_by(|a, b| a.key.cmp(&b.key));
    Comparison {
        differences,
        ignored,
        partitions: partitions.map(|partitions| partitions.left_out).unwrap_or_default(),
        unmatched_patterns: unmatched_patterns(&options.ignore, [expected, live]),
        not_compared: not_compared(expected, live),
        not_comparable,
    }
}

/// The objects that both sides have and whose texts, as a server prints them, differ.
///
/// Two texts can say the same: another major version prints differently, and so does the same one after it has read its
/// own text. Only one server that has read both can tell, and for these objects somebody should ask one.
pub fn differing_texts(expected: &Snapshot, live: &Snapshot, options: &CompareOptions) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    expected.objects.unequal(&live.objects, &mut |expected_object, live_object| {
        let (Some(expected_object), Some(live_object)) = (expected_object, live_object) else { return };
        if !options.ignore.matching(&live_object.key(), live_object.label()).is_empty() {
            return;
        }
        let classes: BTreeSet<_> = differing_attributes(expected, expected_object, live, live_object, options)
            .map(|(attribute, _)| matches!(attribute.class, Class::Definition | Class::Deparsed))
            .collect();
        if classes.contains(&true) {
            keys.insert(live_object.key());
        }
    });
    keys
}

/// The attributes that both writers read and whose values are not the same, whatever their class.
fn differing_attributes(
    expected: &Snapshot,
    expected_object: &dyn Object,
    live: &Snapshot,
    live_object: &dyn Object,
    options: &CompareOptions,
) -> impl Iterator<Item = (Attribute, Attribute)> {
    let kind = live_object.kind();
    let is_postgres = live.objects.engine() == Engine::Postgres;
    let noise = privileges::Noise::new(&live.server.reader, [expected.server.major, live.server.major]);
    let policy = mysql::partition_policy(live_object, &options.partitions);
    expected_object
        .attributes()
        .into_iter()
        .zip(live_object.attributes())
        .map(move |(mut expected, mut live)| {
            if is_postgres {
                expected.value = noise.strip(&expected.path, expected.value);
                live.value = noise.strip(&live.path, live.value);
            } else {
                mysql::settle(kind, policy, options, &mut expected, &mut live);
            }
            (expected, live)
        })
        .filter(|(expected, live)| expected.value != live.value)
        .filter(|(expected, live)| !spelling::same(&expected.path, &expected.value, &live.value))
        .filter(move |(expected, live)| !refreshed::is_filled_later(kind, &expected.path, &expected.value, &live.value))
        .filter(move |(attribute, _)| expected.has_read(kind, &attribute.path) && live.has_read(kind, &attribute.path))
}

/// A table that is missing or extra speaks for its columns, constraints, indexes, triggers and policies.
fn is_part_of_one_sided_relation(object: &dyn Object, alone: &BTreeSet<Key>) -> bool {
    if object.kind() == Kind::Grant {
        return grants::is_of_one_sided(object, alone);
    }
    !object.parent().is_empty()
        && Kind::RELATIONS.iter().any(|kind| alone.contains(&Key::in_schema(*kind, object.schema(), object.parent())))
}

struct AttributeChanges {
    differing: Vec<AttributeChange>,
    not_comparable: Vec<String>,
}

fn attribute_changes(
    expected: &Snapshot,
    expected_object: &dyn Object,
    live: &Snapshot,
    live_object: &dyn Object,
    options: &CompareOptions,
) -> AttributeChanges {
    let kind = live_object.kind();
    let key = live_object.key();
    let same_major =
        expected.objects.engine() == live.objects.engine() && expected.printed_by(&key) == live.printed_by(&key);
    let differing = differing_attributes(expected, expected_object, live, live_object, options);
    let (mut compared, mut definitions, mut not_comparable) = (Vec::new(), Vec::new(), Vec::new());
    for (expected, live) in differing {
        let list = match expected.class {
            Class::Compared => &mut compared,
            Class::Deparsed if same_major => &mut compared,
            Class::Definition => &mut definitions,
            Class::Deparsed => {
                not_comparable.push(expected.path.into_owned());
                continue;
            }
            Class::Informational if options.asks_for(kind, &expected.path) => &mut compared,
            Class::Informational => continue,
        };
        list.push(AttributeChange {
            attribute: expected.path.into_owned(),
            expected: expected.value,
            live: live.value,
        });
    }
    // The server's own text is the oracle: it speaks where the parsed attributes see nothing.
    let differing = match (compared.is_empty(), same_major) {
        (false, _) => compared,
        (true, true) => definitions,
        (true, false) => {
            not_comparable.extend(definitions.into_iter().map(|change| change.attribute));
            Vec::new()
        }
    };
    AttributeChanges { differing, not_comparable }
}

fn not_comparable_gap(object: &dyn Object, attributes: &[String], expected: &Snapshot, live: &Snapshot) -> Gap {
    Gap {
        what: format!("{} of {} {}", attributes.join(", "), object.label(), object.key().qualified_name()),
        why: format!(
            "{} and {} may print the same text differently; replay on {} to compare it",
            series(expected),
            series(live),
            series(live)
        ),
    }
}

fn series(snapshot: &Snapshot) -> String {
    snapshot.objects.engine().series(snapshot.server.major)
}

fn unmatched_patterns(ignore: &Ignore, snapshots: [&Snapshot; 2]) -> Vec<String> {
    let mut matched = BTreeSet::new();
    if ignore.texts().next().is_some() {
        for (_, objects) in snapshots.iter().flat_map(|snapshot| snapshot.objects.lists()) {
            matched.extend(objects.iter().flat_map(|object| ignore.matching(&object.key(), object.label())));
        }
    }
    ignore.texts().enumerate().filter(|(place, _)| !matched.contains(place)).map(|(_, text)| text.to_owned()).collect()
}

/// Kinds and attributes that only one writer knew, as `kind` or `kind.attribute`.
fn not_compared(expected: &Snapshot, live: &Snapshot) -> Vec<String> {
    let names = |snapshot: &Snapshot| -> BTreeSet<String> {
        snapshot
            .read
            .iter()
            .flat_map(|(kind, paths)| {
                std::iter::once(kind.clone()).chain(paths.iter().map(move |path| format!("{kind}.{path}")))
            })
            .collect()
    };
    let (expected, live) = (names(expected), names(live));
    let mut one_sided: Vec<String> = expected.symmetric_difference(&live).cloned().collect();
    let kinds: BTreeSet<String> = one_sided.iter().filter(|name| !name.contains('.')).cloned().collect();
    one_sided.retain(|name| name.split_once('.').is_none_or(|(kind, _)| !kinds.contains(kind)));
    one_sided
}
