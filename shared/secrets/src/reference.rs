use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{DotPath, DotPathError};

/// Where a secret is, as `driftline.toml` writes it: `{ env = "NAME" }`,
/// `{ secrets-manager = "name or ARN", path = ".url", region = "eu-central-1", version-stage = "AWSPREVIOUS",
/// profile = "prod" }` with all but
/// the name optional, `{ gcp-secret-manager = "projects/P/secrets/S", version = "latest", path = ".url" }` likewise, or
/// `{ manifest = "secret.yaml", path = ".url" }` with the path optional.
///
/// A reference is no secret and may be printed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "Written")]
pub enum SecretReference {
    /// The whole value of an environment variable.
    EnvironmentVariable(String),
    /// A secret in AWS Secrets Manager.
    SecretsManager(AwsSecret),
    /// A secret in Google Secret Manager.
    GoogleSecretManager(GoogleSecret),
    /// A Secret of Kubernetes, as a manifest in a file. Its text is a JSON object of what it holds.
    Manifest {
        /// The file.
        file: String,
        /// The key to take. Without it the whole object is the secret.
        path: Option<DotPath>,
    },
}

/// A secret in AWS Secrets Manager.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AwsSecret {
    /// Its name or ARN.
    pub secret: String,
    /// The value to take when the secret is JSON text. Without it the whole text is the secret.
    pub path: Option<DotPath>,
    /// The region to ask in. Without it the ARN's, else the region of the process.
    pub region: Option<String>,
    /// The label of the version to take. Without it the one that is in force, `AWSCURRENT`.
    pub version_stage: Option<String>,
    /// The profile of the configuration to ask as. Without it this process itself.
    pub profile: Option<String>,
}

/// A secret in Google Secret Manager.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GoogleSecret {
    /// Its resource name: `projects/P/secrets/S`, or `projects/P/locations/L/secrets/S` of one that is kept in a region.
    pub secret: String,
    /// The version to take: a number, an alias or, as without it, `latest`.
    pub version: Option<String>,
    /// The value to take when the secret is JSON text. Without it the whole text is the secret.
    pub path: Option<DotPath>,
}

/// Why a table in the configuration is no reference to a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretReferenceError {
    /// Neither source is named.
    #[error("a secret needs a source: write {{ env = \"NAME\" }} or {{ secrets-manager = \"name\" }}")]
    NoSource,
    /// Several sources are named.
    #[error(
        "a secret has one source, but more of `env`, `secrets-manager`, `gcp-secret-manager` and `manifest` are given; leave \
         one"
    )]
    TwoSources,
    /// A key that has no meaning beside `env`.
    #[error("`{0}` has no meaning beside `env`, which is the whole secret; remove it")]
    NotWithEnvironment(&'static str),
    /// A key that has no meaning beside `manifest`.
    #[error("`{0}` has no meaning beside `manifest`, which is a file; remove it")]
    NotWithFile(&'static str),
    /// A key that has no meaning beside another.
    #[error("`{key}` has no meaning beside `{source_key}`; remove it")]
    NotWithSource {
        /// The key.
        key: &'static str,
        /// The key that says where the secret is.
        source_key: &'static str,
    },
    /// The secret itself stands where its source should be named. It is not repeated.
    #[error(
        "a secret is not written into the configuration; keep it elsewhere and write {{ env = \"NAME\" }} \
         or {{ secrets-manager = \"name\" }}"
    )]
    WrittenOut,
    /// A name cannot be one. It is not repeated: people paste the secret itself here.
    #[error("`{key}` holds something that cannot be {what}")]
    InvalidName {
        /// The key.
        key: &'static str,
        /// What it should be.
        what: &'static str,
    },
    /// The path cannot be read.
    #[error(transparent)]
    Path(#[from] DotPathError),
}

/// The table as it is written.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    env: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secrets_manager: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gcp_secret_manager: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    manifest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version_stage: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
}

