//! A server that somebody says how to reach: the driver's options, and the way there where it leaves the machine.

use std::path::PathBuf;
use std::sync::Arc;

use driftline_catalog::Engine;
use driftline_config::Endpoint;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;

use crate::error::Given;
use crate::reach::{mysql_over, postgres_over};
use crate::verified::{ClientCertificate, Way};
use crate::{ConnectError, Connection, Tunnel, connect, connect_mysql, tls};

/// A database, of whichever engine. What leaves the machine is verified, whatever the options say of TLS.
#[derive(Clone, Debug)]
pub struct Target {
    driver: DriverOptions,
    /// None where connections stay on this machine.
    way: Option<Way>,
}

/// What the driver is told.
#[derive(Clone, Debug)]
pub enum DriverOptions {
    /// That of PostgreSQL.
    Postgres(Box<PgConnectOptions>),
    /// That of MySQL and MariaDB; which of the two, the server says.
    Mysql(Box<MySqlConnectOptions>),
}

/// The options of a driver that may connect as often as it likes, for as long as the rest is kept.
#[derive(Clone, Debug)]
pub struct Reusable {
    /// The options.
    pub driver: DriverOptions,
    /// Host and port, which are not in the options where these lead through a tunnel.
    pub server: String,
    /// The way that they lead; none where connections stay on this machine.
    pub tunnel: Option<Arc<Tunnel>>,
}

/// What somebody says of a server's TLS besides its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust {
    /// Instead of the roots for the host.
    pub(crate) ca_file: Option<PathBuf>,
    /// What the server wants to see of this client.
    pub(crate) client: Option<ClientCertificate>,
}

impl Target {
    /// PostgreSQL at `dial`, of which the certificate has to be for `name`.
    pub(crate) fn postgres(options: PgConnectOptions, dial: Endpoint, name: &str, trust: Trust) -> Self {
        let is_socket = options.get_socket().is_some() || dial.host.starts_with('/');
        let way = if is_socket { None } else { Way::to_host(dial, name, trust) };
        Self::over(DriverOptions::Postgres(Box::new(options)), way)
    }

    /// The same for MySQL and MariaDB.
    pub(crate) fn mysql(options: MySqlConnectOptions, dial: Endpoint, name: &str, trust: Trust) -> Self {
        let way = if options.get_socket().is_some() { None } else { Way::to_host(dial, name, trust) };
        Self::over(DriverOptions::Mysql(Box::new(options)), way)
    }

    /// Over this way, or where there is none without leaving this machine.
    pub(crate) fn over(driver: DriverOptions, way: Option<Way>) -> Self {
        let driver = match (driver, &way) {
            (DriverOptions::Postgres(options), None) => {
                DriverOptions::Postgres(Box::new(tls::on_this_machine(*options)))
            }
            (DriverOptions::Mysql(options), None) => {
                DriverOptions::Mysql(Box::new(tls::on_this_machine_mysql(*options)))
            }
            (driver, Some(_)) => driver,
        };
        Self { driver, way }
    }

    /// Opens one connection.
    ///
    /// # Errors
    ///
    /// Why there is none, in words that say what to do.
    pub async fn connect(&self) -> Result<Connection, ConnectError> {
        Ok(match (&self.driver, &self.way) {
            (DriverOptions::Postgres(options), None) => Connection::Postgres(Box::new(connect(options).await?)),
            (DriverOptions::Mysql(options), None) => Connection::Mysql(Box::new(connect_mysql(options).await?)),
            (DriverOptions::Postgres(options), Some(way)) => {
                postgres_over(way, Given::Password, (**options).clone()).await?.connection
            }
            (DriverOptions::Mysql(options), Some(way)) => mysql_over(way, (**options).clone()).await?.connection,
        })
    }

    /// What is to be used more than once.
    ///
    /// # Errors
    ///
    /// When this machine has no room for a socket.
    pub fn reusable(&self) -> Result<Reusable, ConnectError> {
        let server = self.address();
        let Some(way) = self.way.clone() else {
            return Ok(Reusable { driver: self.driver.clone(), server, tunnel: None });
        };
        let (driver, tunnel) = match self.driver.clone() {
            DriverOptions::Postgres(options) => {
                let (options, tunnel) = Tunnel::postgres(way, *options)?;
                (DriverOptions::Postgres(Box::new(options)), tunnel)
            }
            DriverOptions::Mysql(options) => {
                let (options, tunnel) = Tunnel::mysql(way, *options)?;
                (DriverOptions::Mysql(Box::new(options)), tunnel)
            }
        };
        Ok(Reusable { driver, server, tunnel: Some(Arc::new(tunnel)) })
    }

    /// Host and port, or the socket.
    fn address(&self) -> String {
        match (&self.way, &self.driver) {
            (Some(way), _) => way.address(),
            (None, DriverOptions::Postgres(options)) => match options.get_socket() {
                Some(socket) => format!("{}:{}", socket.display(), options.get_port()),
                None => format!("{}:{}", options.get_host(), options.get_port()),
            },
            (None, DriverOptions::Mysql(options)) => match options.get_socket() {
                Some(socket) => socket.display().to_string(),
                None => format!("{}:{}", options.get_host(), options.get_port()),
            },
        }
    }

    /// Whether connections leave the machine, or the server has to prove who it is all the same.
    pub(crate) fn leaves_the_machine(&self) -> bool {
        self.way.is_some()
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        match &self.driver {
            DriverOptions::Postgres(options) => options.get_database().unwrap_or(options.get_username()),
            DriverOptions::Mysql(options) => options.get_database().unwrap_or_default(),
        }
    }

    /// The host, or the one that the server has to be.
    pub fn host(&self) -> &str {
        match (&self.way, &self.driver) {
            (Some(way), _) => &way.name,
            (None, DriverOptions::Postgres(options)) => options.get_host(),
            (None, DriverOptions::Mysql(options)) => options.get_host(),
        }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        match &self.driver {
            DriverOptions::Postgres(options) => options.get_port(),
            DriverOptions::Mysql(options) => options.get_port(),
        }
    }

    /// The user.
    pub fn user(&self) -> &str {
        match &self.driver {
            DriverOptions::Postgres(options) => options.get_username(),
            DriverOptions::Mysql(options) => options.get_username(),
        }
    }

    /// The engine, as far as is known before anybody connected: MariaDB answers to `mysql://` too.
    pub fn engine(&self) -> Engine {
        match &self.driver {
            DriverOptions::Postgres(_) => Engine::Postgres,
            DriverOptions::Mysql(_) => Engine::Mysql,
        }
    }
}

/// Options that somebody made, for the host in them.
impl From<PgConnectOptions> for Target {
    fn from(options: PgConnectOptions) -> Self {
        let host = options.get_host().trim_matches(['[', ']']).to_owned();
        let dial = Endpoint { host: host.clone(), port: options.get_port() };
        Self::postgres(options, dial, &host, Trust::default())
    }
}
