//! Login tokens, signed by whoever has the cloud's credentials.

use driftline_secrets::SecretString;

/// Signs login tokens.
#[async_trait::async_trait]
pub trait TokenSigner: Send + Sync {
    /// A token that opens a connection to exactly this host and port as this user, for fifteen minutes.
    ///
    /// # Errors
    ///
    /// When there are no credentials to sign with.
    async fn token(&self, host: &str, port: u16, user: &str, region: &str) -> Result<SecretString, TokenError>;
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
    async fn token(&self, _: &str, _: u16, _: &str, _: &str) -> Result<SecretString, TokenError> {
        Err(TokenError(
            "this driftline was built without AWS, which rds-iam needs; install a release or build with --features aws"
                .to_owned(),
        ))
    }
}
