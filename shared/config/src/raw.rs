//! The file as people write it. Every table refuses keys it does not know.

use std::collections::BTreeMap;

use driftline_secrets::SecretReference;
use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawConfig {
    pub(crate) store: Option<RawStore>,
    #[serde(default)]
    pub(crate) defaults: RawDefaults,
    #[serde(default)]
    pub(crate) scratch: RawScratch,
    #[serde(default)]
    pub(crate) profile: BTreeMap<String, Spanned<RawProfile>>,
    #[serde(default)]
    pub(crate) database: Vec<Spanned<RawDatabase>>,
    #[serde(default)]
    pub(crate) discover: Vec<Spanned<RawDiscover>>,
    #[serde(default)]
    pub(crate) subscriber: Vec<Spanned<RawSubscriber>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawStore {
    pub(crate) url: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawProfile {
    pub(crate) account: Option<Spanned<String>>,
    pub(crate) region: Option<Spanned<String>>,
    pub(crate) role: Option<Spanned<String>>,
    pub(crate) external_id: Option<Spanned<String>>,
    pub(crate) session_name: Option<Spanned<String>>,
    pub(crate) access_key_id: Option<Spanned<SecretReference>>,
    pub(crate) secret_access_key: Option<Spanned<SecretReference>>,
    pub(crate) session_token: Option<Spanned<SecretReference>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawDefaults {
    #[serde(default)]
    pub(crate) ignore: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) notify: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawScratch {
    pub(crate) url: Option<Spanned<SecretReference>>,
    pub(crate) download: Option<bool>,
    #[serde(default)]
    pub(crate) server: Vec<Spanned<RawScratchServer>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawScratchServer {
    pub(crate) engine: Spanned<String>,
    pub(crate) endpoint: Spanned<String>,
    pub(crate) dial: Option<Spanned<String>>,
    pub(crate) database: Option<String>,
    pub(crate) user: String,
    pub(crate) auth: Spanned<RawAuth>,
    pub(crate) profile: Option<Spanned<String>>,
    pub(crate) ca_file: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawDatabase {
    pub(crate) name: Spanned<String>,
    pub(crate) engine: Spanned<String>,
    pub(crate) connector: Option<Spanned<SecretReference>>,
    pub(crate) endpoint: Option<Spanned<String>>,
    pub(crate) database: Option<String>,
    pub(crate) databases: Option<Spanned<RawDatabases>>,
    pub(crate) user: Option<String>,
    pub(crate) auth: Option<Spanned<RawAuth>>,
    pub(crate) profile: Option<Spanned<String>>,
    pub(crate) ca_file: Option<String>,
    pub(crate) dial: Option<Spanned<String>>,
    pub(crate) source: Spanned<RawSource>,
    #[serde(default)]
    pub(crate) ignore: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) column_order: bool,
    #[serde(default)]
    pub(crate) auto_increment: bool,
    #[serde(default)]
    pub(crate) any_definer_host: bool,
    #[serde(default)]
    pub(crate) roles: bool,
    #[serde(default)]
    pub(crate) partitions: Vec<Spanned<RawPartitions>>,
    pub(crate) notify: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawDiscover {
    pub(crate) name: Spanned<String>,
    pub(crate) region: Option<Spanned<String>>,
    pub(crate) profile: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) include: Vec<String>,
    #[serde(default)]
    pub(crate) ignore: Vec<String>,
    #[serde(default)]
    pub(crate) with_tags: BTreeMap<String, String>,
    pub(crate) database: Spanned<RawTemplate>,
}

/// A database without what is found: its name, its engine, its endpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawTemplate {
    pub(crate) database: Option<String>,
    pub(crate) databases: Option<Spanned<RawDatabases>>,
    pub(crate) user: String,
    pub(crate) auth: Spanned<RawAuth>,
    pub(crate) profile: Option<Spanned<String>>,
    pub(crate) ca_file: Option<String>,
    pub(crate) source: Spanned<RawSource>,
    #[serde(default)]
    pub(crate) ignore: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) column_order: bool,
    #[serde(default)]
    pub(crate) auto_increment: bool,
    #[serde(default)]
    pub(crate) any_definer_host: bool,
    #[serde(default)]
    pub(crate) roles: bool,
    #[serde(default)]
    pub(crate) partitions: Vec<Spanned<RawPartitions>>,
    pub(crate) notify: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

/// `"*"`, or which.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`databases` is \"*\", or { include = [...], ignore = [...] } with patterns")]
pub(crate) enum RawDatabases {
    All(String),
    Some(RawSomeDatabases),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawSomeDatabases {
    #[serde(default)]
    pub(crate) include: Vec<String>,
    #[serde(default)]
    pub(crate) ignore: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawPartitions {
    pub(crate) of: String,
    pub(crate) policy: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a way to log in, like { method = \"rds-iam\" }")]
pub(crate) struct RawAuth {
    pub(crate) method: Spanned<String>,
    pub(crate) region: Option<String>,
    pub(crate) sign_for: Option<Spanned<String>>,
    pub(crate) variable: Option<String>,
    pub(crate) secret: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) version_stage: Option<String>,
    pub(crate) version: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a source, like { migrations = \"folder\" }")]
pub(crate) struct RawSource {
    pub(crate) migrations: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) history: Option<String>,
    #[serde(default)]
    pub(crate) placeholders: BTreeMap<String, String>,
    pub(crate) schema: Option<String>,
    pub(crate) database: Option<String>,
    #[serde(default)]
    pub(crate) published: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawSubscriber {
    pub(crate) name: Spanned<String>,
    pub(crate) kind: Spanned<String>,
    pub(crate) url: Option<Spanned<SecretReference>>,
    pub(crate) secret: Option<Spanned<SecretReference>>,
    pub(crate) topic: Option<String>,
    pub(crate) profile: Option<Spanned<String>>,
    pub(crate) on: Option<Vec<Spanned<String>>>,
    pub(crate) minimum_severity: Option<Spanned<String>>,
}
