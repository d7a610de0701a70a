//! Constraints against nulls, which servers from version 18 on have names for.

use driftline_catalog::postgres::{Column, NotNullConstraint};

use super::alteration::Alteration;
use super::identifier::{literal_or_null, qualified, quote};
use crate::Hazard;

/// The constraint against nulls, as a clause of a new column. One that was not validated is added afterwards.
pub(super) fn clause(column: &Column) -> String {
    match &column.not_null_constraint {
        Some(constraint) if constraint.validated => {
            let scope = if constraint.no_inherit { " NO INHERIT" } else { "" };
            format!(" CONSTRAINT {} NOT NULL{scope}", quote(&constraint.name))
        }
        Some(_) => String::new(),
        None => " NOT NULL".to_owned(),
    }
}

/// What a constraint against nulls needs beyond that clause.
pub(super) fn settings(column: &Column) -> Vec<String> {
    let Some(constraint) = column.not_null_constraint.as_ref().filter(|_| column.not_null) else { return Vec::new() };
    let table = qualified(&column.schema, &column.table);
    let name = quote(&constraint.name);
    let mut statements = Vec::new();
    if !constraint.validated {
        statements.extend(add(column));
    }
    if constraint.comment.is_some() {
        let text = literal_or_null(constraint.comment.as_deref());
        statements.push(format!("COMMENT ON CONSTRAINT {name} ON {table} IS {text};"));
    }
    statements
}

/// What makes a column refuse nulls by a constraint that is not as the server makes it by itself.
pub(super) fn add(column: &Column) -> Option<String> {
    let constraint = column.not_null_constraint.as_ref()?;
    let (table, name) = (qualified(&column.schema, &column.table), quote(&constraint.name));
    let scope = if constraint.no_inherit { " NO INHERIT" } else { "" };
    let state = if constraint.validated { "" } else { " NOT VALID" };
    Some(format!("ALTER TABLE {table} ADD CONSTRAINT {name} NOT NULL {}{scope}{state};", quote(&column.name)))
}

/// The constraint as the server makes it, unless somebody said otherwise.
fn usual(column: &Column) -> NotNullConstraint {
    let name = format!("{}_{}_not_null", column.table, column.name);
    NotNullConstraint { name, validated: true, ..NotNullConstraint::default() }
}

/// Changes the constraint of a column that refuses nulls before and after.
pub(super) fn alter(from: &Column, to: &Column, alteration: &mut Alteration) {
    const PATHS: [&str; 4] = [
        "not_null_constraint.name",
        "not_null_constraint.no_inherit",
        "not_null_constraint.validated",
        "not_null_constraint.comment",
    ];
    if !alteration.take_any(&PATHS) || !(from.not_null && to.not_null) {
        return;
    }
    let before = from.not_null_constraint.clone().unwrap_or_else(|| usual(from));
    let after = to.not_null_constraint.clone().unwrap_or_else(|| usual(to));
    let table = qualified(&to.schema, &to.table);
    let (old, new) = (quote(&before.name), quote(&after.name));
    if before.validated && !after.validated {
        alteration.push(format!("ALTER TABLE {table} DROP CONSTRAINT {old};"));
        alteration.statements.extend(settings(to));
        return;
    }
    if before.name != after.name {
        alteration.push(format!("ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new};"));
    }
    if before.no_inherit != after.no_inherit {
        let scope = if after.no_inherit { "NO INHERIT" } else { "INHERIT" };
        alteration.push(format!("ALTER TABLE {table} ALTER CONSTRAINT {new} {scope};"));
    }
    if !before.validated && after.validated {
        alteration.push(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {new};"));
        alteration.hazard(Hazard::MayFail { why: "the column holds nulls" });
    }
    if before.comment != after.comment {
        let text = literal_or_null(after.comment.as_deref());
        alteration.push(format!("COMMENT ON CONSTRAINT {new} ON {table} IS {text};"));
    }
}
