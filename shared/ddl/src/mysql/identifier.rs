//! Names and texts as SQL.

pub(super) use driftline_catalog::mysql::quote;

/// Names in backticks, with commas between.
pub(super) fn list(names: &[String]) -> String {
    names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(",")
}

/// A text in single quotes, for a session whose `sql_mode` keeps the backslash an escape.
pub(super) fn literal(text: &str) -> String {
    let mut result = String::from("'");
    for character in text.chars() {
        match character {
            '\'' => result.push_str("''"),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\0' => result.push_str("\\0"),
            '\u{1a}' => result.push_str("\\Z"),
            other => result.push(other),
        }
    }
    result.push('\'');
    result
}

/// The same for a session of this `sql_mode`.
pub(super) fn literal_in_mode(text: &str, sql_mode: &str) -> String {
    if sql_mode.split(',').any(|mode| mode == "NO_BACKSLASH_ESCAPES") {
        return format!("'{}'", text.replace('\'', "''"));
    }
    literal(text)
}
