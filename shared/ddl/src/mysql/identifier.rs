//! Names and texts as SQL.

pub(super) use driftline_catalog::mysql::quote;

/// Names in backticks, with commas between.
pub(super) fn list(names: &[String]) -> String {
    names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(",")
}

/// A table as `REFERENCES` names it: one of another database is spelled `database.table` in a snapshot.
pub(super) fn table(name: &str) -> String {
    match name.split_once('.') {
        Some((database, table)) => format!("{}.{}", quote(database), quote(table)),
        None => quote(name),
    }
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
