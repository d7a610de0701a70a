use std::fmt;

use secrecy::SecretString;
use serde_json::Value;

/// A message names so many keys.
const MOST_KEYS: usize = 20;

/// A path to one value inside JSON text: `password`, `.password`, `nested.password`, `items[0].key`, `items.0.key`.
///
/// A key that holds a dot, a bracket or a quote is written in double quotes: `"db.password"`; inside quotes a backslash
/// takes the next character as it is. A bare number is a list's index when it meets a list, a key when it meets an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DotPath {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// A key, or an index in case the value is a list.
    Key(String),
    /// An index only.
    Index(usize),
}

/// Why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the path `{path}` cannot be read: {reason}; write it like .password, nested.password or items[0].\"a key\"")]
pub struct DotPathError {
    path: String,
    reason: &'static str,
}

/// Why a path does not lead to a value. Holds the path and kinds of values, never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// The text is no JSON.
    #[error(
        "it is not JSON text (line {line}, column {column}), so `{path}` cannot be taken from it; where all of it is meant, \
         write path = \".\""
    )]
    NotJson {
        /// The path asked for.
        path: String,
        /// One-based line of the first mistake.
        line: usize,
        /// One-based column of the first mistake.
        column: usize,
    },
    /// A step of the path leads nowhere.
    #[error("it has nothing at `{missing}` (looking for `{path}`); {there}")]
    Missing {
        /// The path asked for.
        path: String,
        /// The first part of it that leads nowhere.
        missing: String,
        /// What is there instead: keys, and never values.
        there: String,
    },
    /// The path leads to something that is no single value.
    #[error("`{path}` leads to {kind}, where text, a number or true/false is needed")]
    NotAValue {
        /// The path asked for.
        path: String,
        /// What is there.
        kind: &'static str,
    },
}

impl DotPath {
    /// Reads a path.
    ///
    /// # Errors
    ///
    /// When it is empty, a step is empty, or a quote or bracket is left open.
    pub fn parse(path: &str) -> Result<Self, DotPathError> {
        let fail = |reason| DotPathError { path: path.to_owned(), reason };
        let mut steps = Vec::new();
        let mut rest = path.strip_prefix('.').unwrap_or(path);
        // A list at the top is `[0]` or `.[0]`, so a bracket may stand where a key is expected.
        loop {
            if let Some(after) = rest.strip_prefix('[') {
                let (inside, after) = after.split_once(']').ok_or_else(|| fail("a bracket is left open"))?;
                let index = inside.parse().map_err(|_| fail("brackets hold the index of a list, counted from 0"))?;
                steps.push(Step::Index(index));
                rest = after;
            } else if let Some(after) = rest.strip_prefix('"') {
                let (key, after) = quoted(after).ok_or_else(|| fail("a quote is left open"))?;
                steps.push(Step::Key(key));
                rest = after;
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (key, after) = rest.split_at(end);
                if key.is_empty() {
                    return Err(fail("a step is empty"));
                }
                if key.contains(['"', ']']) {
                    return Err(fail("a key that holds a quote or bracket is written in quotes"));
                }
                steps.push(Step::Key(key.to_owned()));
                rest = after;
            }
            if rest.is_empty() {
                return Ok(Self { steps });
            }
            rest = match rest.strip_prefix('.') {
                Some(after) => after,
                None if rest.starts_with('[') => rest,
                None => return Err(fail("a dot is missing between two steps")),
            };
        }
    }

    /// Reads a path to a part of a secret; none where it is a dot alone, which is all of it.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`].
    pub fn of_part(path: &str) -> Result<Option<Self>, DotPathError> {
        if path == "." { Ok(None) } else { Self::parse(path).map(Some) }
    }

