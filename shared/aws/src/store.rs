use std::fmt;
use std::sync::Arc;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use driftline_store::{CredentialError, CredentialSource, StoreCredentials, StoreOptions};

use crate::Configuration;
use crate::causes::chain;

/// What opens a store on S3 as this process: its region, its credentials, and the endpoint the environment names.
#[must_use]
pub fn store_options(aws: &Configuration) -> StoreOptions {
    let environment = StoreOptions::from_environment();
    let credentials = aws.config.credentials_provider().map(|source| Arc::new(Source(source)) as _);
    // A profile can name the region too, so the configuration's comes first.
    StoreOptions { region: aws.region().map(str::to_owned).or(environment.region), credentials, ..environment }
}

struct Source(SharedCredentialsProvider);

#[async_trait::async_trait]
impl CredentialSource for Source {
    async fn credentials(&self) -> Result<StoreCredentials, CredentialError> {
        let found = self.0.provide_credentials().await.map_err(|error| CredentialError(chain(&error)))?;
        Ok(StoreCredentials {
            access_key_id: found.access_key_id().to_owned(),
            secret_access_key: found.secret_access_key().into(),
            session_token: found.session_token().map(Into::into),
        })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("credentials of AWS")
    }
}
