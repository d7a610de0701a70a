//! Opening a connection to PostgreSQL.

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection};

use crate::ConnectError;
use crate::error::address;

/// How long opening a connection may take. An Aurora Serverless cluster that has gone to sleep takes about fifteen
/// seconds to wake.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// What answers may be a pooler that hands out another session for every transaction. So nothing is asked for at the
/// start that such a pooler does not know (the driver would ask for `extra_float_digits`, which an inspection sets
/// itself), and no prepared statement is kept.
pub(crate) fn as_driftline(options: &PgConnectOptions) -> PgConnectOptions {
    options
        .clone()
        .application_name("driftline")
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .disable_statement_logging()
}

/// Opens one connection.
///
/// # Errors
///
/// Why there is none, in words that say what to do.
pub async fn connect(options: &PgConnectOptions) -> Result<PgConnection, ConnectError> {
    let options = as_driftline(options);
    match tokio::time::timeout(CONNECT_TIMEOUT, options.connect()).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(ConnectError::of_driver(&options, &error)),
        Err(_) => Err(ConnectError::TimedOut { address: address(&options), seconds: CONNECT_TIMEOUT.as_secs() }),
    }
}
