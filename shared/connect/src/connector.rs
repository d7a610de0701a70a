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
                let token = self
                    .tokens
                    .token(&endpoint.host, endpoint.port, &database.user, &region)
                    .await
                    .map_err(|source| ConnectError::Token { address, source })?;
                options = options.password(token.expose_secret());
            }
        }
        let tls = Tls::for_host(endpoint.is_loopback(), database.ca_file.as_ref().map(Into::into));
        connect(&tls.apply(options)).await
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

/// Connects to one database named by URL, whatever the config says.
#[derive(Clone)]
pub struct UrlConnector(pub PgConnectOptions);

#[async_trait::async_trait]
impl Connector for UrlConnector {
    async fn connect(&self, _: &Database) -> Result<PgConnection, ConnectError> {
        connect(&self.0).await
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
