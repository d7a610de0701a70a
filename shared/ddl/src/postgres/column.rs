//! Columns.

use driftline_catalog::postgres::{Column, Identity};
use driftline_catalog::{Key, Kind, Object};

use super::alteration::Alteration;
use super::any_table::AnyTable;
use super::catalog::{Catalog, Item};
use super::conversion::{Conversion, has_no_cast};
use super::identifier::{literal_or_null, mentions, option_name, options, qualified, quote};
use super::privileges::{Implied, Target};
use super::{Context, default_privileges, foreign_options, not_null, sequence};
use crate::Hazard;

/// `email text NOT NULL DEFAULT ...`, as it stands in `CREATE TABLE` and after `ADD COLUMN`.
pub(super) fn declaration(column: &Column) -> String {
    let collation = column.collation.as_ref().map_or(String::new(), |collation| format!(" COLLATE {collation}"));
    format!("{} {}{collation}{}", quote(&column.name), column.data_type, clauses(column))
}

/// What follows the type: default, generated, identity, not null.
pub(super) fn clauses(column: &Column) -> String {
    let mut text = String::new();
    if let Some(generated) = &column.generated {
        let generation = column.generation.as_deref().unwrap_or("stored").to_uppercase();
        text += &format!(" GENERATED ALWAYS AS ({generated}) {generation}");
    } else if let Some(identity) = &column.identity {
        text += &format!(" GENERATED {} AS IDENTITY ({})", identity.generation.to_uppercase(), new_sequence(identity));
    } else if let Some(default) = &column.default {
        text += &format!(" DEFAULT {default}");
    }
    if column.not_null {
        text += &not_null::clause(column);
    }
    text
}

/// The options of a new identity.
fn new_sequence(identity: &Identity) -> String {
    // Undocumented, and what pg_dump writes.
    let name =
        if identity.sequence.is_empty() { String::new() } else { format!("SEQUENCE NAME {} ", identity.sequence) };
    name + &sequence_options(identity, "")
}

fn sequence_options(identity: &Identity, set: &str) -> String {
    format!(
        "{set}INCREMENT BY {} {set}MINVALUE {} {set}MAXVALUE {} {set}START WITH {} {set}CACHE {} {set}{}",
        identity.increment,
        identity.minimum,
        identity.maximum,
        identity.start,
        identity.cache,
        if identity.cycle { "CYCLE" } else { "NO CYCLE" },
    )
}

/// What a new column needs beyond its declaration: storage, compression, statistics, options, comment.
pub(super) fn settings(column: &Column) -> Vec<String> {
    let alter = alter_column(column, "ONLY ");
    let mut statements = not_null::settings(column);
    if let Some(storage) = &column.storage {
        statements.push(format!("{alter} SET STORAGE {};", storage.to_uppercase()));
    }
    if let Some(compression) = &column.compression {
        statements.push(format!("{alter} SET COMPRESSION {compression};"));
    }
    if let Some(target) = column.statistics_target {
        statements.push(format!("{alter} SET STATISTICS {target};"));
    }
    if !column.options.is_empty() {
        statements.push(format!("{alter} SET ({});", options(&column.options)));
    }
    // Creating anything with options whose values are not known has been refused before.
    let foreign = foreign_options::change(&[], &column.foreign_options).ok();
    let foreign = foreign.filter(|_| !column.foreign_options.is_empty());
    statements.extend(foreign.map(|options| format!("{} {options};", alter_foreign(column))));
    statements.extend(column.comment.is_some().then(|| comment(column)));
    let identity = column.identity.as_ref().filter(|identity| identity.comment.is_some());
    statements.extend(identity.map(sequence_comment));
    statements
}

/// # Errors
///
/// When the value of an option for foreign data is not known.
pub(super) fn known_options(column: &Column) -> Result<(), String> {
    match foreign_options::clause(&column.foreign_options) {
        Ok(_) => Ok(()),
        Err(reason) => Err(format!("column {}: {reason}", quote(&column.name))),
    }
}

