//! What routines, packages, triggers and events do, as it was written.
//!
//! `information_schema` says it too, but with every literal as it was read: without backslashes, without the second of two
//! quotes, without the character set in front. Two texts can be one there, and one that is run again does something else.

use super::{Tokens, Unknown};

/// The words, each on a line of its own, that stand between the head of a routine and what it does.
const CHARACTERISTICS: &[&[&str]] = &[
    &["NOT", "DETERMINISTIC"],
    &["DETERMINISTIC"],
    &["CONTAINS", "SQL"],
    &["NO", "SQL"],
    &["READS", "SQL", "DATA"],
    &["MODIFIES", "SQL", "DATA"],
];

/// The body of a routine or package whose name and parameters were taken.
pub(super) fn of_routine(tokens: &mut Tokens<'_>) -> Result<String, Unknown> {
    // In the mode of Oracle it says RETURN. The type, its character set and collation stand on the same line.
    if tokens.take(&["RETURNS"]) || tokens.take(&["RETURN"]) {
        while !(tokens.is_empty() || tokens.begins_line()) {
            if tokens.sees(&["("]) {
                tokens.brackets()?
            } else {
                tokens.any()?
            };
        }
    }
    loop {
        if tokens.take(&["LANGUAGE"]) || tokens.take(&["SQL", "SECURITY"]) {
            tokens.word()?;
        } else if tokens.take(&["COMMENT"]) {
            tokens.quoted()?;
        } else if !CHARACTERISTICS.iter().any(|words| tokens.take(words)) {
            return left(tokens);
        }
    }
}

/// The body of a trigger.
pub(crate) fn of_trigger(text: &str) -> Result<String, Unknown> {
    behind(text, &["FOR", "EACH", "ROW"])
}

/// The body of an event.
pub(crate) fn of_event(text: &str) -> Result<String, Unknown> {
    behind(text, &["DO"])
}

fn behind(text: &str, words: &[&str]) -> Result<String, Unknown> {
    let mut tokens = Tokens::of(text);
    while !tokens.take(words) {
        tokens.any()?;
    }
    left(&tokens)
}

/// What is left. The semicolon in the end is the delimiter of whoever sent it.
fn left(tokens: &Tokens<'_>) -> Result<String, Unknown> {
    let body = tokens.left().trim_end_matches(|end: char| end == ';' || end.is_whitespace());
    if body.is_empty() { Err(tokens.unknown()) } else { Ok(body.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_what_stands_behind_the_head() {
        let trigger = "CREATE DEFINER=`a`@`%` trigger `for each row` before insert on t for each row /* 'x */ set @x = 'a\\\\b' ; ";
        assert_eq!(of_trigger(trigger).unwrap(), "/* 'x */ set @x = 'a\\\\b'");
        let event = "CREATE DEFINER=`a`@`%` EVENT `do` ON SCHEDULE EVERY 1 DAY COMMENT 'do' DO select 'it''s'";
        assert_eq!(of_event(event).unwrap(), "select 'it''s'");
        assert!(of_event("CREATE EVENT `a` ON SCHEDULE EVERY 1 DAY").is_err());
    }
}
