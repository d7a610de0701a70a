//! Triggers.

use driftline_catalog::postgres::{Table, Trigger};
use driftline_catalog::{Key, Kind};

use super::alteration::Alteration;
use super::catalog::{Catalog, Item};
use super::identifier::{literal_or_null, qualified, quote};

pub(super) fn create(trigger: &Trigger, catalog: &Catalog<'_>) -> Vec<String> {
    if parent(trigger, catalog).is_some() {
        return vec![enable(trigger, &trigger.enabled)];
    }
    let mut statements = vec![format!("{};", trigger.definition)];
    statements.extend((!matches!(trigger.enabled.as_str(), "" | "enabled")).then(|| enable(trigger, &trigger.enabled)));
    statements.extend(trigger.comment.is_some().then(|| comment(trigger)));
    statements.extend(trigger.constraint_comment.is_some().then(|| constraint_comment(trigger)));
    statements
}

pub(super) fn drop(trigger: &Trigger, catalog: &Catalog<'_>) -> String {
    match parent(trigger, catalog) {
        Some(parent) => enable(trigger, &parent.enabled),
        None => format!("DROP TRIGGER {};", on_table(trigger)),
    }
}

/// The trigger of a partitioned table that this is a partition's copy of: an object only because somebody switched it
/// on or off apart from the others.
fn parent<'a>(trigger: &Trigger, catalog: &Catalog<'a>) -> Option<&'a Trigger> {
    catalog.partitioned_above(&trigger.schema, &trigger.table).into_iter().find_map(|table| {
        let key = Key {
            kind: Kind::Trigger,
            schema: table.schema.clone(),
            parent: table.name.clone(),
            name: trigger.name.clone(),
        };
        match catalog.get(&key) {
            Some(Item::Trigger(parent)) => Some(parent),
            _ => None,
        }
    })
}

pub(super) fn alter(to: &Trigger, alteration: &mut Alteration) {
    if alteration.differs_beyond(&["enabled", "comment", "constraint_comment"]) {
        return alteration.replace();
    }
    if alteration.take("enabled") {
        alteration.push(enable(to, &to.enabled));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    if alteration.take("constraint_comment") {
        alteration.push(constraint_comment(to));
    }
}

/// Statements that switch a partition's copies of its parent's triggers on and off as they are.
pub(super) fn states(table: &Table, catalog: &Catalog<'_>) -> Vec<String> {
    let children = catalog.children(&table.schema, &table.name).iter();
    let state = |key: &Key| match catalog.get(key) {
        Some(Item::Trigger(trigger)) => parent(trigger, catalog).map(|_| enable(trigger, &trigger.enabled)),
        _ => None,
    };
    children.filter_map(state).collect()
}

fn enable(trigger: &Trigger, state: &str) -> String {
    let state = match state {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    format!("ALTER TABLE {} {state} TRIGGER {};", qualified(&trigger.schema, &trigger.table), quote(&trigger.name))
}

fn on_table(trigger: &Trigger) -> String {
    format!("{} ON {}", quote(&trigger.name), qualified(&trigger.schema, &trigger.table))
}

fn comment(trigger: &Trigger) -> String {
    format!("COMMENT ON TRIGGER {} IS {};", on_table(trigger), literal_or_null(trigger.comment.as_deref()))
}

fn constraint_comment(trigger: &Trigger) -> String {
    let text = literal_or_null(trigger.constraint_comment.as_deref());
    format!("COMMENT ON CONSTRAINT {} IS {text};", on_table(trigger))
}
