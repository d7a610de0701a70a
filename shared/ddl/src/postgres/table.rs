//! Tables.

use driftline_catalog::postgres::{Column, ConstraintType, Table};

use super::alteration::Alteration;
use super::catalog::{Catalog, Item};
use super::identifier::{literal_or_null, option_name, options, qualified, quote};
use super::relation_privileges::RelationPrivileges;
use super::{Context, attached_index, column, constraint, constraint_comment, not_null, trigger};
use crate::Hazard;

/// The table with its columns.
///
/// A partition is made alone and attached, because `PARTITION OF` would not keep its own order of columns.
/// With `defaults_later`, [`finish`] sets the defaults, because they use what needs the table.
///
/// # Errors
///
/// The reason why there is no SQL.
pub(super) fn create(table: &Table, catalog: &Catalog<'_>, defaults_later: bool) -> Result<Vec<String>, String> {
    let name = qualified(&table.schema, &table.name);
    let columns: Vec<_> = catalog.columns(&table.schema, &table.name).into_iter().cloned().collect();
    let without_default = |column: &Column| Column { default: None, ..column.clone() };
    let columns: Vec<_> = if defaults_later { columns.iter().map(without_default).collect() } else { columns };
    let mut listed = listed_columns(table, &columns, catalog);
    listed.extend(checks_above(table, catalog));
    let mut statements = vec![format!("{};", statement(table, &listed))];
    for child in columns.iter().filter(|column| !table.inherits.is_empty() && column.inherited) {
        statements.extend(inherited_column(child, table, catalog));
    }
    // A parent's constraint against nulls that was never checked has to be there before.
    statements.extend(columns.iter().flat_map(column::settings));
    statements.extend(attach(table));
    statements.extend((!table.owner.is_empty()).then(|| owner(table)));
    if table.row_security {
        statements.push(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"));
    }
    if table.force_row_security {
        statements.push(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY;"));
    }
    if !matches!(table.replica_identity.as_str(), "" | "default") && replica_index(table).is_none() {
        statements.push(replica_identity(table));
    }
    statements.extend(table.comment.is_some().then(|| comment(table)));
    statements.extend(privileges(table).create()?);
    for column in &columns {
        statements.extend(column::privileges(column).create(&column.privileges)?);
        statements.extend(column::sequence_privileges(column, catalog)?);
    }
    Ok(statements)
}

fn privileges(table: &Table) -> RelationPrivileges<'_> {
    RelationPrivileges {
        on: format!("TABLE {}", qualified(&table.schema, &table.name)),
        row_type: (&table.schema, &table.name),
        owner: &table.owner,
        whole: &table.privileges,
        columns: ("system_column_privileges", &table.system_column_privileges),
        rows: table.row_type_privileges.as_deref(),
    }
}

/// The table as people read it: columns and constraints inside.
pub(super) fn describe(table: &Table, catalog: &Catalog<'_>) -> String {
    let columns = catalog.columns(&table.schema, &table.name);
    let columns = columns.into_iter().map(column::declaration);
    let constraints = catalog.children(&table.schema, &table.name).iter().filter_map(|key| match catalog.get(key) {
        Some(Item::Constraint(constraint)) => {
            Some(format!("CONSTRAINT {} {}", quote(&constraint.name), constraint.definition))
        }
        _ => None,
    });
    let mut text = statement(table, &columns.chain(constraints).collect::<Vec<_>>());
    if let (Some(parent), Some(bound)) = (&table.partition_of, &table.partition_bound) {
        text += &format!("\n-- partition of {parent} {bound}");
    }
    text
}

pub(super) fn listed_columns(table: &Table, columns: &[Column], catalog: &Catalog<'_>) -> Vec<String> {
    let of_type = |column: &Column| {
        let clauses = column::clauses(column);
        (!clauses.is_empty()).then(|| format!("{} WITH OPTIONS{clauses}", quote(&column.name)))
    };
    if table.of_type.is_some() {
        return columns.iter().filter_map(of_type).collect();
    }
    if table.inherits.is_empty() {
        return columns.iter().map(column::declaration).collect();
    }
    let parents = catalog.parents(table);
    let declaration = |column: &Column| {
        let mut given = parents.iter().filter_map(|parent| catalog.column(parent.schema, parent.name, &column.name));
        // A child has the parent's expression by itself, and before version 16 must not say it.
        let is_given = column.generated.is_some() && given.any(|given| given.generated == column.generated);
        column::declaration(&Column { generated: column.generated.clone().filter(|_| !is_given), ..column.clone() })
    };
    columns.iter().filter(|column| !column.inherited).map(declaration).collect()
}

/// The checks of the tables that a new partition is part of, which it must have to be attached.
pub(super) fn checks_above(table: &Table, catalog: &Catalog<'_>) -> Vec<String> {
    let mut checks = Vec::new();
    for parent in catalog.partitioned_above(&table.schema, &table.name) {
        for key in catalog.children(parent.schema, parent.name) {
            if let Some(Item::Constraint(constraint)) = catalog.get(key)
                && constraint.constraint_type == ConstraintType::Check
            {
                checks.push(constraint::declaration(constraint).trim_end_matches(" NOT VALID").to_owned());
            }
        }
    }
    checks
}

fn statement(table: &Table, lines: &[String]) -> String {
    let unlogged = if table.persistence == "unlogged" { "UNLOGGED " } else { "" };
    let mut text = format!("CREATE {unlogged}TABLE {}", qualified(&table.schema, &table.name));
    if let Some(of_type) = &table.of_type {
        text += &format!(" OF {of_type}");
    }
    if !lines.is_empty() {
        text += &format!(" (\n    {}\n)", lines.join(",\n    "));
    } else if table.of_type.is_none() {
        text += " ()";
    }
    if !table.inherits.is_empty() {
        text += &format!("\nINHERITS ({})", table.inherits.join(", "));
    }
    if let Some(key) = &table.partition_key {
        text += &format!("\nPARTITION BY {key}");
    }
    if let Some(method) = table.access_method.as_ref().filter(|method| *method != "heap") {
        text += &format!("\nUSING {}", quote(method));
    }
    if !table.options.is_empty() {
        text += &format!("\nWITH ({})", options(&table.options));
    }
    if let Some(tablespace) = &table.tablespace {
        text += &format!("\nTABLESPACE {}", quote(tablespace));
    }
    text
}

/// Where an inherited column differs from what the parent gives it.
pub(super) fn inherited_column(child: &Column, table: &Table, catalog: &Catalog<'_>) -> Vec<String> {
    let parents = catalog.parents(table);
    let given = parents.iter().find_map(|parent| catalog.column(parent.schema, parent.name, &child.name));
    let alter =
        format!("ALTER TABLE ONLY {} ALTER COLUMN {}", qualified(&table.schema, &table.name), quote(&child.name));
    let mut statements = Vec::new();
    if given.is_none_or(|given| given.default != child.default) && child.generated.is_none() {
        statements.push(match &child.default {
            Some(default) => format!("{alter} SET DEFAULT {default};"),
            None => format!("{alter} DROP DEFAULT;"),
        });
    }
    // One that was never checked is among the settings.
    let is_set = child.not_null_constraint.as_ref().is_some_and(|constraint| !constraint.validated);
    if child.not_null && !is_set && given.is_none_or(|given| !given.not_null) {
        statements.push(not_null::add(child).unwrap_or_else(|| format!("{alter} SET NOT NULL;")));
    }
    statements
}

/// What a new table can only be given when its constraints and indexes are there.
pub(super) fn finish(table: &Table, catalog: &Catalog<'_>, defaults_later: bool) -> Vec<String> {
    let mut statements = Vec::new();
    for column in catalog.columns(&table.schema, &table.name).into_iter().filter(|_| defaults_later) {
        statements.extend(column.default.as_ref().map(|default| {
            let column = quote(&column.name);
            format!(
                "ALTER TABLE ONLY {} ALTER COLUMN {column} SET DEFAULT {default};",
                qualified(&table.schema, &table.name)
            )
        }));
    }
    statements.extend(attached_index::create(table, catalog));
    statements.extend(constraint_comment::create(table));
    statements.extend(replica_index(table).map(|_| replica_identity(table)));
    statements
}

pub(super) fn attach(table: &Table) -> Option<String> {
    let (parent, bound) = (table.partition_of.as_ref()?, table.partition_bound.as_ref()?);
    let name = qualified(&table.schema, &table.name);
    Some(format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bound};"))
}

/// Takes the defaults away from a table that is dropped before what they use.
pub(super) fn drop_defaults(table: &Table, catalog: &Catalog<'_>) -> Vec<String> {
    let columns = catalog.columns(&table.schema, &table.name).into_iter();
    let with_default = columns.filter(|column| column.default.is_some());
    let name = qualified(&table.schema, &table.name);
    with_default
        .map(|column| format!("ALTER TABLE ONLY {name} ALTER COLUMN {} DROP DEFAULT;", quote(&column.name)))
        .collect()
}

/// The index that identifies rows to replication, as SQL spells its name.
pub(super) fn replica_index(table: &Table) -> Option<&str> {
    table.replica_identity.strip_prefix("index ")
}

pub(super) fn replica_identity(table: &Table) -> String {
    let identity = match replica_index(table) {
        Some(index) => format!("USING INDEX {index}"),
        None => table.replica_identity.to_uppercase(),
    };
    format!("ALTER TABLE {} REPLICA IDENTITY {identity};", qualified(&table.schema, &table.name))
}

pub(super) fn drop(table: &Table) -> String {
    format!("DROP TABLE {};", qualified(&table.schema, &table.name))
}

pub(super) fn alter(from: &Table, to: &Table, context: &Context<'_>, alteration: &mut Alteration) {
    let alter = format!("ALTER TABLE {}", qualified(&to.schema, &to.name));
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    if alteration.take("persistence") {
        let logged = if to.persistence == "unlogged" { "UNLOGGED" } else { "LOGGED" };
        alteration.push(format!("{alter} SET {logged};"));
        alteration.hazard(Hazard::LocksTable);
    }
    if from.partition_key.is_some() != to.partition_key.is_some() {
        // A partitioned table need not name one.
        alteration.take("access_method");
        alteration.refuse_attribute(
            "partition_key",
            "a table cannot become partitioned, or stop being so: make another one, copy the rows and swap their names",
        );
    }
    if alteration.take("access_method") {
        match &to.access_method {
            Some(method) if 15 <= context.after.snapshot.server.major => {
                alteration.push(format!("{alter} SET ACCESS METHOD {};", quote(method)));
                alteration.hazard(Hazard::LocksTable);
            }
            // Then new partitions get that of the database again.
            None if 17 <= context.after.snapshot.server.major && to.partition_key.is_some() => {
                alteration.push(format!("{alter} SET ACCESS METHOD DEFAULT;"));
            }
            _ => alteration.refuse("access_method differs, and this version cannot change it"),
        }
    }
    alter_tablespace(to.tablespace.as_deref(), "TABLE", &qualified(&to.schema, &to.name), alteration);
    if alteration.take("options") {
        alter_options(&from.options, &to.options, &alter, alteration);
    }
    if alteration.take("row_security") {
        alteration.push(format!("{alter} {} ROW LEVEL SECURITY;", if to.row_security { "ENABLE" } else { "DISABLE" }));
        if !to.row_security {
            alteration.hazard(Hazard::WidensAccess);
        }
    }
    if alteration.take("force_row_security") {
        let force = if to.force_row_security { "FORCE" } else { "NO FORCE" };
        alteration.push(format!("{alter} {force} ROW LEVEL SECURITY;"));
        if !to.force_row_security {
            alteration.hazard(Hazard::WidensAccess);
        }
    }
    attached_index::alter(from, to, context.after, alteration);
    constraint_comment::alter(from, to, context, alteration);
    if alteration.take("replica_identity") {
        alteration.finish.push(replica_identity(to));
    }
    alter_hierarchy(from, to, context, &alter, alteration);
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    privileges(to).alter(&privileges(from), alteration);
}

pub(super) fn alter_hierarchy(
    from: &Table,
    to: &Table,
    context: &Context<'_>,
    alter: &str,
    alteration: &mut Alteration,
) {
    if alteration.take("of_type") {
        match &to.of_type {
            Some(of_type) => alteration.finish.push(format!("{alter} OF {of_type};")),
            None => alteration.push(format!("{alter} NOT OF;")),
        }
    }
    if alteration.take("inherits") {
        for parent in from.inherits.iter().filter(|parent| !to.inherits.contains(parent)) {
            alteration.early.push(format!("{alter} NO INHERIT {parent};"));
        }
        let kept: Vec<_> = from.inherits.iter().filter(|parent| to.inherits.contains(parent)).collect();
        if !to.inherits.iter().take(kept.len()).eq(kept) {
            alteration.refuse("inherits differs in the order of the parents, which only recreating the table changes");
        }
        for parent in to.inherits.iter().filter(|parent| !from.inherits.contains(parent)) {
            alteration.finish.push(format!("{alter} INHERIT {parent};"));
        }
    }
    alteration.refuse_attribute("partition_key", "a table cannot be partitioned in another way without recreating it");
    if alteration.take_any(&["partition_of", "partition_bound"]) {
        if let Some(parent) = &from.partition_of {
            let name = qualified(&to.schema, &to.name);
            alteration.early.push(format!("ALTER TABLE {parent} DETACH PARTITION {name};"));
        }
        if let Some(attach) = attach(to) {
            if from.partition_of == to.partition_of {
                alteration.restored.push(attach);
                // Detached, it loses the parent's triggers, and gets them back switched on.
                alteration.restored.extend(trigger::states(to, context.before));
            } else {
                alteration.finish.push(attach);
            }
            alteration.hazard(Hazard::LocksTable);
            alteration.hazard(Hazard::MayFail { why: "a row does not belong into the partition" });
        }
    }
}

/// `RESET` for what is gone, `SET` for what is new or different.
pub(super) fn alter_options(from: &[String], to: &[String], alter: &str, alteration: &mut Alteration) {
    let names: Vec<_> = to.iter().map(|option| option_name(option)).collect();
    let gone: Vec<_> = from.iter().map(|option| option_name(option)).filter(|name| !names.contains(name)).collect();
    if !gone.is_empty() {
        alteration.push(format!("{alter} RESET ({});", gone.join(", ")));
    }
    let set: Vec<_> = to.iter().filter(|option| !from.contains(option)).cloned().collect();
    if !set.is_empty() {
        alteration.push(format!("{alter} SET ({});", options(&set)));
    }
}

pub(super) fn alter_tablespace(to: Option<&str>, statement: &str, name: &str, alteration: &mut Alteration) {
    match to {
        Some(tablespace) if alteration.take("tablespace") => {
            alteration.push(format!("ALTER {statement} {name} SET TABLESPACE {};", quote(tablespace)));
            alteration.hazard(Hazard::LocksTable);
        }
        Some(_) => {}
        None => alteration
            .refuse_attribute("tablespace", "the name of the database's own tablespace is not part of a snapshot"),
    }
}

fn owner(table: &Table) -> String {
    format!("ALTER TABLE {} OWNER TO {};", qualified(&table.schema, &table.name), quote(&table.owner))
}

fn comment(table: &Table) -> String {
    let name = qualified(&table.schema, &table.name);
    format!("COMMENT ON TABLE {name} IS {};", literal_or_null(table.comment.as_deref()))
}