/// # Errors
///
/// When the value of an option for foreign data is not known, or somebody else than the owner granted something.
pub(super) fn create(column: &Column, catalog: &Catalog<'_>) -> Result<Vec<String>, String> {
    known_options(column)?;
    let table = qualified(&column.schema, &column.table);
    let mut statements = vec![format!("ALTER TABLE {table} ADD COLUMN {};", declaration(column))];
    statements.extend(settings(column));
    statements.extend(privileges(column).create(&column.privileges)?);
    statements.extend(sequence_privileges(column, catalog)?);
    Ok(statements)
}

pub(super) fn privileges(column: &Column) -> Target<'_> {
    let table = format!("TABLE {}", qualified(&column.schema, &column.table));
    Target { columns: Some(format!("({})", quote(&column.name))), ..Target::new(table, "", Implied::Nothing) }
}

/// Gives the sequence inside a new identity its privileges.
///
/// # Errors
///
/// The reason why there is no SQL.
pub(super) fn sequence_privileges(column: &Column, catalog: &Catalog<'_>) -> Result<Vec<String>, String> {
    let Some(identity) = &column.identity else { return Ok(Vec::new()) };
    if !catalog.snapshot.has_read(Kind::Column, "sequence_privileges") {
        // An older snapshot knows nothing of them, which is not the same as none.
        return Ok(Vec::new());
    }
    let target = sequence_target(column, identity, catalog);
    let mut statements: Vec<String> =
        default_privileges::withdrawn("sequences", &column.schema, &target.name, target.owner, catalog)
            .into_iter()
            .collect();
    statements.extend(target.create(&column.sequence_privileges)?);
    Ok(statements)
}

/// The sequence has the owner of its table.
fn sequence_target<'a>(column: &Column, identity: &Identity, catalog: &Catalog<'a>) -> Target<'a> {
    let owner = catalog.any_table(&column.schema, &column.table).map_or("", |table| table.owner);
    Target::new(format!("SEQUENCE {}", identity.sequence), owner, Implied::Nothing)
}

pub(super) fn create_hazards(column: &Column) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    let computed = column.default.as_ref().is_some_and(|default| default.contains('('));
    if computed || column.identity.is_some() || column.generation.as_deref() == Some("stored") {
        hazards.push(Hazard::LocksTable);
    }
    if column.not_null && column.default.is_none() && column.generated.is_none() && column.identity.is_none() {
        hazards.push(Hazard::MayFail { why: "the table has rows, which would have no value for the new column" });
    }
    hazards
}

pub(super) fn drop(column: &Column) -> String {
    format!("ALTER TABLE {} DROP COLUMN {};", qualified(&column.schema, &column.table), quote(&column.name))
}

/// Without the children, which then have it as their own; none if no child keeps it.
pub(super) fn drop_from_parent(column: &Column, context: &Context<'_>) -> Option<String> {
    let table = context.before.any_table(&column.schema, &column.table)?;
    let mut children = context.before.children_of(table).into_iter().filter(|child| child.partition_of.is_none());
    let keeps = children.any(|child| context.after.column(child.schema, child.name, &column.name).is_some());
    let name = qualified(&column.schema, &column.table);
    keeps.then(|| format!("ALTER TABLE ONLY {name} DROP COLUMN {};", quote(&column.name)))
}

