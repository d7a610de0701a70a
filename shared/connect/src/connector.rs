//! Connections to monitored databases.

use std::sync::Arc;

use driftline_config::{Auth, Database};
use driftline_secrets::{ExposeSecret as _, SecretSource};
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use crate::tls::Tls;
use crate::{ConnectError, TokenSigner, connect};

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
        let endpoint = &database.endpoint;
        let address = endpoint.to_string();
        // `new_without_pgpass` still reads PG* variables; everything that decides who is trusted is set below.
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(&endpoint.host)
            .port(endpoint.port)
            .database(&database.database)
            .username(&database.user);
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
        let tls = Tls::for_host(endpoint.is_loopback(), database.ca_file.as_ref().map(Into::into));
        connect(&tls.apply(options)).await
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
