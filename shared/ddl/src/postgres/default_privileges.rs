//! Privileges that new objects get.

use std::collections::BTreeSet;

use driftline_catalog::Kind;
use driftline_catalog::postgres::DefaultPrivileges;

use super::alteration::Alteration;
use super::catalog::{Catalog, Item};
use super::function;
use super::identifier::{qualified, quote};
use super::privileges::{Implied, Target};
use crate::Hazard;

/// # Errors
///
/// The reason why there is no SQL.
pub(super) fn create(object: &DefaultPrivileges) -> Result<Vec<String>, String> {
    let granted = Rule::of(object).target().create(&object.privileges)?;
    Ok(Rule::of(object).written(granted))
}

/// Back to what everybody has, which is no entry at all.
pub(super) fn drop(object: &DefaultPrivileges) -> String {
    let rule = Rule::of(object);
    let taken = rule.target().withdraw(&object.privileges).unwrap_or_default();
    rule.written(taken).join("\n")
}

pub(super) fn alter(from: &DefaultPrivileges, to: &DefaultPrivileges, alteration: &mut Alteration) {
    let rule = Rule::of(to);
    if alteration.take("privileges") {
        match rule.target().change(&from.privileges, &to.privileges) {
            Ok(statements) => alteration.statements.extend(rule.written(statements)),
            Err(reason) => alteration.refuse(reason),
        }
        alteration.hazard(Hazard::WidensAccess);
    }
}

/// What creates an object, with exactly the privileges it should have: where the database has default privileges, the
/// server gives a new object some by itself.
///
/// # Errors
///
/// The reason why there is no SQL.
pub(super) fn undone(
    item: Item<'_>,
    catalog: &Catalog<'_>,
    mut statements: Vec<String>,
) -> Result<Vec<String>, String> {
    let Some((objects, name)) = grantable(item) else { return Ok(statements) };
    let object = item.object();
    let gives_or_takes = |statement: &String| statement.starts_with("GRANT ") || statement.starts_with("REVOKE ");
    if !catalog.snapshot.has_read(object.kind(), "privileges") {
        // An older snapshot knows nothing of privileges, which is not the same as none.
        statements.retain(|statement| !gives_or_takes(statement));
        return Ok(statements);
    }
    let attribute = |path: &str| object.attributes().into_iter().find(|attribute| attribute.path == path);
    let privileges: Vec<String> = attribute("privileges")
        .and_then(|attribute| attribute.value.as_array().cloned())
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.as_str().map(str::to_owned))
        .collect();
    let owner =
        attribute("owner").and_then(|attribute| attribute.value.as_str().map(str::to_owned)).unwrap_or_default();
    let Some(withdrawn) = withdrawn(objects, object.schema(), &name, &owner, catalog) else { return Ok(statements) };
    // Taking a privilege on the whole away takes those on columns too, which therefore come last.
    let on_columns: Vec<String> = statements
        .extract_if(.., |statement| {
            gives_or_takes(statement) && statement.split(" ON ").next().is_some_and(|list| list.ends_with(')'))
        })
        .collect();
    let on_the_whole = format!(" ON {name} ");
    statements.retain(|statement| !(gives_or_takes(statement) && statement.contains(&on_the_whole)));
    statements.push(withdrawn);
    statements.extend(Target::new(name, &owner, Implied::Nothing).create(&privileges)?);
    statements.extend(on_columns);
    Ok(statements)
}

/// What takes away everything that the server gives a new object of this kind in this schema by itself; none where it
/// gives nothing. What the owner may needs no grant, and is not taken away.
pub(super) fn withdrawn(objects: &str, schema: &str, name: &str, owner: &str, catalog: &Catalog<'_>) -> Option<String> {
    let mut grantees = BTreeSet::new();
    let mut is_meant = false;
    for rule in catalog.default_privileges() {
        if Rule::of(rule).objects == objects && (rule.schema.is_empty() || rule.schema == schema) {
            is_meant = true;
            grantees.extend(rule.privileges.iter().filter_map(|entry| entry.rsplit_once(": ")).map(|(role, _)| role));
        }
    }
    let owner = quote(owner);
    grantees.retain(|grantee| !matches!(*grantee, "public" | "(owner)") && *grantee != owner);
    let from: Vec<&str> = std::iter::once("PUBLIC").chain(grantees).collect();
    is_meant.then(|| format!("REVOKE ALL ON {name} FROM {};", from.join(", ")))
}

/// The kind of object that default privileges are for, and how `GRANT` names this one.
fn grantable(item: Item<'_>) -> Option<(&'static str, String)> {
    let object = item.object();
    let name = qualified(object.schema(), object.name());
    let key = object.key();
    Some(match key.kind {
        // Nothing can be granted on a shell.
        Kind::BaseType if matches!(item, Item::BaseType(shell) if !shell.defined) => return None,
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => ("tables", format!("TABLE {name}")),
        Kind::Sequence => ("sequences", format!("SEQUENCE {name}")),
        Kind::Function | Kind::Aggregate => {
            let bare = key.bare_name();
            let signature = match item {
                Item::Function(routine) => function::signature(routine),
                _ => format!("{}{}", qualified(&key.schema, bare), &key.name[bare.len()..]),
            };
            ("functions", format!("ROUTINE {signature}"))
        }
        Kind::Enum | Kind::Domain | Kind::CompositeType | Kind::RangeType | Kind::BaseType => {
            ("types", format!("TYPE {name}"))
        }
        Kind::Schema => ("schemas", format!("SCHEMA {}", quote(object.name()))),
        _ => return None,
    })
}

/// Whose new objects, of which kind, and where.
struct Rule<'a> {
    role: &'a str,
    objects: &'a str,
    schema: &'a str,
}

impl<'a> Rule<'a> {
    fn of(object: &'a DefaultPrivileges) -> Self {
        let (role, objects) = object.name.rsplit_once(": ").unwrap_or((&object.name, ""));
        Self { role, objects, schema: &object.schema }
    }

    fn target(&self) -> Target<'a> {
        // Limited to a schema, privileges are added to what there is anyway.
        let implied = match self.objects {
            "functions" if self.schema.is_empty() => Implied::Execute,
            "types" if self.schema.is_empty() => Implied::Usage,
            _ => Implied::Nothing,
        };
        // The role is spelled as SQL spells it already.
        let role = self.role.strip_prefix('"').and_then(|role| role.strip_suffix('"')).unwrap_or(self.role);
        Target::new(self.objects.to_uppercase(), role, implied)
    }

    fn written(&self, statements: Vec<String>) -> Vec<String> {
        let schema = if self.schema.is_empty() { String::new() } else { format!(" IN SCHEMA {}", quote(self.schema)) };
        let start = format!("ALTER DEFAULT PRIVILEGES FOR ROLE {}{schema} ", self.role);
        statements.into_iter().map(|statement| format!("{start}{statement}")).collect()
    }
}
