//! Connections to monitored databases.

use std::sync::Arc;

use driftline_catalog::Engine;
use driftline_config::{Auth, Database};
use driftline_secrets::{ExposeSecret as _, SecretSource, SecretString};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{MySqlConnection, PgConnection};

use crate::tls::Tls;
use crate::{ConnectError, Target, TokenSigner, connect, connect_mysql};

/// A connection to a monitored database.
#[derive(Debug)]
pub enum Connection {
    /// To PostgreSQL.
    Postgres(Box<PgConnection>),
    /// To MySQL or MariaDB.
    Mysql(Box<MySqlConnection>),
}

/// Opens connections to monitored databases.
#[async_trait::async_trait]
pub trait Connector: Send + Sync {
    /// Opens one connection.
    ///
    /// # Errors
    ///
    /// Why there is none, in words that say what to do.
    async fn connect(&self, database: &Database) -> Result<Connection, ConnectError>;
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
    async fn connect(&self, database: &Database) -> Result<Connection, ConnectError> {
        let endpoint = &database.endpoint;
        let password = self.password(database).await?;
        let tls = Tls::for_host(endpoint.is_loopback(), database.ca_file.as_ref().map(Into::into));
        if database.engine == Engine::Postgres {
            // `new_without_pgpass` still reads PG* variables; everything that decides who is trusted is set below.
            let mut options = PgConnectOptions::new_without_pgpass()
                .host(&endpoint.host)
                .port(endpoint.port)
                .database(&database.database)
                .username(&database.user);
            if let Some(password) = &password {
                options = options.password(password.expose_secret());
            }
            return connect(&tls.apply(options)).await.map(|connection| Connection::Postgres(Box::new(connection)));
        }
        let mut options = MySqlConnectOptions::new()
            .host(&endpoint.host)
            .port(endpoint.port)
            .database(&database.database)
            .username(&database.user);
        if let Some(password) = &password {
            options = options.password(password.expose_secret());
        }
        // RDS takes a token as a password in plain text, which only a verified server may see.
        if matches!(database.auth, Auth::RdsIam { .. }) && tls.is_verified() {
            options = options.enable_cleartext_plugin(true);
        }
        connect_mysql(&tls.apply_mysql(options)).await.map(|connection| Connection::Mysql(Box::new(connection)))
    }
}

impl ConfiguredConnector {
    /// What the database wants for a password; none where it wants none.
    async fn password(&self, database: &Database) -> Result<Option<SecretString>, ConnectError> {
        let endpoint = &database.endpoint;
        let address = endpoint.to_string();
        match &database.auth {
            Auth::None => Ok(None),
            Auth::Password(reference) => {
                self.secrets.fetch(reference).await.map(Some).map_err(|source| ConnectError::Secret { address, source })
            }
            Auth::RdsIam { region } => {
                let region = match region {
                    Some(region) => region.clone(),
                    None => region_of(&endpoint.host).ok_or_else(|| ConnectError::Config {
                        address: address.clone(),
                        reason: "no region can be read off this host name, and a token is signed for one; write \
                                 region = \"...\" beside method = \"rds-iam\", and the endpoint RDS shows, not an alias"
                            .to_owned(),
                    })?,
                };
                self.tokens
                    .token(&endpoint.host, endpoint.port, &database.user, &region)
                    .await
                    .map(Some)
                    .map_err(|source| ConnectError::Token { address, source })
            }
        }
    }
}

/// The region in the name RDS gives an endpoint: `name.id.REGION.rds.amazonaws.com`, in China also
/// `name.id.rds.REGION.amazonaws.com.cn`.
fn region_of(host: &str) -> Option<String> {
    let parts: Vec<&str> =
        host.strip_suffix(".cn").unwrap_or(host).strip_suffix(".amazonaws.com")?.split('.').collect();
    let ([.., region, "rds"] | [.., "rds", region]) = parts.as_slice() else { return None };
    region.contains('-').then(|| (*region).to_owned())
}

impl Target {
    /// Opens one connection.
    ///
    /// # Errors
    ///
    /// Why there is none, in words that say what to do.
    pub async fn connect(&self) -> Result<Connection, ConnectError> {
        Ok(match self {
            Self::Postgres(options) => Connection::Postgres(Box::new(connect(options).await?)),
            Self::Mysql(options) => Connection::Mysql(Box::new(connect_mysql(options).await?)),
        })
    }
}

/// Connects to one database named by URL, whatever the config says.
#[derive(Clone)]
pub struct UrlConnector(pub Target);

#[async_trait::async_trait]
impl Connector for UrlConnector {
    async fn connect(&self, _: &Database) -> Result<Connection, ConnectError> {
        self.0.connect().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_read_off_the_endpoint() {
        assert_eq!(region_of("orders.abc123.eu-central-1.rds.amazonaws.com").as_deref(), Some("eu-central-1"));
        assert_eq!(
            region_of("orders.cluster-ro-abc.us-gov-west-1.rds.amazonaws.com").as_deref(),
            Some("us-gov-west-1")
        );
        assert_eq!(region_of("orders.abc.cn-north-1.rds.amazonaws.com.cn").as_deref(), Some("cn-north-1"));
        assert_eq!(region_of("orders.abc.rds.cn-north-1.amazonaws.com.cn").as_deref(), Some("cn-north-1"));
        assert_eq!(region_of("db.example.com"), None);
        assert_eq!(region_of("rds.amazonaws.com"), None);
    }
}
