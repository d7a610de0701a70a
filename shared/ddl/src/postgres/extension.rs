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
    statements
}

pub(super) fn drop(extension: &Extension) -> String {
    format!("DROP EXTENSION {};", quote(&extension.name))
}

pub(super) fn alter(to: &Extension, alteration: &mut Alteration) {
    if alteration.take("installed_in") {
        alteration.push(format!("ALTER EXTENSION {} SET SCHEMA {};", quote(&to.name), quote(&to.installed_in)));
        alteration.hazard(Hazard::MayFail { why: "the extension cannot be moved to another schema" });
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

fn comment(extension: &Extension) -> String {
    format!("COMMENT ON EXTENSION {} IS {};", quote(&extension.name), literal_or_null(extension.comment.as_deref()))
}
