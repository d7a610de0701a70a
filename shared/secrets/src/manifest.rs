use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use saphyr::{LoadableYamlNode as _, Yaml};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::{SecretError, SecretReference, SecretSource};

/// Reads Secrets of Kubernetes from manifests in files.
#[derive(Clone, Copy, Debug, Default)]
pub struct ManifestSecrets;

#[async_trait::async_trait]
impl SecretSource for ManifestSecrets {
    async fn fetch(&self, reference: &SecretReference) -> Result<SecretString, SecretError> {
        let SecretReference::Manifest { file, path } = reference else {
            return Err(SecretError::WrongSource { source_name: "a manifest", reference: reference.to_string() });
        };
        let refuse = |problem: String| SecretError::Manifest { file: file.clone(), problem };
        let text = std::fs::read_to_string(file).map_err(|error| refuse(format!("cannot be read: {error}")))?;
        let object = read(&text).map_err(refuse)?.to_string();
        match path {
            Some(path) => path.select(&object).map_err(|problem| SecretError::Shape { secret: file.clone(), problem }),
            None => Ok(SecretString::from(object)),
        }
    }
}

/// What the one Secret among the documents of a manifest holds. Messages repeat keys, never values.
fn read(text: &str) -> Result<Value, String> {
    // The parser's own words repeat the text.
    let documents = Yaml::load_from_str(text).map_err(|error| {
        let place = error.marker();
        format!("is no YAML (line {}, column {})", place.line(), place.col() + 1)
    })?;
    let is_secret = |document: &&Yaml<'_>| word(document, "kind").is_some_and(|kind| kind == "Secret");
    let secrets: Vec<&Yaml<'_>> = documents.iter().filter(is_secret).collect();
    let [secret] = secrets.as_slice() else {
        return Err(format!("holds {} documents with `kind: Secret`; it has to be one", secrets.len()));
    };
    let mut values = Map::new();
    for (key, value) in entries(secret, "data")? {
        let bytes = BASE64_STANDARD
            .decode(value.trim())
            .map_err(|_| format!("has something at data.{key} that is no base64"))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("has bytes at data.{key} that are no text"))?;
        values.insert(key, Value::String(text));
    }
    // The server lets these stand above the others.
    for (key, value) in entries(secret, "stringData")? {
        values.insert(key, Value::String(value));
    }
    Ok(Value::Object(values))
}

fn word<'a>(document: &'a Yaml<'_>, key: &str) -> Option<&'a str> {
    document.as_mapping_get(key)?.as_str()
}

/// Keys and values below a key, all of which are text.
fn entries(secret: &Yaml<'_>, section: &str) -> Result<Vec<(String, String)>, String> {
    let Some(found) = secret.as_mapping_get(section) else { return Ok(Vec::new()) };
    let mapping = found.as_mapping().ok_or_else(|| format!("has something at {section} that holds no keys"))?;
    let entry = |(key, value): (&Yaml<'_>, &Yaml<'_>)| {
        let key = key.as_str().ok_or_else(|| format!("has a key in {section} that is no text"))?.to_owned();
        match value.as_str() {
            Some(text) => Ok((key, text.to_owned())),
            None => Err(format!("has something at {section}.{key} that is no text; quote it")),
        }
    };
    mapping.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_data_are_read() {
        let text = "---\napiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: orders}\n\
                    data:\n  user: d2F0Y2hlcg==\n  port: NTQzMg==\nstringData:\n  port: \"5433\"\n  password: 'hunter2'\n";
        let expected = serde_json::json!({"user": "watcher", "port": "5433", "password": "hunter2"});
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn what_is_wrong_is_said_without_the_values() {
        let messages: Vec<String> = [
            "",
            "kind: ConfigMap\ndata: {password: hunter2}",
            "kind: Secret\n---\nkind: Secret",
            "kind: Secret\ndata: hunter2",
            "kind: Secret\ndata: {password: hunter2!}",
            "kind: Secret\ndata: {password: /////w==}",
            "kind: Secret\nstringData: {port: 5432}",
            "kind: Secret\nstringData: {password: \"hunter2}",
        ]
        .into_iter()
        .map(|text| read(text).unwrap_err())
        .collect();
        assert!(messages.iter().all(|message| !message.contains("hunter2")), "{messages:?}");
        insta::assert_snapshot!(messages.join("\n"), @r"
        holds 0 documents with `kind: Secret`; it has to be one
        holds 0 documents with `kind: Secret`; it has to be one
        holds 2 documents with `kind: Secret`; it has to be one
        has something at data that holds no keys
        has something at data.password that is no base64
        has bytes at data.password that are no text
        has something at stringData.port that is no text; quote it
        is no YAML (line 2, column 24)
        ");
    }
}
