//! Foreign tables. Their columns, checks and triggers are changed as a table's are: `ALTER TABLE` takes both.

use driftline_catalog::postgres::{ForeignTable, Table};

use super::alteration::Alteration;
use super::catalog::Catalog;
use super::identifier::{literal_or_null, qualified, quote};
use super::relation_privileges::RelationPrivileges;
use super::{Context, column, foreign_options, table};

/// The foreign table with its columns. As a table, a partition is made alone and attached.
///
/// # Errors
///
/// When the value of an option is not known.
pub(super) fn create(
    foreign: &ForeignTable,
    catalog: &Catalog<'_>,
    defaults_later: bool,
) -> Result<Vec<String>, String> {
    for column in catalog.columns(&foreign.schema, &foreign.name) {
        column::known_options(column)?;
    }
    let table = as_table(foreign);
    let mut columns: Vec<_> = catalog.columns(&foreign.schema, &foreign.name).into_iter().cloned().collect();
    if defaults_later {
        columns.iter_mut().for_each(|column| column.default = None);
    }
    let mut lines = table::listed_columns(&table, &columns, catalog);
    lines.extend(table::checks_above(&table, catalog));
    let mut text = format!("CREATE FOREIGN TABLE {}", qualified(&foreign.schema, &foreign.name));
    text += &if lines.is_empty() { " ()".to_owned() } else { format!(" (\n    {}\n)", lines.join(",\n    ")) };
    if !foreign.inherits.is_empty() {
        text += &format!("\nINHERITS ({})", foreign.inherits.join(", "));
    }
    text += &format!("\nSERVER {}{};", quote(&foreign.server), foreign_options::clause(&foreign.options)?);
    let mut statements = vec![text];
    for child in columns.iter().filter(|column| !foreign.inherits.is_empty() && column.inherited) {
        statements.extend(table::inherited_column(child, &table, catalog));
    }
    // As a table's, before it is attached.
    statements.extend(columns.iter().flat_map(column::settings));
    statements.extend(table::attach(&table));
    statements.extend((!foreign.owner.is_empty()).then(|| owner(foreign)));
    statements.extend(foreign.comment.is_some().then(|| comment(foreign)));
    statements.extend(privileges(foreign).create()?);
    for column in &columns {
        statements.extend(column::privileges(column).create(&column.privileges)?);
    }
    Ok(statements)
}

/// What a new one can only be given when everything around it is there.
pub(super) fn finish(foreign: &ForeignTable, catalog: &Catalog<'_>, defaults_later: bool) -> Vec<String> {
    table::finish(&as_table(foreign), catalog, defaults_later)
}

/// A table with the columns and parents of the foreign table.
fn as_table(foreign: &ForeignTable) -> Table {
    Table {
        schema: foreign.schema.clone(),
        name: foreign.name.clone(),
        inherits: foreign.inherits.clone(),
        partition_of: foreign.partition_of.clone(),
        partition_bound: foreign.partition_bound.clone(),
        ..Table::default()
    }
}

pub(super) fn drop(foreign: &ForeignTable) -> String {
    format!("DROP FOREIGN TABLE {};", qualified(&foreign.schema, &foreign.name))
}

pub(super) fn alter(from: &ForeignTable, to: &ForeignTable, context: &Context<'_>, alteration: &mut Alteration) {
    if alteration.differs("server") {
        return alteration.replace();
    }
    let name = qualified(&to.schema, &to.name);
    foreign_options::alter("options", &from.options, &to.options, &format!("ALTER FOREIGN TABLE {name}"), alteration);
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    table::alter_hierarchy(&as_table(from), &as_table(to), context, &format!("ALTER TABLE {name}"), alteration);
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    privileges(to).alter(&privileges(from), alteration);
}

fn owner(foreign: &ForeignTable) -> String {
    format!("ALTER FOREIGN TABLE {} OWNER TO {};", qualified(&foreign.schema, &foreign.name), quote(&foreign.owner))
}

fn comment(foreign: &ForeignTable) -> String {
    let comment = literal_or_null(foreign.comment.as_deref());
    format!("COMMENT ON FOREIGN TABLE {} IS {comment};", qualified(&foreign.schema, &foreign.name))
}

fn privileges(foreign: &ForeignTable) -> RelationPrivileges<'_> {
    RelationPrivileges {
        on: format!("TABLE {}", qualified(&foreign.schema, &foreign.name)),
        row_type: (&foreign.schema, &foreign.name),
        owner: &foreign.owner,
        whole: &foreign.privileges,
        columns: ("system_column_privileges", &foreign.system_column_privileges),
        rows: foreign.row_type_privileges.as_deref(),
    }
}
