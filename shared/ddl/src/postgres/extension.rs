//! Extensions.

use driftline_catalog::postgres::Extension;

use super::alteration::Alteration;
use super::catalog::{Catalog, schema_key};
use super::identifier::{literal_or_null, quote};
use crate::Hazard;

pub(super) fn create(extension: &Extension, catalog: &Catalog<'_>) -> Vec<String> {
    // A schema that the snapshot does not hold is one that the extension makes for itself, or one of the server's.
    let schema = &extension.installed_in;
    let place = if catalog.contains(&schema_key(schema)) || schema == "pg_catalog" {
        format!(" WITH SCHEMA {}", quote(schema))
    } else {
        String::new()
    };
    let mut statements = vec![format!("CREATE EXTENSION IF NOT EXISTS {}{place};", quote(&extension.name))];
    // `plpgsql` is there already and belongs to the superuser, who alone can comment on it.
    let given = extension.name == "plpgsql" && extension.comment.as_deref() == Some("PL/pgSQL procedural language");
    statements.extend((!given).then(|| comment(extension)));
    statements.extend(member_privileges(&[], &extension.member_privileges));
    statements
}

pub(super) fn drop(extension: &Extension) -> String {
    format!("DROP EXTENSION {};", quote(&extension.name))
}

pub(super) fn alter(from: &Extension, to: &Extension, alteration: &mut Alteration) {
    if alteration.take("installed_in") {
        alteration.push(format!("ALTER EXTENSION {} SET SCHEMA {};", quote(&to.name), quote(&to.installed_in)));
        alteration.hazard(Hazard::MayFail { why: "the extension cannot be moved to another schema" });
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    if alteration.take("member_privileges") {
        let statements = member_privileges(&from.member_privileges, &to.member_privileges);
        if statements.iter().any(|statement| statement.starts_with("GRANT")) {
            alteration.hazard(Hazard::WidensAccess);
        }
        alteration.statements.extend(statements);
    }
}

/// Takes back what is gone, and then gives or takes away what is new.
fn member_privileges(from: &[String], to: &[String]) -> Vec<String> {
    let gone = from.iter().filter(|entry| !to.contains(entry)).filter_map(|entry| member_privilege(entry, true));
    let new = to.iter().filter(|entry| !from.contains(entry)).filter_map(|entry| member_privilege(entry, false));
    gone.chain(new).collect()
}

fn member_privilege(entry: &str, back: bool) -> Option<String> {
    let (rest, privilege) = entry.rsplit_once(": ")?;
    let (member, grantee) = rest.rsplit_once(": ")?;
    let (taken, privilege) = match privilege.strip_prefix("not ") {
        Some(privilege) => (true, privilege),
        None => (false, privilege),
    };
    let (kind, name) = ["materialized view ", "foreign table ", "foreign-data wrapper "]
        .into_iter()
        .find_map(|kind| Some((kind.trim_end(), member.strip_prefix(kind)?)))
        .or_else(|| member.split_once(' '))?;
    let kind = match kind {
        "function" | "procedure" | "aggregate" => "ROUTINE",
        "sequence" => "SEQUENCE",
        "type" => "TYPE",
        "schema" => "SCHEMA",
        "language" => "LANGUAGE",
        _ => "TABLE",
    };
    let grantee = if grantee == "public" { "PUBLIC" } else { grantee };
    Some(if taken == back {
        let (privilege, option) = match privilege.strip_suffix(" WITH GRANT OPTION") {
            Some(privilege) => (privilege, " WITH GRANT OPTION"),
            None => (privilege, ""),
        };
        format!("GRANT {privilege} ON {kind} {name} TO {grantee}{option};")
    } else {
        let privilege = privilege.trim_end_matches(" WITH GRANT OPTION");
        format!("REVOKE {privilege} ON {kind} {name} FROM {grantee};")
    })
}

fn comment(extension: &Extension) -> String {
    format!("COMMENT ON EXTENSION {} IS {};", quote(&extension.name), literal_or_null(extension.comment.as_deref()))
}
