//! Connections to monitored databases.

use std::collections::BTreeMap;
use std::sync::Arc;

use driftline_catalog::Engine;
use driftline_config::{Auth, Database, DatabaseName, PublishedOf, PublishedSource, ScratchServer, Source};
use driftline_secrets::{ExposeSecret as _, SecretSource, SecretString};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::{MySqlConnection, PgConnection};

use crate::reach::reach;
use crate::roots::roots_as_pem;
use crate::tls::Tls;
use crate::{ConnectError, Reached, Roots, Target, TokenSigner, connect, connect_mysql};

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
        Ok(match database.engine {
            Engine::Postgres => Connection::Postgres(Box::new(self.reach(database).await?.connection)),
            Engine::Mysql | Engine::Mariadb => Connection::Mysql(Box::new(self.reach_mysql(database).await?)),
        })
    }
}

impl ConfiguredConnector {
    /// Opens one connection to PostgreSQL, and says who is at its other end.
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

    /// Opens one connection to MySQL or MariaDB. TLS begins inside its protocol there, so the driver verifies the server:
    /// the name that it dials, with the public roots besides those that are the server's own.
    async fn reach_mysql(&self, database: &Database) -> Result<MySqlConnection, ConnectError> {
        connect_mysql(&self.mysql_options(database).await?.database(&database.database)).await
    }

    async fn mysql_options(&self, database: &Database) -> Result<MySqlConnectOptions, ConnectError> {
        let (dial, name) = (database.dialled(), database.verified_name());
        if !database.is_local() && dial.host != name {
            return Err(ConnectError::Config {
                address: database.endpoint.to_string(),
                reason:
                    "`dial` is for PostgreSQL; a server of MySQL or MariaDB is verified by the name that is dialled"
                        .to_owned(),
            });
        }
        let mut options = MySqlConnectOptions::new().host(&dial.host).port(dial.port).username(&database.user);
        if let Some(password) = self.password(database).await? {
            options = options.password(password.expose_secret());
        }
        let ca_file = database.ca_file.as_ref().map(Into::into);
        let tls = Tls::for_host(database.is_local(), ca_file);
        options = tls.apply_mysql(options);
        if tls.is_verified() {
            if let Some(pem) = roots_as_pem(&Roots::for_host(name, database.ca_file.as_ref().map(Into::into))) {
                options = options.ssl_ca_from_pem(pem);
            }
            // RDS takes a token as a password in plain text, which only a verified server may see.
            options = options.enable_cleartext_plugin(matches!(database.auth, Auth::RdsIam { .. }));
        }
        Ok(options)
    }

    /// How to log in to a server for replays, as often as that takes. So the driver does TLS there, and verifies the name
    /// that it dials. A token in it is good for fifteen minutes.
    ///
    /// # Errors
    ///
    /// Why there is no password or token to be had.
    pub async fn scratch(&self, server: &ScratchServer) -> Result<Target, ConnectError> {
        let database = as_database(server);
        if server.engine != Engine::Postgres {
            return Ok(Target::Mysql(Box::new(self.mysql_options(&database).await?)));
        }
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(&server.endpoint.host)
            .port(server.endpoint.port)
            .database(&server.database)
            .username(&server.user);
        if let Some(password) = self.password(&database).await? {
            options = options.password(password.expose_secret());
        }
        let tls = Tls::for_host(database.is_local(), server.ca_file.as_ref().map(Into::into));
        options = tls.apply(options);
        let roots = Roots::for_host(&server.endpoint.host, server.ca_file.as_ref().map(Into::into));
        if tls.is_verified()
            && let Some(pem) = roots_as_pem(&roots)
        {
            options = options.ssl_root_cert_from_pem(pem);
        }
        Ok(Target::Postgres(Box::new(options)))
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
            Auth::Password(reference) => {
                self.secrets.fetch(reference).await.map(Some).map_err(|source| ConnectError::Secret { address, source })
            }
            Auth::RdsIam { sign_for, region } => self
                .tokens
                .token(&sign_for.host, sign_for.port, &database.user, region)
                .await
                .map(Some)
                .map_err(|source| ConnectError::Token { address, source }),
        }
    }
}

/// What there is to know of a server for logging in. What is in it is of no interest.
fn as_database(server: &ScratchServer) -> Database {
    Database {
        name: DatabaseName::try_from("scratch".to_owned()).expect("`scratch` is a name"),
        engine: server.engine,
        endpoint: server.endpoint.clone(),
        dial: None,
        database: server.database.clone(),
        user: server.user.clone(),
        auth: server.auth.clone(),
        ca_file: server.ca_file.clone(),
        source: Source::Published(PublishedSource { of: PublishedOf::Unsaid, history: None }),
        ignore: Vec::new(),
        column_order: false,
        auto_increment: false,
        any_definer_host: false,
        roles: false,
        partitions: Vec::new(),
        notify: Vec::new(),
        tags: BTreeMap::new(),
    }
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
