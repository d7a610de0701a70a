//! How a connection is protected.
//!
//! `sqlx`'s `Require` encrypts and verifies nothing, so a token or password could go to whoever answers. Here a
//! connection either stays on this machine or verifies the server's certificate and name.

use std::path::PathBuf;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// How a connection is protected. Only [`Tls::for_host`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls(Mode);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Mode {
    /// TLS where the server offers it; the connection does not leave the machine.
    Local,
    /// TLS with the certificate and the name verified.
    Verified { ca_file: Option<PathBuf> },
}

impl Tls {
    /// The protection for a host: none is needed on loopback and Unix sockets, all others are verified.
    pub fn for_host(is_local: bool, ca_file: Option<PathBuf>) -> Self {
        match (is_local, ca_file) {
            (true, None) => Self(Mode::Local),
            (_, ca_file) => Self(Mode::Verified { ca_file }),
        }
    }

    /// Whether the server is verified.
    pub fn is_verified(&self) -> bool {
        matches!(self.0, Mode::Verified { .. })
    }

    /// Sets the driver's options for MySQL and MariaDB.
    pub(crate) fn apply_mysql(&self, options: MySqlConnectOptions) -> MySqlConnectOptions {
        match &self.0 {
            Mode::Local => options.ssl_mode(MySqlSslMode::Preferred),
            Mode::Verified { ca_file: None } => options.ssl_mode(MySqlSslMode::VerifyIdentity),
            Mode::Verified { ca_file: Some(file) } => options.ssl_mode(MySqlSslMode::VerifyIdentity).ssl_ca(file),
        }
    }

    /// Sets the driver's options, over whatever the environment said.
    pub(crate) fn apply(&self, options: PgConnectOptions) -> PgConnectOptions {
        match &self.0 {
            Mode::Local => options.ssl_mode(PgSslMode::Prefer),
            Mode::Verified { ca_file: None } => options.ssl_mode(PgSslMode::VerifyFull),
            Mode::Verified { ca_file: Some(file) } => options.ssl_mode(PgSslMode::VerifyFull).ssl_root_cert(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unverified_leaves_the_machine() {
        for ca_file in [None, Some(PathBuf::from("ca.pem"))] {
            let options = Tls::for_host(false, ca_file).apply(PgConnectOptions::new_without_pgpass());
            assert!(matches!(options.get_ssl_mode(), PgSslMode::VerifyFull));
        }
    }
}
