//! Schemas.

use driftline_catalog::postgres::Schema;

use super::alteration::Alteration;
use super::identifier::{literal_or_null, quote};
use super::privileges::{Implied, Target};

pub(super) fn create(schema: &Schema) -> Result<Vec<String>, String> {
    // A new database has a schema `public`, with an owner and a comment that depend on the version.
    let exists = if schema.name == "public" { "IF NOT EXISTS " } else { "" };
    let mut statements = vec![format!("CREATE SCHEMA {exists}{};", quote(&schema.name))];
    statements.extend((!schema.owner.is_empty()).then(|| owner(schema)));
    statements.extend((schema.comment.is_some() || schema.name == "public").then(|| comment(schema)));
    if schema.name == "public" {
        // A new database lets everybody into it, and before version 15 create there.
        statements.push("REVOKE ALL ON SCHEMA public FROM PUBLIC;".to_owned());
    }
    statements.extend(privileges(schema).create(&schema.privileges)?);
    Ok(statements)
}

pub(super) fn drop(schema: &Schema) -> String {
    format!("DROP SCHEMA {};", quote(&schema.name))
}

pub(super) fn alter(from: &Schema, to: &Schema, alteration: &mut Alteration) {
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

fn privileges(schema: &Schema) -> Target<'_> {
    Target::new(format!("SCHEMA {}", quote(&schema.name)), &schema.owner, Implied::Nothing)
}

fn owner(schema: &Schema) -> String {
    format!("ALTER SCHEMA {} OWNER TO {};", quote(&schema.name), quote(&schema.owner))
}

fn comment(schema: &Schema) -> String {
    format!("COMMENT ON SCHEMA {} IS {};", quote(&schema.name), literal_or_null(schema.comment.as_deref()))
}
