//! Login tokens, signed by whoever has the cloud's credentials.

use driftline_secrets::SecretString;

/// Signs login tokens.
#[async_trait::async_trait]
pub trait TokenSigner: Send + Sync {
    /// A token that opens a connection to exactly what is asked for, for fifteen minutes.
    ///
    /// # Errors
    ///
    /// When there are no credentials to sign with.
    async fn token(&self, request: TokenRequest<'_>) -> Result<SecretString, TokenError>;
}

/// What a token is good for, and who signs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRequest<'a> {
    /// The host that RDS gave the server.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// Who logs in.
    pub user: &'a str,
    /// The server's region.
    pub region: &'a str,
    /// The profile of the config to sign as; none is this process itself.
    pub profile: Option<&'a str>,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TokenError(pub String);

/// Gets access tokens for Cloud SQL.
#[async_trait::async_trait]
pub trait CloudSqlTokens: Send + Sync {
    /// A token that logs in whoever this process is at Google, for an hour at most, and is good for nothing else.
    ///
    /// # Errors
    ///
    /// When there are no credentials, or none that Google takes.
    async fn token(&self) -> Result<SecretString, TokenError>;
}

/// For builds without a cloud's adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTokens;

#[async_trait::async_trait]
impl CloudSqlTokens for NoTokens {
    async fn token(&self) -> Result<SecretString, TokenError> {
        Err(TokenError(
            "this driftline was built without Google Cloud, which gcp-iam needs; install a release or build with \
             --features gcp"
                .to_owned(),
        ))
    }
}

#[async_trait::async_trait]
impl TokenSigner for NoTokens {
    async fn token(&self, _: TokenRequest<'_>) -> Result<SecretString, TokenError> {
        Err(TokenError(
            "this driftline was built without AWS, which rds-iam needs; install a release or build with --features aws"
                .to_owned(),
        ))
    }
}
