//! Opening a connection to MySQL or MariaDB.

use sqlx::mysql::{MySqlConnectOptions, MySqlDatabaseError};
use sqlx::{ConnectOptions as _, MySqlConnection};

use crate::ConnectError;
use crate::postgres::CONNECT_TIMEOUT;

/// The driver would add modes, a time zone and a collation of its own to the session, and a definition can depend on each.
pub(crate) fn as_driftline(options: &MySqlConnectOptions) -> MySqlConnectOptions {
    options
        .clone()
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .statement_cache_capacity(0)
        .disable_statement_logging()
}

/// Opens one connection.
///
/// # Errors
///
/// Why there is none, in words that say what to do.
pub async fn connect_mysql(options: &MySqlConnectOptions) -> Result<MySqlConnection, ConnectError> {
    let options = as_driftline(options);
    match tokio::time::timeout(CONNECT_TIMEOUT, options.connect()).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(of_driver(address(&options), &options, &error)),
        Err(_) => Err(ConnectError::TimedOut { address: address(&options), seconds: CONNECT_TIMEOUT.as_secs() }),
    }
}

/// Host and port, or the socket.
fn address(options: &MySqlConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

pub(crate) fn of_driver(address: String, options: &MySqlConnectOptions, error: &sqlx::Error) -> ConnectError {
    let refusal = error.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    if let sqlx::Error::Protocol(said) = error
        && said.contains("cleartext_plugin disabled")
    {
        let reason = format!(
            "the server wants the password of `{}` as it is, which it does for accounts made with AWSAuthenticationPlugin; \
             write method = \"rds-iam\" for these, and give others a password",
            options.get_username()
        );
        return ConnectError::Other { address, reason };
    }
    let Some(refusal) = refusal else {
        return ConnectError::of_network(address, options.get_socket().is_some(), error);
    };
    ConnectError::Refused {
        address,
        user: options.get_username().to_owned(),
        advice: advice(refusal.number()),
        message: refusal.message().to_owned(),
        code: refusal.number().to_string(),
    }
}

/// By the server's number (MySQL reference manual, server error messages).
fn advice(number: u16) -> &'static str {
    match number {
        1045 | 1698 => {
            "check the password and where it comes from, and that the account may come from this host; for rds-iam that it \
             was made with AWSAuthenticationPlugin"
        }
        1044 => "grant the account a privilege on the database; docs/mysql.md lists the smallest ones",
        1049 => "check the database's name; SHOW DATABASES lists those that the account may see",
        1040 | 1203 | 1226 => "the server has no connection left for the account; driftline needs one",
        1129 | 1130 => "the server does not let this host in; look at the account's host and at FLUSH HOSTS",
        3118 | 4151 => "the account is locked; ALTER USER ... ACCOUNT UNLOCK",
        1820 | 1862 => "the password of the account has expired; give it another one",
        1053 | 3032 => "the server is stopping, or lets in nobody but administrators, for maintenance; try again later",
        3159 => "the server wants TLS; leave ssl-mode out",
        _ => "the server's message says why",
    }
}
