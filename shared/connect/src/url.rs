//! Databases named by URL on the command line.

use std::path::PathBuf;
use std::str::FromStr as _;

use driftline_config::Endpoint;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::Target;
use crate::target::Trust;
use crate::verified::ClientCertificate;

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

impl Target {
    /// Reads the URL of a database of any engine: `postgres://`, `mysql://` or `mariadb://`.
    ///
    /// # Errors
    ///
    /// When it is none, or asks for a connection that leaves the machine unverified.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let target = Self::parse_server(text)?;
        if target.database().is_empty() { Err(UrlError::NoDatabase) } else { Ok(target) }
    }

    /// The same of a server, where one of MySQL need not name a database.
    ///
    /// # Errors
    ///
    /// As [`Target::parse`].
    pub fn parse_server(text: &str) -> Result<Self, UrlError> {
        if text.starts_with("mysql://") || text.starts_with("mariadb://") {
            parse_mysql(text)
        } else {
            parse_postgres(text)
        }
    }
}

/// Reads `postgres://user@host:port/database`. What the URL leaves out comes from `PG*` variables and `~/.pgpass`, as with
/// PostgreSQL's own tools; the TLS mode does not.
fn parse_postgres(text: &str) -> Result<Target, UrlError> {
    let url = Url::parse(text).map_err(|_| UrlError::NotPostgres)?;
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(UrlError::NotPostgres);
    }
    let options = PgConnectOptions::from_str(text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    let dial = endpoint(options.get_host(), options.get_port());
    // The driver forgets the name where an address stands beside it.
    let named = parameter(&url, ["host", "host"]).or_else(|| url.host_str().map(str::to_owned));
    let named = named.filter(|host| !host.is_empty() && parameter(&url, ["hostaddr", "hostaddr"]).is_some());
    let name = named.map_or_else(|| dial.host.clone(), |host| endpoint(&host, 0).host);
    let of_environment = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let trust = Trust {
        ca_file: file(&url, ["sslrootcert", "ssl-root-cert"]).or_else(|| of_environment("PGSSLROOTCERT")),
        client: ClientCertificate::of(
            file(&url, ["sslcert", "ssl-cert"]).or_else(|| of_environment("PGSSLCERT")),
            file(&url, ["sslkey", "ssl-key"]).or_else(|| of_environment("PGSSLKEY")),
        ),
    };
    let target = Target::postgres(options, dial, &name, trust);
    match parameter(&url, ["sslmode", "ssl-mode"]) {
        Some(mode) if target.leaves_the_machine() && !matches!(mode.as_str(), "verify-full" | "verify-ca") => {
            Err(UrlError::Unverified(mode))
        }
        _ => Ok(target),
    }
}

/// Reads `mysql://user@host:port/database`, also with `?socket=PATH`. What the URL leaves out has no other source.
fn parse_mysql(text: &str) -> Result<Target, UrlError> {
    let text = text.strip_prefix("mariadb://").map_or_else(|| text.to_owned(), |rest| format!("mysql://{rest}"));
    let url = Url::parse(&text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    let options = MySqlConnectOptions::from_str(&text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    let dial = endpoint(options.get_host(), options.get_port());
    let name = dial.host.clone();
    let trust = Trust {
        ca_file: file(&url, ["ssl-ca", "sslca"]),
        client: ClientCertificate::of(file(&url, ["ssl-cert", "sslcert"]), file(&url, ["ssl-key", "sslkey"])),
    };
    let target = Target::mysql(options, dial, &name, trust);
    match parameter(&url, ["ssl-mode", "sslmode"]) {
        Some(mode)
            if target.leaves_the_machine()
                && !matches!(mode.to_ascii_uppercase().as_str(), "VERIFY_IDENTITY" | "VERIFY_CA") =>
        {
            Err(UrlError::UnverifiedMysql(mode))
        }
        _ => Ok(target),
    }
}

/// The first parameter of either name.
fn parameter(url: &Url, names: [&str; 2]) -> Option<String> {
    url.query_pairs().find(|(name, _)| names.contains(&name.as_ref())).map(|(_, value)| value.into_owned())
}

fn file(url: &Url, names: [&str; 2]) -> Option<PathBuf> {
    parameter(url, names).map(PathBuf::from)
}

/// The driver spells addresses of IPv6 in brackets.
fn endpoint(host: &str, port: u16) -> Endpoint {
    Endpoint { host: host.trim_matches(['[', ']']).to_owned(), port }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether connections are verified, and as whom; none where the URL is refused.
    fn verified(url: &str) -> Option<Option<String>> {
        let target = Target::parse(url).ok()?;
        Some(target.leaves_the_machine().then(|| target.host().to_owned()))
    }

    #[test]
    fn connections_that_leave_the_machine_are_verified() {
        let (stays, name) = (Some(None), |name: &str| Some(Some(name.to_owned())));
        for (url, expected) in [
            ("postgres://a@localhost/db", stays.clone()),
            ("postgres://a@[::1]/db", stays.clone()),
            ("postgres://a@127.0.0.1:5433/db?sslmode=disable", stays.clone()),
            ("postgresql:///db?host=/run/postgresql", stays.clone()),
            // A server on this machine may have to prove who it is all the same.
            ("postgres://a@localhost/db?sslrootcert=ca.pem", name("localhost")),
            ("postgres://a@db.example.com/db", name("db.example.com")),
            ("postgres://a@[2001:db8::7]/db", name("2001:db8::7")),
            ("postgres://a@db.example.com/db?sslmode=verify-full", name("db.example.com")),
            ("postgres://a@db.example.com/db?sslmode=verify-ca", name("db.example.com")),
            // Through a tunnel.
            ("postgres://a@db.example.com/db?hostaddr=127.0.0.1", name("db.example.com")),
            ("postgres://a@db.example.com/db?sslmode=require", None),
            ("postgres://a@db.example.com/db?sslmode=disable", None),
            ("postgres://a@db.example.com/db?hostaddr=127.0.0.1&sslmode=disable", None),
            ("db.example.com", None),
            ("mysql://a@localhost/db", stays.clone()),
            ("mariadb://a@127.0.0.1:3307/db?ssl-mode=DISABLED", stays.clone()),
            ("mysql://a@localhost/db?socket=/run/mysqld/mysqld.sock", stays),
            ("mysql://a@db.example.com/db", name("db.example.com")),
            ("mysql://a@db.example.com/db?ssl-mode=VERIFY_CA", name("db.example.com")),
            ("mysql://a@db.example.com/db?ssl-mode=REQUIRED", None),
            ("mysql://a@db.example.com/db?ssl-mode=PREFERRED", None),
            ("mysql://a@localhost", None),
        ] {
            assert_eq!(verified(url), expected, "{url}");
        }
        assert!(Target::parse_server("mysql://a@localhost").is_ok(), "a server needs no database");
    }
}