    /// Takes the value at this path out of JSON text. Numbers and booleans come as JSON writes them.
    ///
    /// # Errors
    ///
    /// When the text is no JSON, or nothing or no single value is there.
    pub fn select(&self, json: &str) -> Result<SecretString, SelectError> {
        let document: Value = serde_json::from_str(json).map_err(|error| SelectError::NotJson {
            path: self.to_string(),
            line: error.line(),
            column: error.column(),
        })?;
        let mut value = &document;
        for (position, step) in self.steps.iter().enumerate() {
            let next = match (step, value) {
                (Step::Key(key), Value::Object(fields)) => fields.get(key),
                (Step::Key(key), Value::Array(items)) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
                (Step::Index(index), Value::Array(items)) => items.get(*index),
                _ => None,
            };
            value = next.ok_or_else(|| SelectError::Missing {
                path: self.to_string(),
                missing: Self { steps: self.steps[..=position].to_vec() }.to_string(),
                there: what_is_there(&self.steps[..position], value),
            })?;
        }
        let not_a_value = |kind| Err(SelectError::NotAValue { path: self.to_string(), kind });
        match value {
            Value::String(text) => Ok(SecretString::from(text.as_str())),
            Value::Number(number) => Ok(SecretString::from(number.to_string())),
            Value::Bool(truth) => Ok(SecretString::from(truth.to_string())),
            Value::Null => not_a_value("null"),
            Value::Array(_) => not_a_value("a list"),
            Value::Object(_) => not_a_value("an object"),
        }
    }
}

/// The keys that a path could go on with.
fn what_is_there(steps: &[Step], value: &Value) -> String {
    let place = match steps {
        [] => "it".to_owned(),
        steps => format!("`{}`", DotPath { steps: steps.to_vec() }),
    };
    match value {
        Value::Object(fields) if fields.is_empty() => format!("{place} has no keys"),
        Value::Object(fields) => {
            let mut keys: Vec<String> = fields.keys().take(MOST_KEYS).map(|key| format!("`{key}`")).collect();
            if MOST_KEYS < fields.len() {
                keys.push(format!("{} more", fields.len() - MOST_KEYS));
            }
            format!("{place} has the keys {}", keys.join(", "))
        }
        Value::Array(items) if items.is_empty() => format!("{place} is an empty list"),
        Value::Array(items) => format!("{place} is a list, counted from 0 to {}", items.len() - 1),
        _ => format!("{place} is a single value"),
    }
}

/// The text up to the closing quote, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut characters = text.char_indices();
    while let Some((position, character)) = characters.next() {
        match character {
            '"' => return Some((key, &text[position + 1..])),
            '\\' => key.push(characters.next()?.1),
            other => key.push(other),
        }
    }
    None
}

