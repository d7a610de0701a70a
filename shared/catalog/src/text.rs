//! Taking apart what a server prints: quotes and brackets are no places to split at.

/// The characters of an SQL text that stand outside strings and quoted names, with their places.
pub fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quoted = None;
    text.char_indices().filter(move |(_, character)| match quoted {
        Some(quote) if quote == *character => {
            quoted = None;
            false
        }
        Some(_) => false,
        None if matches!(character, '\'' | '"') => {
            quoted = Some(*character);
            false
        }
        None => true,
    })
}

/// Where a text stands outside strings and quoted names.
pub fn find_outside_quotes(text: &str, wanted: &str) -> Option<usize> {
    outside_quotes(text).map(|(place, _)| place).find(|&place| text[place..].starts_with(wanted))
}

/// Where the bracket is that closes one of this kind opened before the text.
pub fn closing_bracket(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    outside_quotes(text).find_map(|(place, character)| {
        if character == close && depth == 0 {
            return Some(place);
        }
        depth = depth + usize::from(character == open) - usize::from(character == close);
        None
    })
}

/// Splits at commas outside quotes and brackets.
pub fn split_list(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (place, character) in outside_quotes(list) {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(list[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_brackets_are_no_places_to_split_at() {
        assert_eq!(
            split_list("a, f(b, c), 'd, e', \"f, g\", ARRAY[1, 2]"),
            ["a", "f(b, c)", "'d, e'", "\"f, g\"", "ARRAY[1, 2]"]
        );
        assert_eq!(closing_bracket("a (b) ')' c) d", '(', ')'), Some(11));
        assert_eq!(closing_bracket("1, [2]], 3", '[', ']'), Some(6));
        assert_eq!(closing_bracket("(a)", '(', ')'), None);
        assert_eq!(find_outside_quotes("' WHERE ' WHERE x", " WHERE "), Some(9));
    }
}
