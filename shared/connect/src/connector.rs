//! Connections to monitored databases.

use std::sync::Arc;

use driftline_config::{Auth, Database};
use driftline_secrets::{ExposeSecret as _, SecretSource, SecretString};
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use crate::reach::reach;
use crate::{ConnectError, Reached, TokenSigner, connect};

/// Opens connections to monitored databases.
#[async_trait::async_trait]
pub trait Connector: Send + Sync {
    /// Opens one connection.
    ///
    /// # Errors
    ///
    /// Why there is none, in words that say what to do.
    async fn connect(&self, database: &Database) -> Result<PgConnection, ConnectError>;
}

/// Connects as the config says.
#[derive(Clone)]
pub struct ConfiguredConnector {
    /// Where passwords come from.
    pub secrets: Arc<dyn SecretSource>,
    /// Who signs tokens.
    pub tokens: Arc<dyn TokenSigner>,
}

#[async_trait::async_trait]
impl Connector for ConfiguredConnector {
    async fn connect(&self, database: &Database) -> Result<PgConnection, ConnectError> {
        self.reach(database).await.map(|reached| reached.connection)
    }
}

impl ConfiguredConnector {
    /// Opens one connection, and says who is at its other end.
    ///
    /// # Errors
    ///
    /// Why there is none, in words that say what to do.
    pub async fn reach(&self, database: &Database) -> Result<Reached, ConnectError> {
        // `new_without_pgpass` still reads PG* variables; everything that decides who is trusted is set in `reach`.
        let mut options = PgConnectOptions::new_without_pgpass().database(&database.database).username(&database.user);
        if let Some(password) = self.password(database).await? {
            options = options.password(password.expose_secret());
        }
        reach(database, options).await
    }

    /// What to log in with: a password, or a token made for this moment; none where none is needed.
    ///
    /// # Errors
    ///
    /// Why there is none to be had.
    pub async fn password(&self, database: &Database) -> Result<Option<SecretString>, ConnectError> {
        let address = database.endpoint.to_string();
        match &database.auth {
            Auth::None => Ok(None),
            Auth::Password(reference) => match self.secrets.fetch(reference).await {
                Ok(password) => Ok(Some(password)),
                Err(source) => Err(ConnectError::Secret { address, source }),
            },
            Auth::RdsIam { sign_for, region } => {
                match self.tokens.token(&sign_for.host, sign_for.port, &database.user, region).await {
                    Ok(token) => Ok(Some(token)),
                    Err(source) => Err(ConnectError::Token { address, source }),
                }
            }
        }
    }
}

/// Connects to one database named by URL, whatever the config says.
#[derive(Clone)]
pub struct UrlConnector(pub PgConnectOptions);

#[async_trait::async_trait]
impl Connector for UrlConnector {
    async fn connect(&self, _: &Database) -> Result<PgConnection, ConnectError> {
        connect(&self.0).await
    }
}