pub(super) fn alter(from: &Column, to: &Column, context: &Context<'_>, alteration: &mut Alteration) {
    if replaces(from, to, context, alteration) {
        return alteration.replace();
    }
    not_null::alter(from, to, alteration);
    let alter = alter_column(to, "");
    let alter_only = alter_column(to, "ONLY ");
    let generated_differs = alteration.take_any(&["generated", "generation"]);
    if generated_differs {
        match &to.generated {
            Some(expression) => {
                alteration.push(format!("{alter} SET EXPRESSION AS ({expression});"));
                alteration.hazard(Hazard::LocksTable);
                alteration.retypes = true;
            }
            // It would keep the columns it is computed from as they are.
            None => alteration.early.push(format!("{alter} DROP EXPRESSION;")),
        }
    }
    let narrowed = match (&from.identity, &to.identity) {
        (Some(before), Some(identity)) if narrows(before, identity) && alteration.differs("data_type") => {
            alteration.push(set_identity(before, identity, &alter));
            true
        }
        _ => false,
    };
    let retypes = alter_type(from, to, context, alteration, &alter);
    let identity_comment_differs = alteration.take("identity.comment");
    let identity_differs = alteration.take_any(&IDENTITY_PATHS);
    let default_differs = alteration.take("default");
    if identity_differs && to.identity.is_none() {
        // Something new may have the name of its sequence.
        alteration.early.push(format!("{alter} DROP IDENTITY;"));
    }
    if default_differs || (retypes && to.default.is_some()) {
        match &to.default {
            Some(default) => alteration.push(format!("{alter_only} SET DEFAULT {default};")),
            // An altered type has dropped it already.
            None if retypes && from.default.is_some() => {}
            // The sequence of a serial column goes before one with the same name comes inside the column.
            None if to.identity.is_some() => alteration.early.push(format!("{alter_only} DROP DEFAULT;")),
            None => alteration.push(format!("{alter_only} DROP DEFAULT;")),
        }
    }
    if alteration.take("not_null") {
        let set = not_null::add(to).unwrap_or_else(|| format!("{alter} SET NOT NULL;"));
        alteration.push(if to.not_null { set } else { format!("{alter} DROP NOT NULL;") });
        if to.not_null {
            alteration.hazard(Hazard::LocksTable);
            alteration.hazard(Hazard::MayFail { why: "a row holds null in the column" });
        }
    }
    if let Some(identity) = to.identity.as_ref().filter(|_| identity_differs || (retypes && from.identity.is_some())) {
        let generation = identity.generation.to_uppercase();
        match &from.identity {
            None => {
                alteration
                    .push(format!("{alter} ADD GENERATED {generation} AS IDENTITY ({});", new_sequence(identity)));
            }
            Some(before) if !narrowed => alteration.push(set_identity(before, identity, &alter)),
            Some(_) => {}
        }
        if let Some(before) = from.identity.as_ref().filter(|before| before.sequence != identity.sequence) {
            alteration.statements.extend(rename_sequence(&before.sequence, &identity.sequence));
        }
        if from.identity.is_none() {
            alteration.hazard(Hazard::MayFail {
                why: "new numbers, which begin at START, meet rows that have them already; set the sequence first",
            });
        }
    }
    if let Some(identity) = to.identity.as_ref().filter(|_| identity_comment_differs) {
        alteration.push(sequence_comment(identity));
    }
    alter_sequence_privileges(from, to, context, alteration);
    alter_storage(from, to, context, alteration, &alter_only);
    let (before, after) = (&from.foreign_options, &to.foreign_options);
    foreign_options::alter("foreign_options", before, after, &alter_foreign(to), alteration);
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

fn alter_sequence_privileges(from: &Column, to: &Column, context: &Context<'_>, alteration: &mut Alteration) {
    match (&from.identity, &to.identity) {
        (Some(_), Some(identity)) => sequence_target(to, identity, context.after).alter_as(
            "sequence_privileges",
            &from.sequence_privileges,
            &to.sequence_privileges,
            alteration,
        ),
        // A new sequence may have been given some without a word.
        (None, Some(_)) => {
            alteration.take("sequence_privileges");
            match sequence_privileges(to, context.after) {
                Ok(statements) => alteration.statements.extend(statements),
                Err(reason) => alteration.refuse(reason),
            }
        }
        // They are gone with it.
        (_, None) => {
            alteration.take("sequence_privileges");
        }
    }
}

/// All options at once, which the server checks against each other.
fn set_identity(from: &Identity, to: &Identity, alter: &str) -> String {
    let generation = to.generation.to_uppercase();
    let statement = format!("{alter} SET GENERATED {generation} {}", sequence_options(to, "SET "));
    if (from.minimum, from.maximum) == (to.minimum, to.maximum) {
        return format!("{statement};");
    }
    let restart = format!(" RESTART WITH {}", to.start);
    sequence::within_limits(&from.sequence, (to.minimum, to.maximum), &statement, &restart)
}

/// Whether the new limits are within the old ones: then they are set before the type gets narrower, or else after it got
/// wider.
fn narrows(from: &Identity, to: &Identity) -> bool {
    from.minimum <= to.minimum && to.maximum <= from.maximum && (from.minimum, from.maximum) != (to.minimum, to.maximum)
}

const IDENTITY_PATHS: [&str; 8] = [
    "identity.sequence",
    "identity.generation",
    "identity.start",
    "identity.increment",
    "identity.minimum",
    "identity.maximum",
    "identity.cache",
    "identity.cycle",
];

fn sequence_comment(identity: &Identity) -> String {
    format!("COMMENT ON SEQUENCE {} IS {};", identity.sequence, literal_or_null(identity.comment.as_deref()))
}

/// Gives the sequence inside an identity its name; its schema is always the table's.
fn rename_sequence(from: &str, to: &str) -> Option<String> {
    let name = split_schema(to)?;
    Some(format!("ALTER SEQUENCE {from} RENAME TO {name};"))
}

/// The name in `schema.name`, as it is spelled.
fn split_schema(text: &str) -> Option<&str> {
    let mut quoted = false;
    let dot = text.char_indices().find(|(_, character)| {
        quoted ^= *character == '"';
        *character == '.' && !quoted
    });
    dot.map(|(place, _)| &text[place + 1..])
}

/// Whether the column has to be dropped and added again, which is so for most changes of a generated column.
fn replaces(from: &Column, to: &Column, context: &Context<'_>, alteration: &Alteration) -> bool {
    if !alteration.differs("generated") && !alteration.differs("generation") {
        return false;
    }
    match (&from.generated, &to.generated) {
        (Some(_), None) => from.generation.as_deref() != Some("stored"),
        (Some(_), Some(_)) => from.generation != to.generation || context.after.snapshot.server.major < 17,
        (None, _) => true,
    }
}

/// Changes type and collation; the old default goes first, because it is converted separately and may not convert.
fn alter_type(from: &Column, to: &Column, context: &Context<'_>, alteration: &mut Alteration, alter: &str) -> bool {
    let type_differs = alteration.take("data_type");
    if !alteration.take("collation") && !type_differs {
        return false;
    }
    if from.inherited && to.inherited {
        alteration.covered_by = parent_column(to, context);
        if alteration.covered_by.is_none() {
            alteration.refuse("data_type or collation differs, and the column comes from a parent table");
        }
        return false;
    }
    // A column that is the table's own too changes with its parent's all the same.
    if let Some(parent) = parent_column(to, context) {
        alteration.covered_by = Some(parent);
        return false;
    }
    let table = context.after.any_table(&to.schema, &to.table);
    if table.and_then(|table| table.partition_key).is_some_and(|key| mentions(key, &to.name)) {
        alteration.refuse("data_type or collation differs, and the table is partitioned by the column");
    }
    if from.default.is_some() {
        alteration.push(format!("{alter} DROP DEFAULT;"));
    }
    let collation = to.collation.as_ref().map_or(String::new(), |collation| format!(" COLLATE {collation}"));
    let Conversion { hazards, explicit } = Conversion::between(&from.data_type, &to.data_type);
    let using = match &to.generated {
        // The server converts no values that are elsewhere, and refuses to be told how.
        None if explicit && !table.is_some_and(|table| context.before.reaches_elsewhere(table)) => {
            if has_no_cast(&from.data_type, &to.data_type) {
                alteration.refuse(format!(
                    "there is no cast from {} to {}, and only you know what the values become: write the USING clause",
                    from.data_type, to.data_type
                ));
            }
            // From one enum to another there is none either, but labels have the same spelling.
            let by_label = if context.before.is_enum(&from.data_type) { "::text" } else { "" };
            format!(" USING {}{by_label}::{}", quote(&to.name), to.data_type)
        }
        _ => String::new(),
    };
    alteration.push(format!("{alter} TYPE {}{collation}{using};", to.data_type));
    if type_differs {
        alteration.hazards.extend(hazards);
    } else {
        // The indexes on the column are built again.
        alteration.hazard(Hazard::LocksTable);
    }
    alteration.retypes = true;
    true
}

/// The parent's column, if the script changes it and so takes this one along.
fn parent_column(to: &Column, context: &Context<'_>) -> Option<Key> {
    let parents = context.after.parents(context.after.any_table(&to.schema, &to.table)?);
    let columns = parents.into_iter().filter_map(|parent| context.after.column(parent.schema, parent.name, &to.name));
    let mut same = columns.filter(|column| column.data_type == to.data_type && column.collation == to.collation);
    same.find(|column| context.selects(&column.key())).map(Object::key)
}

fn alter_storage(from: &Column, to: &Column, context: &Context<'_>, alteration: &mut Alteration, alter: &str) {
    if alteration.take("storage") {
        let storage = match &to.storage {
            Some(storage) => Some(storage.to_uppercase()),
            None if 16 <= context.after.snapshot.server.major => Some("DEFAULT".to_owned()),
            None => own_storage(&to.data_type).map(str::to_owned),
        };
        match storage {
            Some(storage) => alteration.push(format!("{alter} SET STORAGE {storage};")),
            None => {
                alteration.refuse("storage differs, and this version cannot name the type's own storage to go back to");
            }
        }
    }
    if alteration.take("compression") {
        let method = to.compression.as_deref().unwrap_or("default");
        alteration.push(format!("{alter} SET COMPRESSION {method};"));
    }
    if alteration.take("statistics_target") {
        alteration.push(format!("{alter} SET STATISTICS {};", to.statistics_target.unwrap_or(-1)));
    }
    if alteration.take("options") {
        let names = |column: &Column| column.options.iter().map(|option| option_name(option)).collect::<Vec<_>>();
        let gone: Vec<_> = names(from).into_iter().filter(|name| !names(to).contains(name)).collect();
        if !gone.is_empty() {
            alteration.push(format!("{alter} RESET ({});", gone.join(", ")));
        }
        if !to.options.is_empty() {
            alteration.push(format!("{alter} SET ({});", options(&to.options)));
        }
    }
}

/// `typstorage` of the types whose columns people give another storage.
fn own_storage(data_type: &str) -> Option<&'static str> {
    let base = data_type.split(['(', ' ']).next().unwrap_or(data_type);
    match base {
        _ if data_type.ends_with("[]") => Some("EXTENDED"),
        "numeric" | "inet" | "cidr" => Some("MAIN"),
        "text" | "character" | "json" | "jsonb" | "bytea" | "xml" | "tsvector" => Some("EXTENDED"),
        _ => None,
    }
}

