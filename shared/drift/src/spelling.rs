//! Two spellings of one expression.
//!
//! The server keeps expressions parsed and prints them again. One form it prints, it reads back as another:
//! `code IN ('a', 'b')` on a `varchar` column is printed `(code)::text = ANY ((ARRAY['a'::character varying, ...])::text[])`,
//! and that text, once read, is printed `... ANY (ARRAY[('a'::character varying)::text, ...])`, because the cast goes into
//! the elements (`transformTypeCast` in src/backend/parser/parse_expr.c). So a schema and the same schema restored from
//! a dump differ in the text of every such check, view and index, and in nothing else.

use std::borrow::Cow;

use driftline_catalog::text::find_outside_quotes;
use serde_json::Value;

/// The attributes that hold expressions as the server prints them. Bodies of functions are what somebody wrote.
const PRINTED: &[&str] = &[
    "default",
    "generated",
    "expression",
    "expressions",
    "definition",
    "predicate",
    "keys",
    "query",
    "using",
    "check",
    "checks",
    "filters",
];

/// Whether two different values of an attribute are spellings of one.
pub(crate) fn same(attribute: &str, left: &Value, right: &Value) -> bool {
    if !PRINTED.contains(&attribute) {
        return false;
    }
    match (left, right) {
        (Value::String(left), Value::String(right)) => canonical(left) == canonical(right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| left == right || same(attribute, left, right))
        }
        _ => false,
    }
}

const CAST_ARRAY: &str = "(ARRAY[";
const CAST_ARRAY_END: &str = "])::text[]";
const PLAIN_ARRAY: &str = "ARRAY[";
const VARYING: &str = "::character varying";

/// The text with the cast of every such array taken to its elements.
fn canonical(text: &str) -> Cow<'_, str> {
    if !text.contains(CAST_ARRAY_END) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = find_outside_quotes(rest, CAST_ARRAY) {
        let elements_start = place + CAST_ARRAY.len();
        let elements = elements(&rest[elements_start..]);
        let Some((elements, length)) = elements.filter(|(elements, length)| {
            rest[elements_start + length..].starts_with(CAST_ARRAY_END)
                && elements.iter().all(|element| element.ends_with(VARYING))
        }) else {
            result.push_str(&rest[..elements_start]);
            rest = &rest[elements_start..];
            continue;
        };
        result.push_str(&rest[..place]);
        result.push_str(PLAIN_ARRAY);
        let cast: Vec<_> = elements.iter().map(|element| format!("({element})::text")).collect();
        result.push_str(&cast.join(", "));
        result.push(']');
        rest = &rest[elements_start + length + CAST_ARRAY_END.len()..];
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// The elements of an array that was opened before the text, and how long they are together.
fn elements(text: &str) -> Option<(Vec<&str>, usize)> {
    let (mut elements, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_usize, None);
    for (place, character) in text.char_indices() {
        match (character, quoted) {
            (character, Some(quote)) if character == quote => quoted = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quoted = Some(character),
            (']', None) if depth == 0 => {
                elements.push(text[start..place].trim());
                return Some((elements, place));
            }
            ('(' | '[', None) => depth += 1,
            (')' | ']', None) => depth = depth.checked_sub(1)?,
            (',', None) if depth == 0 => {
                elements.push(text[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cast_may_stand_at_the_array_or_at_its_elements() {
        let printed = "((code)::text = ANY ((ARRAY['a]''x'::character varying, 'b'::character varying])::text[]))";
        let again = "((code)::text = ANY (ARRAY[('a]''x'::character varying)::text, ('b'::character varying)::text]))";
        assert!(same("expression", &json!(printed), &json!(again)));
        assert!(same("keys", &json!([printed, "a"]), &json!([again, "a"])));
        assert!(!same("body", &json!(printed), &json!(again)));
        for other in [
            again.replace("'b'", "'c'"),
            again.replace("ANY", "ALL"),
            "((code)::text = ANY (ARRAY['a'::text]))".to_owned(),
            "'(ARRAY[''a''::character varying])::text[]'::text".to_owned(),
        ] {
            assert!(!same("expression", &json!(printed), &json!(other)), "{other}");
            assert_eq!(canonical(&other), other);
        }
    }
}
