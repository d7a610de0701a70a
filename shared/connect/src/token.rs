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

/// For builds without a cloud's adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTokens;

#[async_trait::async_trait]
impl TokenSigner for NoTokens {
    async fn token(&self, _: TokenRequest<'_>) -> Result<SecretString, TokenError> {
        Err(TokenError(
            "this driftline was built without AWS, which rds-iam needs; install a release or build with --features aws"
                .to_owned(),
        ))
    }
}
