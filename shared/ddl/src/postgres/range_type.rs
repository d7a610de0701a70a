//! Range types.

use driftline_catalog::postgres::RangeType;

use super::alteration::Alteration;
use super::described::{Described, definition, option};
use super::identifier::{literal_or_null, qualified, quote, split_name};
use super::privileges::{Implied, Target};

pub(super) fn create(object: &RangeType) -> Result<Vec<String>, String> {
    let options = definition([
        option("SUBTYPE", Some(&object.subtype)),
        option("SUBTYPE_OPCLASS", Some(&object.operator_class)),
        option("COLLATION", object.collation.as_deref()),
        option("CANONICAL", object.canonical.as_deref()),
        option("SUBTYPE_DIFF", object.subtype_diff.as_deref()),
        option("MULTIRANGE_TYPE_NAME", object.multirange_name.as_deref()),
    ]);
    let create = format!("CREATE TYPE {} AS RANGE {options};", qualified(&object.schema, &object.name));
    let mut statements = described(object).created_by(create);
    statements.extend(object.multirange_comment.is_some().then(|| multirange_comment(object)));
    statements.extend(privileges(object).create(&object.privileges)?);
    Ok(statements)
}

/// Its canonical function needs it, and it needs that one; only together they can go.
pub(super) fn drop(object: &RangeType) -> String {
    let cascade = if object.canonical.is_some() { " CASCADE" } else { "" };
    format!("DROP TYPE {}{cascade};", qualified(&object.schema, &object.name))
}

pub(super) fn alter(from: &RangeType, to: &RangeType, alteration: &mut Alteration) {
    // The multirange type would be `public."Name"`, and a new name is written without its schema.
    let renamed = alteration.differs("multirange_name").then(|| (multirange(from), multirange(to)));
    let in_place = ["owner", "comment", "privileges", "multirange_name", "multirange_comment"];
    if alteration.differs_beyond(&in_place) || renamed.as_ref().is_some_and(|(from, to)| from.0 != to.0) {
        return alteration.replace();
    }
    if alteration.take("multirange_name")
        && let Some(((schema, before), (_, after))) = renamed
    {
        alteration.push(format!("ALTER TYPE {} RENAME TO {};", qualified(&schema, &before), quote(&after)));
    }
    if alteration.take("multirange_comment") {
        alteration.push(multirange_comment(to));
    }
    described(to).alter(alteration);
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

fn multirange_comment(object: &RangeType) -> String {
    let (schema, name) = multirange(object);
    let comment = literal_or_null(object.multirange_comment.as_deref());
    format!("COMMENT ON TYPE {} IS {comment};", qualified(&schema, &name))
}

/// Schema and name of the multirange type (`makeMultirangeTypeName` in src/backend/utils/adt/multirangetypes.c).
fn multirange(object: &RangeType) -> (String, String) {
    if let Some(text) = &object.multirange_name {
        let (schema, name) = split_qualified(text);
        return (schema, name);
    }
    let name = match object.name.split_once("range") {
        Some((before, after)) => format!("{before}multirange{after}"),
        None => format!("{}_multirange", clipped(&object.name, 52)),
    };
    (object.schema.clone(), clipped(&name, 63).to_owned())
}

/// The two names in `app."Spans"`.
fn split_qualified(text: &str) -> (String, String) {
    if text.starts_with('"') {
        let (schema, rest) = split_name(text);
        return (schema, split_name(rest.trim_start_matches('.')).0);
    }
    let (schema, name) = text.split_once('.').unwrap_or(("", text));
    (schema.to_owned(), split_name(name).0)
}

/// As many characters as fit into a number of bytes.
fn clipped(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

fn described(object: &RangeType) -> Described<'_> {
    Described {
        command: "TYPE",
        name: qualified(&object.schema, &object.name),
        owner: Some(&object.owner),
        comment: object.comment.as_deref(),
    }
}

fn privileges(object: &RangeType) -> Target<'_> {
    Target::new(format!("TYPE {}", qualified(&object.schema, &object.name)), &object.owner, Implied::Usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multirange_type_is_named_as_the_server_names_it() {
        let named = |name: &str, multirange_name: Option<&str>| {
            let multirange_name = multirange_name.map(str::to_owned);
            multirange(&RangeType { schema: "app".into(), name: name.into(), multirange_name, ..RangeType::default() })
        };
        for (name, given, expected) in [
            ("float_range", None, ("app", "float_multirange")),
            ("span", None, ("app", "span_multirange")),
            ("span", Some("\"My.App\".\"Spans\""), ("My.App", "Spans")),
            ("span", Some("app.spans"), ("app", "spans")),
        ] {
            assert_eq!(named(name, given), (expected.0.to_owned(), expected.1.to_owned()));
        }
        assert_eq!(named(&"x".repeat(60), None).1, format!("{}_multirange", "x".repeat(52)));
    }
}
