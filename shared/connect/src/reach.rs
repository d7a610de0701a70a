//! From a database of the config to an open connection, over the way that is right for it.

use driftline_config::{Auth, Database};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection};
use tokio::time::timeout;

use crate::error::Given;
use crate::private_socket::PrivateSocket;
use crate::tls::Tls;
use crate::verified::Way;
use crate::{CONNECT_TIMEOUT, ConnectError, Peer, Roots, connect};

/// An open connection, and who is at its other end where that was verified.
pub struct Reached {
    /// The connection.
    pub connection: PgConnection,
    /// The server; `None` on this machine, where no TLS is needed.
    pub peer: Option<Peer>,
}

/// Connects with user, password and database of `options`, to where `database` is.
pub(crate) async fn reach(database: &Database, options: PgConnectOptions) -> Result<Reached, ConnectError> {
    let dial = database.dialled();
    if database.is_local() && database.ca_file.is_none() {
        let options = Tls::for_host(true, None).apply(options.host(&dial.host).port(dial.port));
        return Ok(Reached { connection: connect(&options).await?, peer: None });
    }
    let name = database.verified_name();
    let roots = Roots::for_host(name, database.ca_file.as_ref().map(Into::into));
    let way = Way { dial: dial.clone(), name: name.to_owned(), roots };
    let given = if matches!(database.auth, Auth::RdsIam { .. }) { Given::Token } else { Given::Password };
    match timeout(CONNECT_TIMEOUT, through(&way, given, options)).await {
        Ok(result) => result,
        Err(_) => Err(ConnectError::TimedOut { address: way.address(), seconds: CONNECT_TIMEOUT.as_secs() }),
    }
}

async fn through(way: &Way, given: Given, options: PgConnectOptions) -> Result<Reached, ConnectError> {
    let (stream, peer) = way.open().await?;
    let socket = PrivateSocket::new(way.dial.port).map_err(|error| ConnectError::Other {
        address: way.address(),
        reason: format!("a socket in the folder for temporary files cannot be made: {error}"),
    })?;
    // As `connect` asks for, and why is said there.
    let options = socket
        .options(options)
        .application_name("driftline")
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .disable_statement_logging();
    let joined = socket.join(stream);
    match options.connect().await {
        Ok(connection) => Ok(Reached { connection, peer: Some(peer) }),
        Err(error) => {
            joined.abort();
            Err(ConnectError::of_login(way.address(), given, &options, &error))
        }
    }
}
