//! Databases named by URL on the command line.

use std::path::PathBuf;
use std::str::FromStr as _;

use driftline_catalog::Engine;
use driftline_config::Endpoint;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::tls::Tls;

/// Why a URL names no database that can be reached safely. Never repeats the URL: it may hold a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UrlError {
    /// Not a URL of PostgreSQL.
    #[error(
        "this is no URL of a database; write postgres://user@host:5432/database or mysql://user@host:3306/database"
    )]
    NotPostgres,
    /// The driver cannot read it.
    #[error("the database URL cannot be read: {0}")]
    Malformed(String),
    /// A URL of MySQL that names no database.
    #[error("the URL names no database; write mysql://user@host:3306/DATABASE")]
    NoDatabase,
    /// The same for MySQL.
    #[error(
        "ssl-mode={0} does not verify the server, so a password could go to somebody else; leave it out \
         (VERIFY_IDENTITY is what is used) or name your certificates with ssl-ca=FILE"
    )]
    UnverifiedMysql(String),
    /// A TLS mode that does not verify the server, on a connection that leaves the machine.
    #[error(
        "sslmode={0} does not verify the server, so a password could go to somebody else; leave it out \
         (verify-full is what is used) or name your certificates with sslrootcert=FILE"
    )]
    Unverified(String),
}

/// Reads `postgres://user@host:port/database`. What the URL leaves out comes from `PG*` variables and `~/.pgpass`, as with
/// PostgreSQL's own tools; the TLS mode does not.
///
/// # Errors
///
/// When it is no such URL, or asks for a connection that leaves the machine unverified.
pub fn parse_url(text: &str) -> Result<PgConnectOptions, UrlError> {
    let url = Url::parse(text).map_err(|_| UrlError::NotPostgres)?;
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(UrlError::NotPostgres);
    }
    let options = PgConnectOptions::from_str(text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    let host = options.get_host();
    let is_local = options.get_socket().is_some() || host.starts_with('/') || is_this_machine(host);
    if let Some(mode) = parameter(&url, ["sslmode", "ssl-mode"])
        && !is_local
        && !matches!(mode.as_str(), "verify-full" | "verify-ca")
    {
        return Err(UrlError::Unverified(mode));
    }
    let ca_file = parameter(&url, ["sslrootcert", "ssl-root-cert"]).map(PathBuf::from);
    Ok(Tls::for_host(is_local, ca_file).apply(options))
}

/// The first parameter of either name.
fn parameter(url: &Url, names: [&str; 2]) -> Option<String> {
    url.query_pairs().find(|(name, _)| names.contains(&name.as_ref())).map(|(_, value)| value.into_owned())
}

/// Whether a host is where this runs, as the driver spells it: addresses of IPv6 in brackets.
fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_owned();
    Endpoint { host, port: 0 }.is_loopback()
}

/// A database that a URL names, of whichever engine.
#[derive(Clone, Debug)]
pub enum Target {
    /// One of PostgreSQL.
    Postgres(Box<PgConnectOptions>),
    /// One of MySQL or MariaDB; which of the two, the server says.
    Mysql(Box<MySqlConnectOptions>),
}

impl Target {
    /// Reads a URL of any engine: `postgres://`, `mysql://` or `mariadb://`.
    ///
    /// # Errors
    ///
    /// When it is none, or asks for a connection that leaves the machine unverified.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if text.starts_with("mysql://") || text.starts_with("mariadb://") {
            parse_mysql(text).map(|options| Self::Mysql(Box::new(options)))
        } else {
            parse_url(text).map(|options| Self::Postgres(Box::new(options)))
        }
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        match self {
            Self::Postgres(options) => options.get_database().unwrap_or(options.get_username()),
            Self::Mysql(options) => options.get_database().unwrap_or_default(),
        }
    }

    /// The host.
    pub fn host(&self) -> &str {
        match self {
            Self::Postgres(options) => options.get_host(),
            Self::Mysql(options) => options.get_host(),
        }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        match self {
            Self::Postgres(options) => options.get_port(),
            Self::Mysql(options) => options.get_port(),
        }
    }

    /// The user.
    pub fn user(&self) -> &str {
        match self {
            Self::Postgres(options) => options.get_username(),
            Self::Mysql(options) => options.get_username(),
        }
    }

    /// The engine, as far as the URL tells it: MariaDB answers to `mysql://` too.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::Mysql(_) => Engine::Mysql,
        }
    }
}

