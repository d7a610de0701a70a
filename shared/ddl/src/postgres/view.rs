//! Views and materialised views.

use driftline_catalog::postgres::{MaterializedView, View};

use super::Context;
use super::alteration::Alteration;
use super::identifier::{comments, literal_or_null, mentions, options, qualified, quote, split_name};
use super::relation_privileges::RelationPrivileges;
use super::table::{alter_options, alter_tablespace};

pub(super) fn create(view: &View) -> Result<Vec<String>, String> {
    let name = qualified(&view.schema, &view.name);
    let mut statements = vec![statement(view, "CREATE VIEW")];
    statements.extend((!view.owner.is_empty()).then(|| format!("ALTER VIEW {name} OWNER TO {};", quote(&view.owner))));
    statements.extend(view.column_defaults.iter().map(|entry| set_default(&name, entry)));
    statements.extend(view.comment.is_some().then(|| comment("VIEW", &name, view.comment.as_deref())));
    statements.extend(comments("COLUMN", &[], &view.column_comments, |column| format!("{name}.{column}")));
    statements.extend(privileges(view).create()?);
    Ok(statements)
}

fn privileges(view: &View) -> RelationPrivileges<'_> {
    RelationPrivileges {
        on: qualified(&view.schema, &view.name),
        row_type: (&view.schema, &view.name),
        owner: &view.owner,
        whole: &view.privileges,
        columns: ("column_privileges", &view.column_privileges),
        rows: view.row_type_privileges.as_deref(),
    }
}

fn statement(view: &View, create: &str) -> String {
    let options = with(&view.options);
    format!("{create} {}{options} AS\n{};", qualified(&view.schema, &view.name), query(&view.query))
}

pub(super) fn drop(view: &View) -> String {
    format!("DROP VIEW {};", qualified(&view.schema, &view.name))
}

/// `CREATE OR REPLACE VIEW` keeps the columns there are and can add some at the end; anything else replaces the view.
pub(super) fn alter(from: &View, to: &View, context: &Context<'_>, alteration: &mut Alteration) {
    let name = qualified(&to.schema, &to.name);
    if !to.columns.starts_with(&from.columns) || (alteration.differs("query") && loses_column(from, context)) {
        return alteration.replace();
    }
    if alteration.take_any(&["query", "columns"]) {
        alteration.take("options");
        alteration.push(statement(to, "CREATE OR REPLACE VIEW"));
    }
    if alteration.take("options") {
        alter_options(&from.options, &to.options, &format!("ALTER VIEW {name}"), alteration);
    }
    if alteration.take("owner") {
        alteration.push(format!("ALTER VIEW {name} OWNER TO {};", quote(&to.owner)));
    }
    if alteration.take("column_defaults") {
        let column = |entry: &String| entry_name(entry).0;
        let gone = from
            .column_defaults
            .iter()
            .filter(|entry| !to.column_defaults.iter().any(|new| column(new) == column(entry)));
        alteration
            .statements
            .extend(gone.map(|entry| format!("ALTER VIEW {name} ALTER COLUMN {} DROP DEFAULT;", column(entry))));
        let new = to.column_defaults.iter().filter(|entry| !from.column_defaults.contains(entry));
        alteration.statements.extend(new.map(|entry| set_default(&name, entry)));
    }
    if alteration.take("comment") {
        alteration.push(comment("VIEW", &name, to.comment.as_deref()));
    }
    if alteration.take("column_comments") {
        alteration.statements.extend(comments("COLUMN", &from.column_comments, &to.column_comments, |column| {
            format!("{name}.{column}")
        }));
    }
    privileges(to).alter(&privileges(from), alteration);
}

/// Whether a column that the old query may use goes away, which it prevents as long as it is there.
fn loses_column(from: &View, context: &Context<'_>) -> bool {
    context
        .selected
        .iter()
        .filter(|key| context.before.contains(key) && !context.after.contains(key))
        .any(|key| from.depends_on.contains(key) || mentions(&from.query, &key.name))
}

