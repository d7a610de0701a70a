//! Splitting a script into what is sent to the server at once.
//!
//! `DELIMITER` is a word of the command-line client (client/mysql.cc), which migrators that send whole files do not know,
//! and a body between `BEGIN` and `END` holds semicolons that end nothing. The server itself knows where a statement
//! ends, so text that could hold such a body, and is not fenced by `DELIMITER`, goes to it as a whole.

use crate::statements::{SplitError, Statement};

/// Words after `CREATE` that bring a body.
const WITH_BODY: &[&str] = &["PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE"];

/// Splits a script. `delimiter` is what ends a statement until the script says otherwise.
pub(super) fn split<'s>(sql: &'s str, delimiter: Option<&str>) -> Result<Vec<Statement<'s>>, SplitError> {
    let mut parts = Vec::new();
    let mut current = delimiter.unwrap_or(";").to_owned();
    let (mut start, mut place) = (0, 0);
    // A part runs from one DELIMITER to the next.
    while place <= sql.len() {
        let end = sql[place..].find('\n').map_or(sql.len(), |line| place + line);
        if let Some(next) = delimiter_of(&sql[place..end]) {
            parts.push((start, place, current));
            current = next.to_owned();
            start = end;
        }
        place = end + 1;
    }
    parts.push((start, sql.len(), current));
    let mut statements = Vec::new();
    for (start, end, delimiter) in parts {
        let text = &sql[start..end];
        let whole = delimiter == ";" && holds_bodies(text);
        let pieces = scan(sql, start, end, if whole { None } else { Some(&delimiter) })?;
        statements.extend(pieces.into_iter().filter_map(|(from, to)| statement(sql, from, to)));
    }
    Ok(statements)
}

/// The new delimiter, where a line is the client's command.
fn delimiter_of(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = line.get(..9).filter(|word| word.eq_ignore_ascii_case("delimiter")).map(|_| &line[9..])?;
    let delimiter = rest.split_whitespace().next()?;
    rest.starts_with(char::is_whitespace).then_some(delimiter)
}

/// Whether a text creates something with a body. A false alarm only costs the number of a line.
fn holds_bodies(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.contains("CREATE") && WITH_BODY.iter().any(|word| upper.contains(word))
}

fn statement(sql: &str, from: usize, to: usize) -> Option<Statement<'_>> {
    let text = &sql[from..to];
    let offset = from + skipped(text);
    let text = sql[offset..to].trim_end();
    (!text.is_empty()).then(|| Statement { text, line: 1 + sql[..offset].matches('\n').count(), offset })
}

/// How far the first word is: past blanks and comments that nobody executes.
fn skipped(text: &str) -> usize {
    let mut place = 0;
    loop {
        let rest = &text[place..];
        let blank = rest.len() - rest.trim_start().len();
        if blank != 0 {
            place += blank;
        } else if rest.starts_with('#') || is_line_comment(rest) {
            place += rest.find('\n').map_or(rest.len(), |line| line + 1);
        } else if rest.starts_with("/*") && !rest.starts_with("/*!") && !rest.starts_with("/*M!") {
            place += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            return place;
        }
    }
}

/// `--` begins a comment only before a blank or the end of the line.
fn is_line_comment(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// The pieces between delimiters that stand outside quotes and comments; without one, the whole.
fn scan(sql: &str, start: usize, end: usize, delimiter: Option<&str>) -> Result<Vec<(usize, usize)>, SplitError> {
    let bytes = sql.as_bytes();
    let line = |place: usize| 1 + sql[..place].matches('\n').count();
    let (mut pieces, mut from, mut place) = (Vec::new(), start, start);
    while place < end {
        let rest = &sql[place..end];
        if let Some(delimiter) = delimiter
            && rest.starts_with(delimiter)
        {
            pieces.push((from, place));
            place += delimiter.len();
            from = place;
            continue;
        }
        match bytes[place] {
            quote @ (b'\'' | b'"' | b'`') => {
                let opened = place;
                place += 1;
                loop {
                    match bytes.get(place).filter(|_| place < end) {
                        None => return Err(SplitError::Unterminated { what: "quote", line: line(opened) }),
                        Some(b'\\') if quote != b'`' => place += 2,
                        Some(&byte) if byte == quote => break,
                        Some(_) => place += 1,
                    }
                }
                place += 1;
            }
            b'#' => place += rest.find('\n').unwrap_or(rest.len()),
            b'-' if is_line_comment(rest) => place += rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => match rest.find("*/") {
                Some(closed) => place += closed + 2,
                None => return Err(SplitError::Unterminated { what: "comment", line: line(place) }),
            },
            _ => place += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    pieces.push((from, end));
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<(&str, usize)> {
        split(sql, None).unwrap().into_iter().map(|statement| (statement.text, statement.line)).collect()
    }

    #[test]
    fn statements_end_at_semicolons_outside_quotes_and_comments() {
        let sql = "-- a; b\nCREATE TABLE `a;b` (s varchar(9) DEFAULT 'it''s; \\'');\n# x;\n/* y; */ INSERT INTO t VALUES (\";\");\n\n/*!40101 SET NAMES utf8 */;\nSELECT 1--1;";
        assert_eq!(
            texts(sql),
            [
                ("CREATE TABLE `a;b` (s varchar(9) DEFAULT 'it''s; \\'')", 2),
                ("INSERT INTO t VALUES (\";\")", 4),
                ("/*!40101 SET NAMES utf8 */", 6),
                ("SELECT 1--1", 7),
            ]
        );
    }

    #[test]
    fn the_clients_delimiter_is_obeyed() {
        let sql = "SELECT 1;\nDELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END$$\nCREATE PROCEDURE q() SELECT 1 $$\ndelimiter ;\nSELECT 3;\n";
        assert_eq!(
            texts(sql),
            [
                ("SELECT 1", 1),
                ("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", 3),
                ("CREATE PROCEDURE q() SELECT 1", 4),
                ("SELECT 3", 6),
            ]
        );
    }

    #[test]
    fn bodies_without_a_delimiter_are_left_to_the_server() {
        let sql =
            "SELECT 1;\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END;\nSELECT 2;";
        assert_eq!(texts(sql), [(sql, 1)]);
    }

    #[test]
    fn what_is_never_closed_is_named() {
        let error = |sql: &str| split(sql, None).unwrap_err().to_string();
        assert!(error("SELECT 1;\nSELECT 'a;").starts_with("line 2: this quote"));
        assert!(error("/* a").starts_with("line 1: this comment"));
    }
}
