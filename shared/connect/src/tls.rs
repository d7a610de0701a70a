//! The TLS of the drivers themselves, which is only for connections that stay on this machine.
//!
//! `sqlx`'s `Require` encrypts and verifies nothing, so a token or password could go to whoever answers, and its `VerifyFull`
//! trusts the public roots beside those of a file. What leaves the machine goes through `verified.rs` instead.

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// TLS where the server offers it, over whatever URL and environment said.
pub(crate) fn on_this_machine(options: PgConnectOptions) -> PgConnectOptions {
    options.ssl_mode(PgSslMode::Prefer)
}

/// The same for MySQL and MariaDB.
pub(crate) fn on_this_machine_mysql(options: MySqlConnectOptions) -> MySqlConnectOptions {
    options.ssl_mode(MySqlSslMode::Preferred)
}