pub(super) fn create_materialized(view: &MaterializedView) -> Result<Vec<String>, String> {
    let name = qualified(&view.schema, &view.name);
    let method = match view.access_method.as_deref() {
        None | Some("heap") => String::new(),
        Some(method) => format!(" USING {}", quote(method)),
    };
    let tablespace = view.tablespace.as_ref().map_or(String::new(), |name| format!(" TABLESPACE {}", quote(name)));
    let data = if view.populated { "" } else { "\nWITH NO DATA" };
    let mut statements = vec![format!(
        "CREATE MATERIALIZED VIEW {name}{method}{}{tablespace} AS\n{}{data};",
        with(&view.options),
        query(&view.query),
    )];
    let owner = || format!("ALTER MATERIALIZED VIEW {name} OWNER TO {};", quote(&view.owner));
    statements.extend(view.column_settings.iter().map(|entry| column_setting(&name, entry)));
    statements.extend((!view.owner.is_empty()).then(owner));
    statements.extend(view.comment.is_some().then(|| comment("MATERIALIZED VIEW", &name, view.comment.as_deref())));
    statements.extend(comments("COLUMN", &[], &view.column_comments, |column| format!("{name}.{column}")));
    statements.extend(materialized_privileges(view).create()?);
    Ok(statements)
}

fn materialized_privileges(view: &MaterializedView) -> RelationPrivileges<'_> {
    RelationPrivileges {
        on: qualified(&view.schema, &view.name),
        row_type: (&view.schema, &view.name),
        owner: &view.owner,
        whole: &view.privileges,
        columns: ("column_privileges", &view.column_privileges),
        rows: view.row_type_privileges.as_deref(),
    }
}

pub(super) fn drop_materialized(view: &MaterializedView) -> String {
    format!("DROP MATERIALIZED VIEW {};", qualified(&view.schema, &view.name))
}

pub(super) fn alter_materialized(from: &MaterializedView, to: &MaterializedView, alteration: &mut Alteration) {
    if ["query", "columns", "access_method"].iter().any(|path| alteration.differs(path)) {
        return alteration.replace();
    }
    let name = qualified(&to.schema, &to.name);
    let alter = format!("ALTER MATERIALIZED VIEW {name}");
    if alteration.take("owner") {
        alteration.push(format!("{alter} OWNER TO {};", quote(&to.owner)));
    }
    if alteration.take("options") {
        alter_options(&from.options, &to.options, &alter, alteration);
    }
    alter_tablespace(to.tablespace.as_deref(), "MATERIALIZED VIEW", &name, alteration);
    if alteration.take("column_settings") {
        if from.column_settings.iter().any(|entry| !to.column_settings.contains(entry)) {
            // There is no going back to most of a type's own ways.
            return alteration.replace();
        }
        let new = to.column_settings.iter().filter(|entry| !from.column_settings.contains(entry));
        alteration.statements.extend(new.map(|entry| column_setting(&name, entry)));
    }
    if alteration.take("populated") {
        let data = if to.populated { "" } else { " WITH NO DATA" };
        alteration.push(format!("REFRESH MATERIALIZED VIEW {name}{data};"));
        alteration.hazard(if to.populated { crate::Hazard::Recomputes } else { crate::Hazard::DeletesData });
    }
    if alteration.take("comment") {
        alteration.push(comment("MATERIALIZED VIEW", &name, to.comment.as_deref()));
    }
    if alteration.take("column_comments") {
        alteration.statements.extend(comments("COLUMN", &from.column_comments, &to.column_comments, |column| {
            format!("{name}.{column}")
        }));
    }
    materialized_privileges(to).alter(&materialized_privileges(from), alteration);
}

/// Settings are kept as `name: SET ...`, with the name quoted where SQL needs it.
fn column_setting(view: &str, entry: &str) -> String {
    let (column, setting) = entry.rsplit_once(": SET ").unwrap_or((entry, ""));
    format!("ALTER MATERIALIZED VIEW {view} ALTER COLUMN {column} SET {setting};")
}

fn with(list: &[String]) -> String {
    if list.is_empty() { String::new() } else { format!(" WITH ({})", options(list)) }
}

/// The server ends a view's query with a semicolon.
fn query(query: &str) -> &str {
    query.trim_end().trim_end_matches(';')
}

fn comment(kind: &str, name: &str, text: Option<&str>) -> String {
    format!("COMMENT ON {kind} {name} IS {};", literal_or_null(text))
}

/// Splits `name: rest` into the name, as SQL spells it, and the rest.
fn entry_name(entry: &str) -> (String, &str) {
    let (name, rest) = split_name(entry);
    match rest.strip_prefix(": ") {
        Some(rest) => (quote(&name), rest),
        None => (quote(name.trim_end_matches(':')), rest),
    }
}

fn set_default(view: &str, entry: &str) -> String {
    let (column, default) = entry_name(entry);
    format!("ALTER VIEW {view} ALTER COLUMN {column} SET DEFAULT {default};")
}