/// Reads `mysql://user@host:port/database`, also with `?socket=PATH`. What the URL leaves out has no other source.
fn parse_mysql(text: &str) -> Result<MySqlConnectOptions, UrlError> {
    let text = text.strip_prefix("mariadb://").map_or_else(|| text.to_owned(), |rest| format!("mysql://{rest}"));
    let url = Url::parse(&text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    let options = MySqlConnectOptions::from_str(&text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    if options.get_database().is_none_or(str::is_empty) {
        return Err(UrlError::NoDatabase);
    }
    let host = options.get_host();
    let is_local = options.get_socket().is_some() || is_this_machine(host);
    if let Some(mode) = parameter(&url, ["ssl-mode", "sslmode"])
        && !is_local
        && !matches!(mode.to_ascii_uppercase().as_str(), "VERIFY_IDENTITY" | "VERIFY_CA")
    {
        return Err(UrlError::UnverifiedMysql(mode));
    }
    let ca_file = parameter(&url, ["ssl-ca", "sslca"]).map(PathBuf::from);
    Ok(Tls::for_host(is_local, ca_file).apply_mysql(options))
}

#[cfg(test)]
mod tests {
    use sqlx::postgres::PgSslMode;

    use super::*;

    #[test]
    fn connections_that_leave_the_machine_are_verified() {
        let cases = [
            ("postgres://a@localhost/db", Some(PgSslMode::Prefer)),
            ("postgres://a@127.0.0.1:5433/db?sslmode=disable", Some(PgSslMode::Prefer)),
            ("postgresql:///db?host=/run/postgresql", Some(PgSslMode::Prefer)),
            ("postgres://a@db.example.com/db", Some(PgSslMode::VerifyFull)),
            ("postgres://a@db.example.com/db?sslmode=verify-full", Some(PgSslMode::VerifyFull)),
            ("postgres://a@db.example.com/db?sslmode=verify-ca", Some(PgSslMode::VerifyFull)),
            ("postgres://a@db.example.com/db?sslmode=require", None),
            ("postgres://a@db.example.com/db?sslmode=disable", None),
            ("mysql://a@localhost/db", None),
            ("db.example.com", None),
        ];
        for (url, mode) in cases {
            let parsed = parse_url(url).ok().map(|options| format!("{:?}", options.get_ssl_mode()));
            assert_eq!(parsed, mode.map(|mode| format!("{mode:?}")), "{url}");
        }
    }

    #[test]
    fn mysql_is_held_to_the_same() {
        use sqlx::mysql::MySqlSslMode;
        let cases = [
            ("mysql://a@localhost/db", Some(MySqlSslMode::Preferred)),
            ("mariadb://a@127.0.0.1:3307/db?ssl-mode=DISABLED", Some(MySqlSslMode::Preferred)),
            ("mysql://a@localhost/db?socket=/run/mysqld/mysqld.sock", Some(MySqlSslMode::Preferred)),
            ("mysql://a@db.example.com/db", Some(MySqlSslMode::VerifyIdentity)),
            ("mysql://a@db.example.com/db?ssl-mode=VERIFY_CA", Some(MySqlSslMode::VerifyIdentity)),
            ("mysql://a@db.example.com/db?ssl-mode=REQUIRED", None),
            ("mysql://a@db.example.com/db?ssl-mode=PREFERRED", None),
            ("mysql://a@localhost", None),
        ];
        for (url, mode) in cases {
            let parsed = match Target::parse(url) {
                Ok(Target::Mysql(options)) => Some(format!("{:?}", options.get_ssl_mode())),
                _ => None,
            };
            assert_eq!(parsed, mode.map(|mode| format!("{mode:?}")), "{url}");
        }
    }
}
