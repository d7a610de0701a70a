//! Schemas.

use driftline_catalog::postgres::Schema;

use super::alteration::Alteration;
use super::identifier::{literal_or_null, quote};

pub(super) fn create(schema: &Schema) -> Vec<String> {
    // A new database has a schema `public`, with an owner and a comment that depend on the version.
    let exists = if schema.name == "public" { "IF NOT EXISTS " } else { "" };
    let mut statements = vec![format!("CREATE SCHEMA {exists}{};", quote(&schema.name))];
    statements.extend((!schema.owner.is_empty()).then(|| owner(schema)));
    statements.extend((schema.comment.is_some() || schema.name == "public").then(|| comment(schema)));
    statements
}

pub(super) fn drop(schema: &Schema) -> String {
    format!("DROP SCHEMA {};", quote(&schema.name))
}

pub(super) fn alter(to: &Schema, alteration: &mut Alteration) {
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

fn owner(schema: &Schema) -> String {
    format!("ALTER SCHEMA {} OWNER TO {};", quote(&schema.name), quote(&schema.owner))
}

fn comment(schema: &Schema) -> String {
    format!("COMMENT ON SCHEMA {} IS {};", quote(&schema.name), literal_or_null(schema.comment.as_deref()))
}