impl fmt::Display for DotPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            match step {
                Step::Index(index) => write!(formatter, "[{index}]")?,
                Step::Key(key) if key.is_empty() || key.contains(['.', '[', ']', '"', '\\']) => {
                    write!(formatter, ".\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))?;
                }
                Step::Key(key) => write!(formatter, ".{key}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const DOCUMENT: &str = r#"{
        "password": "hunter2",
        "nested": {"password": "deep"},
        "items": [{"key": "first"}, "second", [7]],
        "db.password": "dotted",
        "say \"hi\"": "quoted",
        "back\\slash": "slashed",
        "": "unnamed",
        "0": "zero",
        "port": 5432, "tls": true, "nothing": null
    }"#;

    #[test]
    fn finds_values() {
        for (path, expected) in [
            ("password", "hunter2"),
            (".password", "hunter2"),
            ("nested.password", "deep"),
            (".nested.password", "deep"),
            (".nested.\"password\"", "deep"),
            ("items[0].key", "first"),
            (".items.0.key", "first"),
            ("items[1]", "second"),
            ("items[2][0]", "7"),
            ("\"db.password\"", "dotted"),
            (".\"db.password\"", "dotted"),
            (r#""say \"hi\"""#, "quoted"),
            (r#""back\\slash""#, "slashed"),
            (r#""""#, "unnamed"),
            ("0", "zero"),
            ("port", "5432"),
            ("tls", "true"),
        ] {
            let parsed = DotPath::parse(path).unwrap();
            assert_eq!(parsed.select(DOCUMENT).unwrap().expose_secret(), expected, "{path}");
            assert_eq!(DotPath::parse(&parsed.to_string()).unwrap(), parsed, "{path} prints as {parsed}");
        }
    }

    #[test]
    fn finds_values_in_a_list_at_the_top() {
        for path in ["[1]", ".[1]", "1", ".1"] {
            let found = DotPath::parse(path).unwrap().select(r#"["a", "b"]"#).unwrap();
            assert_eq!(found.expose_secret(), "b", "{path}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_path() {
        let messages: Vec<String> =
            ["", ".", "a..b", "a.", "a[", "a[x]", "a[-1]", "a[0]b", "\"a", "\"a\"b", "a\"b", "..a"]
                .into_iter()
                .map(|path| DotPath::parse(path).unwrap_err().to_string())
                .collect();
        insta::assert_snapshot!(messages.join("\n"), @r#"
        the path `` cannot be read: a step is empty; write it like .password, nested.password or items[0]."a key"
        the path `.` cannot be read: a step is empty; write it like .password, nested.password or items[0]."a key"
        the path `a..b` cannot be read: a step is empty; write it like .password, nested.password or items[0]."a key"
        the path `a.` cannot be read: a step is empty; write it like .password, nested.password or items[0]."a key"
        the path `a[` cannot be read: a bracket is left open; write it like .password, nested.password or items[0]."a key"
        the path `a[x]` cannot be read: brackets hold the index of a list, counted from 0; write it like .password, nested.password or items[0]."a key"
        the path `a[-1]` cannot be read: brackets hold the index of a list, counted from 0; write it like .password, nested.password or items[0]."a key"
        the path `a[0]b` cannot be read: a dot is missing between two steps; write it like .password, nested.password or items[0]."a key"
        the path `"a` cannot be read: a quote is left open; write it like .password, nested.password or items[0]."a key"
        the path `"a"b` cannot be read: a dot is missing between two steps; write it like .password, nested.password or items[0]."a key"
        the path `a"b` cannot be read: a key that holds a quote or bracket is written in quotes; write it like .password, nested.password or items[0]."a key"
        the path `..a` cannot be read: a step is empty; write it like .password, nested.password or items[0]."a key"
        "#);
    }

    #[test]
    fn says_what_is_missing_and_shows_no_value() {
        let cases = [
            ("pasword", DOCUMENT),
            ("nested.pasword", DOCUMENT),
            ("password.deeper", DOCUMENT),
            ("items[9]", DOCUMENT),
            ("items.key", DOCUMENT),
            ("nested[0]", DOCUMENT),
            ("nested", DOCUMENT),
            ("items", DOCUMENT),
            ("nothing", DOCUMENT),
            ("password", "hunter2"),
            ("password", ""),
            ("password", "{\"password\": hunter2}"),
        ];
        let messages: Vec<String> = cases
            .into_iter()
            .map(|(path, json)| {
                let error = DotPath::parse(path).unwrap().select(json).unwrap_err();
                let printed = format!("{error} {error:?}");
                for secret in ["hunter2", "deep\"", "first", "second"] {
                    assert!(!printed.contains(secret), "{printed}");
                }
                error.to_string()
            })
            .collect();
        insta::assert_snapshot!(messages.join("\n"), @r#"
        it has nothing at `.pasword` (looking for `.pasword`); it has the keys ``, `0`, `back\slash`, `db.password`, `items`, `nested`, `nothing`, `password`, `port`, `say "hi"`, `tls`
        it has nothing at `.nested.pasword` (looking for `.nested.pasword`); `.nested` has the keys `password`
        it has nothing at `.password.deeper` (looking for `.password.deeper`); `.password` is a single value
        it has nothing at `.items[9]` (looking for `.items[9]`); `.items` is a list, counted from 0 to 2
        it has nothing at `.items.key` (looking for `.items.key`); `.items` is a list, counted from 0 to 2
        it has nothing at `.nested[0]` (looking for `.nested[0]`); `.nested` has the keys `password`
        `.nested` leads to an object, where text, a number or true/false is needed
        `.items` leads to a list, where text, a number or true/false is needed
        `.nothing` leads to null, where text, a number or true/false is needed
        it is not JSON text (line 1, column 1), so `.password` cannot be taken from it; where all of it is meant, write path = "."
        it is not JSON text (line 1, column 0), so `.password` cannot be taken from it; where all of it is meant, write path = "."
        it is not JSON text (line 1, column 14), so `.password` cannot be taken from it; where all of it is meant, write path = "."
        "#);
    }
}
