//! Connections to monitored databases.

use std::borrow::Cow;
use std::sync::Arc;

use driftline_catalog::Engine;
use driftline_config::{Access, Auth, Database, Endpoint, Login, ProfileName, ScratchServer};
use driftline_secrets::{ExposeSecret as _, SecretSource, SecretString};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{MySqlConnection, PgConnection};

use crate::connector_secret;
use crate::reach::{reach_mysql, reach_postgres};
use crate::verified::Way;
use crate::{CloudSqlTokens, ConnectError, DriverOptions, Reached, Target, TokenRequest, TokenSigner};

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
    /// Who signs tokens for RDS.
    pub tokens: Arc<dyn TokenSigner>,
    /// Who gets tokens for Cloud SQL.
    pub cloud_sql: Arc<dyn CloudSqlTokens>,
}

#[async_trait::async_trait]
impl Connector for ConfiguredConnector {
    async fn connect(&self, database: &Database) -> Result<Connection, ConnectError> {
        let login = self.login(database).await?;
        Ok(self.reach(database.engine, &login).await?.connection)
    }
}

impl ConfiguredConnector {
    /// Where a database is and who logs in there, which a secret may have to say.
    ///
    /// # Errors
    ///
    /// When the secret cannot be read, or does not say it.
    pub async fn login<'a>(&self, database: &'a Database) -> Result<Cow<'a, Login>, ConnectError> {
        match &database.access {
            Access::Written(login) => Ok(Cow::Borrowed(login)),
            Access::Connector(secret) => {
                connector_secret::login(secret, database.engine, &*self.secrets).await.map(Cow::Owned)
            }
        }
    }

    /// Opens one connection, and says who is at its other end.
    ///
    /// # Errors
    ///
    /// Why there is none, in words that say what to do.
    pub async fn reach(&self, engine: Engine, login: &Login) -> Result<Reached, ConnectError> {
        let password = self.password(login).await?;
        let refused = match reach_with(engine, login, password.as_ref()).await {
            Err(refused @ ConnectError::Refused { .. }) if matches!(login.auth, Auth::Password(_)) => refused,
            reached_or_not => return reached_or_not,
        };
        // It may have been rotated since it was read. The same password again would only count against the account.
        match (password, self.password(login).await) {
            (Some(old), Ok(Some(new))) if old.expose_secret() != new.expose_secret() => {
                reach_with(engine, login, Some(&new)).await
            }
            _ => Err(refused),
        }
    }

    /// How to log in to a server for replays. A token in it is good for fifteen minutes.
    ///
    /// # Errors
    ///
    /// Why there is no password or token to be had.
    pub async fn scratch(&self, ScratchServer { engine, login }: &ScratchServer) -> Result<Target, ConnectError> {
        let password = self.password(login).await?;
        let dial = login.dialled();
        let way = Way::to(login);
        let driver = if *engine == Engine::Postgres {
            let options = postgres_options(login, password.as_ref()).host(&dial.host).port(dial.port);
            DriverOptions::Postgres(Box::new(options))
        } else {
            // A token is taken as a password in plain text, which only a verified server may see.
            let takes_token = way.is_some() && login.auth.is_token();
            let options = mysql_options(login, password.as_ref()).host(&dial.host).port(dial.port);
            DriverOptions::Mysql(Box::new(options.enable_cleartext_plugin(takes_token)))
        };
        Ok(Target::over(driver, way))
    }

    /// What to log in with: a password, or a token made for this moment; none where none is needed.
    ///
    /// # Errors
    ///
    /// Why there is none to be had.
    pub async fn password(&self, login: &Login) -> Result<Option<SecretString>, ConnectError> {
        let address = login.endpoint.to_string();
        match &login.auth {
            Auth::None => Ok(None),
            Auth::Password(reference) => match self.secrets.fetch(reference).await {
                Ok(password) if password.expose_secret().is_empty() => {
                    let reason = format!("the password in {reference} is empty; put one there");
                    Err(ConnectError::Config { address, reason })
                }
                Ok(password) => Ok(Some(password)),
                Err(source) => Err(ConnectError::Secret { address, source: Box::new(source) }),
            },
            Auth::CloudSqlIam => {
                self.cloud_sql.token().await.map(Some).map_err(|source| ConnectError::Token { address, source })
            }
            Auth::RdsIam { sign_for: Endpoint { host, port }, region, profile } => {
                let profile = profile.as_ref().map(ProfileName::as_str);
                let request = TokenRequest { host, port: *port, user: &login.user, region, profile };
                let token = self.tokens.token(request).await;
                token.map(Some).map_err(|source| ConnectError::Token { address, source })
            }
        }
    }
}

async fn reach_with(engine: Engine, login: &Login, password: Option<&SecretString>) -> Result<Reached, ConnectError> {
    let reached = match engine {
        Engine::Postgres => reach_postgres(login, postgres_options(login, password)).await,
        Engine::Mysql | Engine::Mariadb => reach_mysql(login, mysql_options(login, password)).await,
    };
    reached.map_err(|error| error.after_giving(password, login.auth.is_token()))
}

/// Whose they are; where the server is, is said elsewhere.
fn postgres_options(login: &Login, password: Option<&SecretString>) -> PgConnectOptions {
    // `new_without_pgpass` still reads PG* variables; everything that decides who is trusted is set later.
    let options = PgConnectOptions::new_without_pgpass().database(&login.database).username(&login.user);
    match password {
        Some(password) => options.password(password.expose_secret()),
        None => options,
    }
}

fn mysql_options(login: &Login, password: Option<&SecretString>) -> MySqlConnectOptions {
    let options = MySqlConnectOptions::new().username(&login.user);
    let options = if login.database.is_empty() { options } else { options.database(&login.database) };
    match password {
        Some(password) => options.password(password.expose_secret()),
        None => options,
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
    use driftline_secrets::{AwsSecret, SecretError, SecretReference};

    use super::*;
    use crate::NoTokens;

    struct Empty;

    #[async_trait::async_trait]
    impl SecretSource for Empty {
        async fn fetch(&self, _: &SecretReference) -> Result<SecretString, SecretError> {
            Ok(SecretString::from(""))
        }
    }

    #[tokio::test]
    async fn an_empty_password_is_not_tried() {
        let connector =
            ConfiguredConnector { secrets: Arc::new(Empty), tokens: Arc::new(NoTokens), cloud_sql: Arc::new(NoTokens) };
        let secret = SecretReference::SecretsManager(AwsSecret::named("orders"));
        let login = Login {
            endpoint: Endpoint { host: "db.example.com".to_owned(), port: 5432 },
            dial: None,
            database: "orders".to_owned(),
            user: "watcher".to_owned(),
            auth: Auth::Password(secret),
            ca_file: None,
        };
        let error = connector.password(&login).await.unwrap_err();
        insta::assert_snapshot!(error, @"cannot log in to db.example.com:5432: the password in the secret `orders` of AWS Secrets Manager is empty; put one there");
    }
}
