use std::fmt;

use secrecy::SecretString;

/// Where the credentials for a bucket come from. Owned here, implemented by the crate that has the AWS SDK.
#[async_trait::async_trait]
pub trait CredentialSource: fmt::Debug + Send + Sync {
    /// The credentials to sign the next request with. Called for every request: implementations keep what is still valid.
    ///
    /// # Errors
    ///
    /// When there are none, with the reason.
    async fn credentials(&self) -> Result<StoreCredentials, CredentialError>;
}

/// What a request to S3 is signed with.
#[derive(Clone, Debug)]
pub struct StoreCredentials {
    /// The name of the key. Not secret by itself.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: SecretString,
    /// The token that comes with temporary credentials.
    pub session_token: Option<SecretString>,
}

/// Why there are no credentials. The text never holds a piece of one.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct CredentialError(pub String);
