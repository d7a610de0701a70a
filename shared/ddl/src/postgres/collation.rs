//! Collations, and conversions between encodings.

use driftline_catalog::postgres::{Collation, Conversion};

use super::alteration::Alteration;
use super::described::{Described, definition, option};
use super::identifier::{literal, qualified};

pub(super) fn create(collation: &Collation) -> Vec<String> {
    let text = |name: &str, value: &Option<String>| option(name, value.as_deref().map(literal).as_deref());
    let options = definition([
        option("PROVIDER", Some(&collation.provider)),
        text("LOCALE", &collation.locale),
        text("LC_COLLATE", &collation.sort_locale),
        text("LC_CTYPE", &collation.character_locale),
        option("DETERMINISTIC", (!collation.deterministic).then_some("false")),
        text("RULES", &collation.rules),
    ]);
    let described = described(collation);
    described.created_by(format!("CREATE COLLATION {} {options};", described.name))
}

pub(super) fn drop(collation: &Collation) -> String {
    described(collation).drop()
}

pub(super) fn alter(to: &Collation, alteration: &mut Alteration) {
    described(to).alter_or_replace(alteration);
}

fn described(collation: &Collation) -> Described<'_> {
    Described {
        command: "COLLATION",
        name: qualified(&collation.schema, &collation.name),
        owner: Some(&collation.owner),
        comment: collation.comment.as_deref(),
    }
}

pub(super) fn create_conversion(conversion: &Conversion) -> Vec<String> {
    let default = if conversion.default { "DEFAULT " } else { "" };
    let [from, to] = [&conversion.source_encoding, &conversion.target_encoding].map(|encoding| literal(encoding));
    let described = described_conversion(conversion);
    let Described { name, .. } = &described;
    described.created_by(format!("CREATE {default}CONVERSION {name} FOR {from} TO {to} FROM {};", conversion.function))
}

pub(super) fn drop_conversion(conversion: &Conversion) -> String {
    described_conversion(conversion).drop()
}

pub(super) fn alter_conversion(to: &Conversion, alteration: &mut Alteration) {
    described_conversion(to).alter_or_replace(alteration);
}

fn described_conversion(conversion: &Conversion) -> Described<'_> {
    Described {
        command: "CONVERSION",
        name: qualified(&conversion.schema, &conversion.name),
        owner: Some(&conversion.owner),
        comment: conversion.comment.as_deref(),
    }
}
