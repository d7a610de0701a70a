//! Procedural languages and transforms.

use driftline_catalog::postgres::{Language, Transform};

use super::alteration::Alteration;
use super::described::Described;
use super::identifier::quote;
use super::privileges::{Implied, Target};

pub(super) fn create(language: &Language) -> Result<Vec<String>, String> {
    let mut statements = described(language).created_by(definition(language, "CREATE"));
    statements.extend(privileges(language).create(&language.privileges)?);
    Ok(statements)
}

fn definition(language: &Language, create: &str) -> String {
    let trusted = if language.trusted { "TRUSTED " } else { "" };
    let mut text = format!("{create} {trusted}LANGUAGE {}", quote(&language.name));
    for (word, function) in
        [("HANDLER", &language.handler), ("INLINE", &language.inline), ("VALIDATOR", &language.validator)]
    {
        if let Some(function) = function {
            text += &format!(" {word} {function}");
        }
    }
    text + ";"
}

pub(super) fn drop(language: &Language) -> String {
    described(language).drop()
}

/// Replacing a language leaves its functions, owner and privileges alone.
pub(super) fn alter(from: &Language, to: &Language, alteration: &mut Alteration) {
    if alteration.take_any(&["trusted", "handler", "inline", "validator"]) {
        alteration.push(definition(to, "CREATE OR REPLACE"));
    }
    described(to).alter(alteration);
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

fn described(language: &Language) -> Described<'_> {
    Described {
        command: "LANGUAGE",
        name: quote(&language.name),
        owner: Some(&language.owner),
        comment: language.comment.as_deref(),
    }
}

fn privileges(language: &Language) -> Target<'_> {
    Target::new(format!("LANGUAGE {}", quote(&language.name)), &language.owner, Implied::Usage)
}

pub(super) fn create_transform(transform: &Transform) -> Vec<String> {
    described_transform(transform).created_by(transform_definition(transform, "CREATE"))
}

fn transform_definition(transform: &Transform, create: &str) -> String {
    let functions = [("FROM", &transform.from_sql), ("TO", &transform.to_sql)];
    let functions = functions.into_iter().filter_map(|(direction, function)| {
        function.as_ref().map(|function| format!("{direction} SQL WITH FUNCTION {function}"))
    });
    let functions = functions.collect::<Vec<_>>().join(", ");
    format!("{create} TRANSFORM FOR {} ({functions});", transform.name)
}

pub(super) fn drop_transform(transform: &Transform) -> String {
    described_transform(transform).drop()
}

pub(super) fn alter_transform(to: &Transform, alteration: &mut Alteration) {
    if alteration.take_any(&["from_sql", "to_sql"]) {
        alteration.push(transform_definition(to, "CREATE OR REPLACE"));
    }
    described_transform(to).alter(alteration);
}

fn described_transform(transform: &Transform) -> Described<'_> {
    Described {
        command: "TRANSFORM",
        name: format!("FOR {}", transform.name),
        owner: None,
        comment: transform.comment.as_deref(),
    }
}