impl TryFrom<Written> for SecretReference {
    type Error = SecretReferenceError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let invalid = |key, what| Err(SecretReferenceError::InvalidName { key, what });
        let of_aws = [
            ("region", written.region.is_some()),
            ("version-stage", written.version_stage.is_some()),
            ("profile", written.profile.is_some()),
        ];
        let of_google = [("version", written.version.is_some())];
        let first = |keys: &[(&'static str, bool)]| keys.iter().find(|(_, given)| *given).map(|(key, _)| *key);
        match (written.env, written.secrets_manager, written.gcp_secret_manager, written.manifest) {
            (None, None, None, None) => Err(SecretReferenceError::NoSource),
            (Some(name), None, None, None) => {
                let path = [("path", written.path.is_some())];
                let given = first(&path).or_else(|| first(&of_aws)).or_else(|| first(&of_google));
                if let Some(key) = given {
                    return Err(SecretReferenceError::NotWithEnvironment(key));
                }
                Self::variable("env", name)
            }
            (None, None, None, Some(file)) => {
                if file.is_empty() {
                    return invalid("manifest", "the name of a file");
                }
                if let Some(key) = first(&of_aws).or_else(|| first(&of_google)) {
                    return Err(SecretReferenceError::NotWithFile(key));
                }
                let path = written.path.map_or(Ok(None), |path| DotPath::of_part(&path))?;
                Ok(Self::Manifest { file, path })
            }
            (None, None, Some(secret), None) => {
                if let Some(key) = first(&of_aws) {
                    return Err(SecretReferenceError::NotWithSource { key, source_key: "gcp-secret-manager" });
                }
                let path = written.path.map_or(Ok(None), |path| DotPath::of_part(&path))?;
                let secret = GoogleSecret { secret, version: written.version, path };
                secret.checked("gcp-secret-manager").map(Self::GoogleSecretManager)
            }
            (None, Some(secret), None, None) => {
                if let Some(key) = first(&of_google) {
                    return Err(SecretReferenceError::NotWithSource { key, source_key: "secrets-manager" });
                }
                let path = written.path.map_or(Ok(None), |path| DotPath::of_part(&path))?;
                let secret = AwsSecret {
                    secret,
                    path,
                    region: written.region,
                    version_stage: written.version_stage,
                    profile: written.profile,
                };
                secret.checked("secrets-manager").map(Self::SecretsManager)
            }
            _ => Err(SecretReferenceError::TwoSources),
        }
    }
}

impl SecretReference {
    /// The value of an environment variable, which `key` of the configuration names.
    ///
    /// # Errors
    ///
    /// When it cannot be the name of one.
    pub fn variable(key: &'static str, name: String) -> Result<Self, SecretReferenceError> {
        if is_variable_name(&name) {
            Ok(Self::EnvironmentVariable(name))
        } else {
            let what = "the name of an environment variable (letters, digits and _)";
            Err(SecretReferenceError::InvalidName { key, what })
        }
    }

    /// The same secret with another path into it. None for a variable, which is a whole secret.
    #[must_use]
    pub fn at(&self, path: Option<DotPath>) -> Option<Self> {
        match self {
            Self::EnvironmentVariable(_) => None,
            Self::SecretsManager(secret) => Some(Self::SecretsManager(AwsSecret { path, ..secret.clone() })),
            Self::GoogleSecretManager(secret) => {
                Some(Self::GoogleSecretManager(GoogleSecret { path, ..secret.clone() }))
            }
            Self::Manifest { file, .. } => Some(Self::Manifest { file: file.clone(), path }),
        }
    }

    /// The path into the secret.
    #[must_use]
    pub fn path(&self) -> Option<&DotPath> {
        match self {
            Self::EnvironmentVariable(_) => None,
            Self::SecretsManager(AwsSecret { path, .. })
            | Self::GoogleSecretManager(GoogleSecret { path, .. })
            | Self::Manifest { path, .. } => path.as_ref(),
        }
    }
}

impl AwsSecret {
    /// The version in force of the secret of this name or ARN.
    pub fn named(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), path: None, region: None, version_stage: None, profile: None }
    }

    /// Itself, if every word in it can be what it stands for. `key` of the configuration holds its name.
    ///
    /// # Errors
    ///
    /// Which one cannot.
    pub fn checked(self, key: &'static str) -> Result<Self, SecretReferenceError> {
        let Self { secret, region, version_stage, .. } = &self;
        let invalid = |key, what| Err(SecretReferenceError::InvalidName { key, what });
        if !is_secret_name(secret) {
            return invalid(key, "the name or ARN of a secret");
        }
        if region.as_deref().is_some_and(|region| !is_region_name(region)) {
            return invalid("region", "the name of a region, like eu-central-1");
        }
        if version_stage.as_deref().is_some_and(|stage| !is_version_stage(stage)) {
            return invalid("version-stage", "the label of a version, like AWSPREVIOUS");
        }
        Ok(self)
    }
}

