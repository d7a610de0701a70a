//! Attribute values as a person reads them.

use std::borrow::Cow;

use serde_json::Value;

/// The value as text. Strings stand without quotes; what would be invisible has a word in parentheses.
pub(crate) fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "(none)".into(),
        Value::String(text) if text.is_empty() => "(empty)".into(),
        Value::String(text) => text.into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Array(values) if values.is_empty() => "(none)".into(),
        Value::Array(values) => values.iter().map(text_of).collect::<Vec<_>>().join(", ").into(),
        Value::Number(_) | Value::Object(_) => value.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_read_as_words() {
        let cases = [
            (json!(null), "(none)"),
            (json!(""), "(empty)"),
            (json!("varchar(20)"), "varchar(20)"),
            (json!(true), "yes"),
            (json!(false), "no"),
            (json!([]), "(none)"),
            (json!(["a", "b"]), "a, b"),
            (json!(100), "100"),
        ];
        for (value, expected) in cases {
            assert_eq!(text_of(&value), expected, "{value}");
        }
    }
}
