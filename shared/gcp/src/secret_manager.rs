use std::time::Duration;

use driftline_secrets::{GoogleSecret, SecretError, SecretReference, SecretSource, SecretString};
use google_cloud_auth::credentials::Credentials;
use google_cloud_gax::error::Error;
use google_cloud_gax::error::rpc::Code;
use google_cloud_gax::retry_policy::{Aip194Strict, RetryPolicyExt as _};
use google_cloud_secretmanager_v1::client::SecretManagerService;
use tokio::sync::OnceCell;
use url::Url;

use crate::causes::chain;
use crate::credentials::{self, Found, GIVE_CREDENTIALS, Tokens};
use crate::way::{self, Silence};

const PLACE: &str = "Google Secret Manager";
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// The version that is in force.
const LATEST: &str = "latest";
const ALLOW: &str = "give these credentials roles/secretmanager.secretAccessor on it";
/// For one request.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3;
/// As gcloud knows it: for Private Service Connect, which has an address of its own.
const OVERRIDE: &str = "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER";

/// Reads secrets from Google Secret Manager.
#[derive(Default)]
pub struct SecretManager {
    found: OnceCell<Found>,
}

impl SecretManager {
    /// Asks with the credentials of this process, which are not looked for yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    async fn ask(&self, secret: &GoogleSecret) -> Result<Vec<u8>, SecretError> {
        let named = || secret.secret.clone();
        let place = || PLACE.to_owned();
        let no_credentials =
            |reason| SecretError::AccessDenied { secret: named(), place: place(), reason, advice: GIVE_CREDENTIALS };
        let refused = |reason| SecretError::Refused { secret: named(), place: place(), reason };
        let found = self
            .found
            .get_or_try_init(async || credentials::find(SCOPE, Tokens::OfAny))
            .await
            .map_err(no_credentials)?;
        let endpoint = endpoint(secret.location()).map_err(refused)?;
        let mut asked = found.asked.clone();
        asked.push(endpoint.clone());
        let name = format!("{}/versions/{}", secret.secret, secret.version.as_deref().unwrap_or(LATEST));
        let answer = way::ask(&asked, async {
            let client = SecretManagerService::builder()
                .with_endpoint(endpoint.as_str())
                .with_credentials(Credentials::from(found.credentials.clone()))
                .with_retry_policy(Aip194Strict.with_attempt_limit(ATTEMPTS))
                .with_attempt_timeout(ATTEMPT_TIMEOUT)
                .build()
                .await
                .map_err(|error| refused(chain(&error)))?;
            client.access_secret_version().set_name(name).send().await.map_err(|error| explain(secret, &error))
        });
        let answer = match answer.await {
            Ok(answer) => answer?,
            Err(Silence::NoWay(reason)) => {
                return Err(SecretError::NoWayToGoogle { secret: named(), place: place(), reason });
            }
            Err(Silence::TooLong(reason)) => {
                return Err(SecretError::Unavailable { secret: named(), place: place(), reason });
            }
        };
        let Some(payload) = answer.payload else { return Err(refused("the version has no payload".to_owned())) };
        if payload.data_crc32c.is_some_and(|sum| sum != i64::from(crc32c::crc32c(&payload.data))) {
            return Err(SecretError::Damaged { secret: named(), place: place() });
        }
        Ok(payload.data.to_vec())
    }
}

#[async_trait::async_trait]
impl SecretSource for SecretManager {
    async fn fetch(&self, reference: &SecretReference) -> Result<SecretString, SecretError> {
        let SecretReference::GoogleSecretManager(secret) = reference else {
            return Err(SecretError::WrongSource { source_name: PLACE, reference: reference.to_string() });
        };
        let named = || secret.secret.clone();
        // The error would print the bytes: it is dropped.
        let text = String::from_utf8(self.ask(secret).await?).map_err(|_| SecretError::Binary { secret: named() })?;
        match &secret.path {
            Some(path) => path.select(&text).map_err(|problem| SecretError::Shape { secret: named(), problem }),
            None => Ok(SecretString::from(text)),
        }
    }
}

/// A secret that is kept in a region is only known there.
fn endpoint(location: Option<&str>) -> Result<Url, String> {
    let (text, from) = match (std::env::var(OVERRIDE), location) {
        (Ok(text), _) if !text.is_empty() => (text, OVERRIDE),
        (_, Some(location)) => (format!("https://secretmanager.{location}.rep.googleapis.com/"), "its location"),
        (_, None) => ("https://secretmanager.googleapis.com/".to_owned(), "Google"),
    };
    Url::parse(&text).map_err(|error| format!("the address that {from} gives is none: {error}"))
}

fn explain(secret: &GoogleSecret, error: &Error) -> SecretError {
    let (secret, place) = (secret.secret.clone(), PLACE.to_owned());
    let status = error.status();
    // The answer as it came could be long; a status has the service's own sentence.
    let reason = match status {
        Some(status) => format!("{}: {}", status.code.name(), status.message.trim_end_matches('.')),
        None => chain(error),
    };
    if error.is_authentication() {
        return SecretError::AccessDenied { secret, place, reason, advice: GIVE_CREDENTIALS };
    }
    match (status.map(|status| status.code), error.http_status_code()) {
        (Some(Code::NotFound), _) | (None, Some(404)) => SecretError::NotFound { secret, place },
        (Some(Code::PermissionDenied), _) | (None, Some(403)) => {
            SecretError::AccessDenied { secret, place, reason, advice: ALLOW }
        }
        (Some(Code::Unauthenticated), _) | (None, Some(401)) => {
            SecretError::AccessDenied { secret, place, reason, advice: GIVE_CREDENTIALS }
        }
        (Some(Code::Unavailable | Code::ResourceExhausted | Code::Internal | Code::DeadlineExceeded), _)
        | (None, None | Some(429 | 500..)) => SecretError::Unavailable { secret, place, reason },
        _ => SecretError::Refused { secret, place, reason },
    }
}