impl GoogleSecret {
    /// Itself, if every word in it can be what it stands for. `key` of the configuration holds its name.
    ///
    /// # Errors
    ///
    /// Which one cannot.
    pub fn checked(self, key: &'static str) -> Result<Self, SecretReferenceError> {
        let invalid = |key, what| Err(SecretReferenceError::InvalidName { key, what });
        let names: Vec<&str> = self.secret.split('/').collect();
        let is_resource = match names.as_slice() {
            ["projects", project, "secrets", secret] => [*project, *secret].iter().all(|name| is_google_name(name)),
            ["projects", project, "locations", location, "secrets", secret] => {
                is_region_name(location) && [*project, *secret].iter().all(|name| is_google_name(name))
            }
            _ => false,
        };
        if !is_resource {
            return invalid(key, "the name of a secret, projects/PROJECT/secrets/NAME");
        }
        if self.version.as_deref().is_some_and(|version| !is_google_name(version)) {
            return invalid("version", "a version: a number, an alias or latest");
        }
        Ok(self)
    }

    /// The region that the secret is kept in, where it is kept in one alone.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.secret.split('/').skip_while(|name| *name != "locations").nth(1)
    }
}

/// The characters of projects (of a domain too, `example.com:project`), secrets and aliases.
fn is_google_name(name: &str) -> bool {
    (1..=255).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
        && name.bytes().any(|byte| byte != b'.')
}

/// What POSIX calls a name.
fn is_variable_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The characters that `CreateSecret` allows in names, the exclamation mark that services of AWS put into the names of secrets
/// they keep (`rds!db-...`), and the colons of an ARN.
fn is_secret_name(name: &str) -> bool {
    let is_arn = name.starts_with("arn:");
    (1..=2048).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/_+=.@-!".contains(&byte) || (is_arn && byte == b':'))
}

/// As long as AWS takes one, without spaces or control characters.
fn is_version_stage(label: &str) -> bool {
    (1..=256).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_region_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl<'de> Deserialize<'de> for SecretReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReferenceVisitor)
    }
}

/// Written by hand because serde's own message for a text in place of the table repeats the text.
struct ReferenceVisitor;

impl<'de> Visitor<'de> for ReferenceVisitor {
    type Value = SecretReference;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("where a secret is: { env = \"NAME\" } or { secrets-manager = \"name\" }")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Err(E::custom(SecretReferenceError::WrittenOut))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let written = Written::deserialize(MapAccessDeserializer::new(map))?;
        written.try_into().map_err(A::Error::custom)
    }
}

impl From<SecretReference> for Written {
    fn from(reference: SecretReference) -> Self {
        let written = |path: Option<DotPath>| Self {
            env: None,
            secrets_manager: None,
            gcp_secret_manager: None,
            manifest: None,
            path: path.map(|path| path.to_string()),
            region: None,
            version_stage: None,
            version: None,
            profile: None,
        };
        match reference {
            SecretReference::EnvironmentVariable(name) => Self { env: Some(name), ..written(None) },
            SecretReference::SecretsManager(AwsSecret { secret, path, region, version_stage, profile }) => {
                Self { secrets_manager: Some(secret), region, version_stage, profile, ..written(path) }
            }
            SecretReference::GoogleSecretManager(GoogleSecret { secret, version, path }) => {
                Self { gcp_secret_manager: Some(secret), version, ..written(path) }
            }
            SecretReference::Manifest { file, path } => Self { manifest: Some(file), ..written(path) },
        }
    }
}

