//! YAML with the short forms of CloudFormation's functions, as JSON with the long forms.

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// Reads a template.
///
/// # Panics
///
/// When it is no YAML, or has something that no template has.
pub(super) fn read(text: &str) -> Value {
    let documents = Yaml::load_from_str(text).unwrap_or_else(|error| panic!("the template is no YAML: {error}"));
    let [document] = documents.as_slice() else { panic!("a template is one document") };
    value(document)
}

fn value(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(truth)) => json!(truth),
        Yaml::Value(Scalar::Integer(number)) => json!(number),
        Yaml::Value(Scalar::FloatingPoint(number)) => json!(number.into_inner()),
        Yaml::Value(Scalar::String(text)) => json!(text),
        Yaml::Sequence(items) => items.iter().map(value).collect(),
        Yaml::Mapping(fields) => {
            let field = |(name, field): (&Yaml<'_>, &Yaml<'_>)| {
                let name = name.as_str().unwrap_or_else(|| panic!("a key that is no text: {name:?}"));
                (name.to_owned(), value(field))
            };
            Value::Object(fields.iter().map(field).collect::<Map<_, _>>())
        }
        Yaml::Tagged(tag, inner) => function(&tag.suffix, value(inner)),
        other => panic!("nothing that a template has: {other:?}"),
    }
}

fn function(name: &str, argument: Value) -> Value {
    match (name, argument.as_str().and_then(|text| text.split_once('.'))) {
        ("Ref" | "Condition", _) => json!({ name: argument }),
        ("GetAtt", Some((resource, attribute))) => json!({ "Fn::GetAtt": [resource, attribute] }),
        _ => json!({ format!("Fn::{name}"): argument }),
    }
}
