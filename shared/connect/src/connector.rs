//! Connections to monitored databases.

use std::sync::Arc;

use driftline_config::{Auth, Database};
use driftline_secrets::{ExposeSecret as _, SecretSource};
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
        let address = database.endpoint.to_string();
        // `new_without_pgpass` still reads PG* variables; everything that decides who is trusted is set below.
        let mut options = PgConnectOptions::new_without_pgpass().database(&database.database).username(&database.user);
        match &database.auth {
            Auth::None => {}
            Auth::Password(reference) => {
                let password = self
                    .secrets
                    .fetch(reference)
                    .await
                    .map_err(|source| ConnectError::Secret { address: address.clone(), source })?;
                options = options.password(password.expose_secret());
            }
            Auth::RdsIam { sign_for, region } => {
                let token = self
                    .tokens
                    .token(&sign_for.host, sign_for.port, &database.user, region)
                    .await
                    .map_err(|source| ConnectError::Token { address, source })?;
                options = options.password(token.expose_secret());
            }
        }
        reach(database, options).await
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