impl fmt::Display for SecretReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EnvironmentVariable(name) => write!(formatter, "the environment variable {name}"),
            Self::SecretsManager(AwsSecret { secret, path: None, .. }) => {
                write!(formatter, "the secret `{secret}` of AWS Secrets Manager")
            }
            Self::SecretsManager(AwsSecret { secret, path: Some(path), .. }) => {
                write!(formatter, "`{path}` of the secret `{secret}` of AWS Secrets Manager")
            }
            Self::GoogleSecretManager(GoogleSecret { secret, path: None, .. }) => {
                write!(formatter, "the secret `{secret}` of Google Secret Manager")
            }
            Self::GoogleSecretManager(GoogleSecret { secret, path: Some(path), .. }) => {
                write!(formatter, "`{path}` of the secret `{secret}` of Google Secret Manager")
            }
            Self::Manifest { file, path: None } => write!(formatter, "the manifest {file}"),
            Self::Manifest { file, path: Some(path) } => write!(formatter, "`{path}` of the manifest {file}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Serialize)]
    struct Holder {
        url: SecretReference,
    }

    fn read(table: &str) -> Result<SecretReference, String> {
        toml::from_str::<Holder>(&format!("url = {table}"))
            .map(|holder| holder.url)
            .map_err(|error| error.message().to_owned())
    }

    #[test]
    fn reads_what_the_configuration_writes() {
        assert_eq!(read(r#"{ env = "HOOK" }"#).unwrap(), SecretReference::EnvironmentVariable("HOOK".to_owned()));
        assert_eq!(
            read(r#"{ secrets-manager = "driftline/slack", path = ".url" }"#).unwrap(),
            SecretReference::SecretsManager(AwsSecret {
                path: Some(DotPath::parse("url").unwrap()),
                ..AwsSecret::named("driftline/slack")
            })
        );
        let whole = SecretReference::SecretsManager(AwsSecret::named("a"));
        assert_eq!(read(r#"{ secrets-manager = "a", path = "." }"#).unwrap(), whole);
    }

    #[test]
    fn writes_what_it_reads() {
        for table in [
            r#"{ env = "HOOK" }"#,
            r#"{ secrets-manager = "a" }"#,
            r#"{ secrets-manager = "rds!cluster-6c1f" }"#,
            r#"{ secrets-manager = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-6c1f-AbCdEf" }"#,
            r#"{ secrets-manager = "a", path = 'b."c.d"[2]', region = "eu-central-1" }"#,
            r#"{ secrets-manager = "a", version-stage = "AWSPREVIOUS", profile = "prod" }"#,
            r#"{ gcp-secret-manager = "projects/shop/secrets/orders" }"#,
            r#"{ gcp-secret-manager = "projects/example.com:shop/locations/europe-west3/secrets/a_b-1", version = "7", path = ".url" }"#,
            r#"{ manifest = "orders.yaml" }"#,
            r#"{ manifest = "orders.yaml", path = ".password" }"#,
        ] {
            let reference = read(table).unwrap();
            let written = toml::to_string(&Holder { url: reference.clone() }).unwrap();
            assert_eq!(toml::from_str::<Holder>(&written).unwrap().url, reference, "{written}");
        }
    }

    #[test]
    fn refuses_what_is_no_reference() {
        let messages: Vec<String> = [
            "{ }",
            r#"{ env = "A", secrets-manager = "b" }"#,
            r#"{ env = "A", path = ".b" }"#,
            r#"{ manifest = "a.yaml", secrets-manager = "b" }"#,
            r#"{ manifest = "a.yaml", region = "eu-central-1" }"#,
            r#"{ manifest = "a.yaml", version-stage = "AWSPREVIOUS" }"#,
            r#"{ env = "A", version-stage = "AWSPREVIOUS" }"#,
            r#"{ gcp-secret-manager = "orders" }"#,
            r#"{ gcp-secret-manager = "projects/shop/secrets/../a" }"#,
            r#"{ gcp-secret-manager = "projects/shop/secrets/a", version = "" }"#,
            r#"{ gcp-secret-manager = "projects/shop/secrets/a", region = "eu-central-1" }"#,
            r#"{ gcp-secret-manager = "projects/shop/secrets/a", secrets-manager = "b" }"#,
            r#"{ secrets-manager = "a", version = "7" }"#,
            r#"{ manifest = "" }"#,
            r#"{ env = "" }"#,
            r#"{ env = "A=B" }"#,
            r#"{ secrets-manager = " " }"#,
            r#"{ secrets-manager = "a", path = ".b[" }"#,
            r#"{ secrets-manager = "a", region = "" }"#,
            r#"{ secrets-manager = "a", version-stage = "" }"#,
            r#"{ secrets-manager = "a", version-stage = "the one before" }"#,
            r#"{ secrets-manager = "a", pth = ".b" }"#,
            r#"{ env = "https://hooks.example.com/secret" }"#,
            r#"{ secrets-manager = "https://hooks.example.com/secret" }"#,
            r#""https://hooks.example.com/secret""#,
            "5",
        ]
        .into_iter()
        .map(|table| format!("{table}\n    {}", read(table).unwrap_err()))
        .collect();
        assert!(messages.iter().all(|message| message.matches("example.com").count() < 2), "a secret is repeated");
        insta::assert_snapshot!(messages.join("\n"), @r#"
        { }
            a secret needs a source: write { env = "NAME" } or { secrets-manager = "name" }
        { env = "A", secrets-manager = "b" }
            a secret has one source, but more of `env`, `secrets-manager`, `gcp-secret-manager` and `manifest` are given; leave one
        { env = "A", path = ".b" }
            `path` has no meaning beside `env`, which is the whole secret; remove it
        { manifest = "a.yaml", secrets-manager = "b" }
            a secret has one source, but more of `env`, `secrets-manager`, `gcp-secret-manager` and `manifest` are given; leave one
        { manifest = "a.yaml", region = "eu-central-1" }
            `region` has no meaning beside `manifest`, which is a file; remove it
        { manifest = "a.yaml", version-stage = "AWSPREVIOUS" }
            `version-stage` has no meaning beside `manifest`, which is a file; remove it
        { env = "A", version-stage = "AWSPREVIOUS" }
            `version-stage` has no meaning beside `env`, which is the whole secret; remove it
        { gcp-secret-manager = "orders" }
            `gcp-secret-manager` holds something that cannot be the name of a secret, projects/PROJECT/secrets/NAME
        { gcp-secret-manager = "projects/shop/secrets/../a" }
            `gcp-secret-manager` holds something that cannot be the name of a secret, projects/PROJECT/secrets/NAME
        { gcp-secret-manager = "projects/shop/secrets/a", version = "" }
            `version` holds something that cannot be a version: a number, an alias or latest
        { gcp-secret-manager = "projects/shop/secrets/a", region = "eu-central-1" }
            `region` has no meaning beside `gcp-secret-manager`; remove it
        { gcp-secret-manager = "projects/shop/secrets/a", secrets-manager = "b" }
            a secret has one source, but more of `env`, `secrets-manager`, `gcp-secret-manager` and `manifest` are given; leave one
        { secrets-manager = "a", version = "7" }
            `version` has no meaning beside `secrets-manager`; remove it
        { manifest = "" }
            `manifest` holds something that cannot be the name of a file
        { env = "" }
            `env` holds something that cannot be the name of an environment variable (letters, digits and _)
        { env = "A=B" }
            `env` holds something that cannot be the name of an environment variable (letters, digits and _)
        { secrets-manager = " " }
            `secrets-manager` holds something that cannot be the name or ARN of a secret
        { secrets-manager = "a", path = ".b[" }
            the path `.b[` cannot be read: a bracket is left open; write it like .password, nested.password or items[0]."a key"
        { secrets-manager = "a", region = "" }
            `region` holds something that cannot be the name of a region, like eu-central-1
        { secrets-manager = "a", version-stage = "" }
            `version-stage` holds something that cannot be the label of a version, like AWSPREVIOUS
        { secrets-manager = "a", version-stage = "the one before" }
            `version-stage` holds something that cannot be the label of a version, like AWSPREVIOUS
        { secrets-manager = "a", pth = ".b" }
            unknown field `pth`, expected one of `env`, `secrets-manager`, `gcp-secret-manager`, `manifest`, `path`, `region`, `version-stage`, `version`, `profile`
        { env = "https://hooks.example.com/secret" }
            `env` holds something that cannot be the name of an environment variable (letters, digits and _)
        { secrets-manager = "https://hooks.example.com/secret" }
            `secrets-manager` holds something that cannot be the name or ARN of a secret
        "https://hooks.example.com/secret"
            a secret is not written into the configuration; keep it elsewhere and write { env = "NAME" } or { secrets-manager = "name" }
        5
            invalid type: integer `5`, expected where a secret is: { env = "NAME" } or { secrets-manager = "name" }
        "#);
    }
}
