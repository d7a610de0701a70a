//! Databases named by URL on the command line.

use std::path::PathBuf;
use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::tls::Tls;

/// Why a URL names no database that can be reached safely. Never repeats the URL: it may hold a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UrlError {
    /// Not a URL of PostgreSQL.
    #[error("this is no URL of a PostgreSQL database; write postgres://user@host:5432/database")]
    NotPostgres,
    /// The driver cannot read it.
    #[error("the database URL cannot be read: {0}")]
    Malformed(String),
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
    let parameter = |names: [&str; 2]| {
        url.query_pairs().find(|(name, _)| names.contains(&name.as_ref())).map(|(_, value)| value.into_owned())
    };
    let options = PgConnectOptions::from_str(text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    let host = options.get_host();
    let is_local = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if let Some(mode) = parameter(["sslmode", "ssl-mode"])
        && !is_local
        && !matches!(mode.as_str(), "verify-full" | "verify-ca")
    {
        return Err(UrlError::Unverified(mode));
    }
    let ca_file = parameter(["sslrootcert", "ssl-root-cert"]).map(PathBuf::from);
    Ok(Tls::for_host(is_local, ca_file).apply(options))
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
}
