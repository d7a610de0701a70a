//! Characters that would act instead of being seen.
//!
//! Names and bodies come from the database, so anybody who may create a table can put a terminal's escape sequence or
//! a character that reverses the text after it (Unicode UAX #9, "Trojan Source") into a report. These are spelled out.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text of several lines with every character visible that acts on a terminal or on the direction of the text.
/// Line breaks and tabs stay.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    spelled_out(text, |character| matches!(character, '\n' | '\t'))
}

/// A text for one line: line breaks and tabs are spelled out too.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    spelled_out(text, |_| false)
}

/// The text cut to `limit` characters, with an ellipsis where something was cut.
pub(crate) fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    if text.chars().count() <= limit {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    Cow::Owned(format!("{}…", kept.trim_end()))
}

fn spelled_out(text: &str, allowed: impl Fn(char) -> bool) -> Cow<'_, str> {
    let acts = |character: char| !allowed(character) && (character.is_control() || is_invisible(character));
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' if acts('\n') => result.push_str("\\n"),
            '\t' if acts('\t') => result.push_str("\\t"),
            // The one control character that ordinary bodies hold: they were written on Windows.
            '\r' => result.push('␍'),
            character if acts(character) => {
                let _ = write!(result, "\\u{{{:x}}}", u32::from(character));
            }
            character => result.push(character),
        }
    }
    Cow::Owned(result)
}

/// Bidirectional controls, zero-width characters and line separators.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acting_characters_are_spelled_out() {
        assert_eq!(visible("plain\n\ttext, Größe, 価格"), "plain\n\ttext, Größe, 価格");
        assert_eq!(visible("\u{1b}[2Jgone\r\n"), "\\u{1b}[2Jgone␍\n");
        assert_eq!(one_line("a\nb\tc\u{202e}d\u{85}"), "a\\nb\\tc\\u{202e}d\\u{85}");
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!(shortened("Größe", 5), "Größe");
        assert_eq!(shortened("Größen", 5), "Größ…");
    }
}
