//! The credentials that this process has at Google (AIP-4110), and whom they have to ask.

use std::path::PathBuf;

use google_cloud_auth::credentials::{AccessTokenCredentials, Builder, external_account};
use serde_json::Value;
use url::Url;

/// What to do where there are none.
pub(crate) const GIVE_CREDENTIALS: &str = "give driftline credentials of Google: on this machine gcloud auth \
    application-default login, from AWS a configuration of workload identity federation, whose file \
    GOOGLE_APPLICATION_CREDENTIALS names, and on Google Cloud a service account";

/// Other places that credentials of AWS come from, by the variable that says so.
const ELSEWHERE: &[(&str, &str)] = &[
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "a task of ECS"),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "a container, as with EKS Pod Identity"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "a web identity, as of a service account of EKS"),
];

const METADATA_SERVER: &str = "http://metadata.google.internal";

/// Credentials, not yet used.
pub(crate) struct Found {
    pub(crate) credentials: AccessTokenCredentials,
    /// What they ask for a token.
    pub(crate) asked: Vec<Url>,
}

/// Whose tokens will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tokens {
    /// Those that Google makes.
    OfGoogle,
    /// Those that the key of a service account signs too.
    OfAny,
}

/// Finds the credentials for this scope.
pub(crate) fn find(scope: &str, tokens: Tokens) -> Result<Found, String> {
    crate::choose_ring();
    let file = file()?;
    let kind = file.as_ref().and_then(|file| file["type"].as_str()).unwrap_or_default();
    let asked = match &file {
        Some(file) => addresses(file),
        None => vec![metadata_server()],
    };
    if kind == "service_account" && tokens == Tokens::OfGoogle {
        return Err(
            "the credentials are the key of a service account, which signs tokens by itself, and Cloud SQL wants \
                    one that Google made"
                .to_owned(),
        );
    }
    if let Some(missing) = file.as_ref().and_then(missing_of_aws) {
        return Err(missing);
    }
    let built = match (&file, kind) {
        (Some(file), "external_account") => {
            external_account::Builder::new(of_environment(file)).with_scopes([scope]).build_access_token_credentials()
        }
        _ => Builder::default().with_scopes([scope]).build_access_token_credentials(),
    };
    let credentials = built.map_err(|error| crate::causes::chain(&error))?;
    Ok(Found { credentials, asked })
}

/// The file of credentials, where there is one.
fn file() -> Result<Option<Value>, String> {
    let (path, is_named) = match std::env::var_os("GOOGLE_APPLICATION_CREDENTIALS") {
        Some(path) => (PathBuf::from(path), true),
        None => match std::env::var_os("HOME") {
            Some(home) => (PathBuf::from(home).join(".config/gcloud/application_default_credentials.json"), false),
            None => return Ok(None),
        },
    };
    let shown = path.display();
    match std::fs::read_to_string(&path) {
        // The parser's own words could repeat a secret.
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|error| {
            format!("the file of credentials {shown} is no JSON (line {}, column {})", error.line(), error.column())
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => Ok(None),
        Err(error) => Err(format!("the file of credentials {shown} cannot be read: {error}")),
    }
}

/// What a file says is asked, in that order.
fn addresses(file: &Value) -> Vec<Url> {
    let named = ["token_url", "token_uri", "service_account_impersonation_url"];
    named.iter().filter_map(|name| Url::parse(file[*name].as_str()?).ok()).collect()
}

fn metadata_server() -> Url {
    let host = std::env::var("GCE_METADATA_HOST").ok().filter(|host| !host.is_empty());
    host.and_then(|host| Url::parse(&format!("http://{host}")).ok())
        .unwrap_or_else(|| Url::parse(METADATA_SERVER).expect("it is an address"))
}

/// What a federation of AWS lacks here. Google's crate knows credentials of AWS from the environment and from the metadata
/// service of a machine, and where it has neither it waits for the latter.
fn missing_of_aws(file: &Value) -> Option<String> {
    let source = file["credential_source"]["environment_id"].as_str()?;
    let has = |name: &str| std::env::var_os(name).is_some();
    let found = ELSEWHERE.iter().find(|(name, _)| has(name));
    let (name, whose) = found.filter(|_| source.starts_with("aws") && !has("AWS_ACCESS_KEY_ID"))?;
    Some(format!(
        "its configuration of workload identity federation wants credentials of AWS, which are taken from AWS_ACCESS_KEY_ID, \
         AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION or from the metadata service of an instance of EC2, and \
         {name} says that they are those of {whose}; put them into these variables, as with \
         `aws configure export-credentials --format env`"
    ))
}

/// A federation of AWS without the metadata service of a machine, where the environment has what that would be asked for:
/// a function has none, and Google's crate asks it all the same.
fn of_environment(file: &Value) -> Value {
    let has = |name: &str| std::env::var_os(name).is_some();
    let mut file = file.clone();
    let has_all =
        has("AWS_ACCESS_KEY_ID") && has("AWS_SECRET_ACCESS_KEY") && (has("AWS_REGION") || has("AWS_DEFAULT_REGION"));
    if has_all && let Some(source) = file.get_mut("credential_source").and_then(Value::as_object_mut) {
        source.remove("imdsv2_session_token_url");
    }
    file
}
