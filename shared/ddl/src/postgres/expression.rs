//! Expressions in the server's texts.

use driftline_catalog::text::{closing_bracket, split_list};

/// Spells an expression so that the server, which parses it again, prints it as it did.
///
/// `code IN ('a', 'b')` on a `varchar` column is printed as `(code)::text = ANY ((ARRAY['a'::character varying, ...])::text[])`.
/// Read back, the written cast goes into the elements (`transformTypeCast` in `parse_expr.c` hands the target type to
/// the array), the text changes, and what was created from it would differ from its origin for ever.
/// Without the cast, which the operator brings by itself, both are the same.
pub(super) fn reparsed_alike(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let (mut quoted, mut place) = (None, 0);
    while let Some(char) = text[place..].chars().next() {
        let rest = &text[place..];
        let replaced = if quoted.is_none() { array_without_cast(rest) } else { None };
        if let Some((array, length)) = replaced {
            result += &array;
            place += length;
            continue;
        }
        match quoted {
            Some(quote) if quote == char => quoted = None,
            None if matches!(char, '\'' | '"') => quoted = Some(char),
            _ => {}
        }
        result.push(char);
        place += char.len_utf8();
    }
    result
}

/// The array of `ANY ((ARRAY[...])::text[])` without its cast, and how much of the text that was.
fn array_without_cast(text: &str) -> Option<(String, usize)> {
    let operator = ["ANY", "ALL"].into_iter().find(|operator| text.starts_with(*operator))?;
    let open = " ((ARRAY[";
    let elements = text[operator.len()..].strip_prefix(open)?;
    let end = closing_bracket(elements, '[', ']')?;
    let close = "])::text[])";
    if !elements[end..].starts_with(close) {
        return None;
    }
    let elements = &elements[..end];
    let of_varchar = split_list(elements).iter().all(|element| element.ends_with("::character varying"));
    of_varchar.then(|| (format!("{operator} (ARRAY[{elements}])"), operator.len() + open.len() + end + close.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_that_would_move_is_left_to_the_operator() {
        let printed = "((code)::text = ANY ((ARRAY['a]''x'::character varying, 'b'::character varying])::text[]))";
        let written = "((code)::text = ANY (ARRAY['a]''x'::character varying, 'b'::character varying]))";
        assert_eq!(reparsed_alike(printed), written);
        for same in [
            written,
            "(code = ANY (ARRAY['a'::text, 'b'::text]))",
            "total((ARRAY['a'::character varying])::text[])",
            "'it is ANY ((ARRAY[''a''::character varying])::text[]) quoted'::text",
            "((code)::text = ANY ((ARRAY[1, 2])::text[]))",
        ] {
            assert_eq!(reparsed_alike(same), same);
        }
    }
}