fn alter_column(column: &Column, only: &str) -> String {
    format!("ALTER TABLE {only}{} ALTER COLUMN {}", qualified(&column.schema, &column.table), quote(&column.name))
}

fn alter_foreign(column: &Column) -> String {
    format!("ALTER FOREIGN TABLE {} ALTER COLUMN {}", qualified(&column.schema, &column.table), quote(&column.name))
}

fn comment(column: &Column) -> String {
    let name = format!("{}.{}", qualified(&column.schema, &column.table), quote(&column.name));
    format!("COMMENT ON COLUMN {name} IS {};", literal_or_null(column.comment.as_deref()))
}

/// The parent's column that takes this inherited one along when the script adds or drops it.
pub(super) fn covered_by(column: &Column, catalog: &Catalog<'_>, context: &Context<'_>) -> Option<Key> {
    let table = catalog.any_table(&column.schema, &column.table).filter(|_| column.inherited)?;
    let of_parent = |parent: AnyTable<'_>| Key {
        kind: Kind::Column,
        schema: parent.schema.clone(),
        parent: parent.name.clone(),
        name: column.name.clone(),
    };
    catalog.parents(table).into_iter().map(of_parent).find(|key| context.selects(key))
}

/// The column's place in its table, so that new columns are added in order.
pub(super) fn place(catalog: &Catalog<'_>, key: &Key) -> usize {
    match catalog.get(key) {
        Some(Item::Column(column)) => usize::try_from(column.position).unwrap_or_default(),
        _ => 0,
    }
}
