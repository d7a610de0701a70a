//! Comments on the checks and foreign keys that a table only has from its parents.

use driftline_catalog::postgres::Table;
use driftline_catalog::{Key, Kind, Object as _};

use super::Context;
use super::alteration::Alteration;
use super::any_table::AnyTable;
use super::catalog::Catalog;
use super::identifier::{literal_or_null, qualified, quote};

/// Comments for a new table.
pub(super) fn create(table: &Table) -> Vec<String> {
    table.constraint_comments.iter().map(|said| statement(table, &said.constraint, Some(&said.comment))).collect()
}

/// Comments of the tables that have a constraint from its table, after that was made again.
pub(super) fn create_again(constraint: &Key, catalog: &Catalog<'_>) -> Vec<(Key, Vec<String>)> {
    let Some(table) = catalog.any_table(&constraint.schema, &constraint.parent) else { return Vec::new() };
    let heirs = catalog.below(table).into_iter().filter_map(|heir| catalog.table(heir.schema, heir.name));
    heirs
        .map(|table| {
            let said = table.constraint_comments.iter().filter(|said| said.constraint == constraint.name);
            let statements = said.map(|said| statement(table, &said.constraint, Some(&said.comment))).collect();
            (table.key(), statements)
        })
        .collect()
}

pub(super) fn alter(from: &Table, to: &Table, context: &Context<'_>, alteration: &mut Alteration) {
    if !alteration.take("constraint_comments") {
        return;
    }
    for said in to.constraint_comments.iter().filter(|said| !from.constraint_comments.contains(said)) {
        alteration.finish.push(statement(to, &said.constraint, Some(&said.comment)));
    }
    for said in &from.constraint_comments {
        let is_there = || above(to, context.after).iter().any(|table| has(*table, &said.constraint, context.after));
        let was_there = || above(to, context.before).iter().any(|table| has(*table, &said.constraint, context.before));
        let is_kept = to.constraint_comments.iter().any(|kept| kept.constraint == said.constraint);
        // What is said of a constraint goes with it.
        if !is_kept && (is_there() || !was_there()) {
            alteration.finish.push(statement(to, &said.constraint, None));
        }
    }
}

/// The tables above a table, however it came to have them.
fn above<'a>(table: &Table, catalog: &Catalog<'a>) -> Vec<AnyTable<'a>> {
    let mut found: Vec<AnyTable<'a>> = catalog.parents(table);
    let mut next = 0;
    while let Some(table) = found.get(next).copied() {
        let parents = catalog.parents(table).into_iter();
        let new: Vec<_> = parents.filter(|parent| found.iter().all(|known| known.key() != parent.key())).collect();
        found.extend(new);
        next += 1;
    }
    found
}

fn has(table: AnyTable<'_>, constraint: &str, catalog: &Catalog<'_>) -> bool {
    let children = catalog.children(table.schema, table.name).iter();
    children.into_iter().any(|key| key.kind == Kind::Constraint && key.name == constraint)
}

fn statement(table: &Table, constraint: &str, comment: Option<&str>) -> String {
    let table = qualified(&table.schema, &table.name);
    format!("COMMENT ON CONSTRAINT {} ON {table} IS {};", quote(constraint), literal_or_null(comment))
}
