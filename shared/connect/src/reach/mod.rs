//! From a database of the config to an open connection, over the way that is right for it.

mod mysql;
mod postgres;

pub(crate) use mysql::{SOCKET, mysql_over, reach_mysql, session_of_mysql};
pub(crate) use postgres::{postgres_over, reach_postgres, session_of_postgres};

use tokio::time::timeout;

use crate::verified::Way;
use crate::{CONNECT_TIMEOUT, ConnectError, Connection, Peer};

/// An open connection, and who is at its other end where that was verified.
#[derive(Debug)]
pub struct Reached {
    /// The connection.
    pub connection: Connection,
    /// The server; `None` on this machine, where no TLS is needed.
    pub peer: Option<Peer>,
}

/// Everything that opening a connection takes has the same time.
async fn in_time<T>(way: &Way, reaching: impl Future<Output = Result<T, ConnectError>>) -> Result<T, ConnectError> {
    match timeout(CONNECT_TIMEOUT, reaching).await {
        Ok(result) => result,
        Err(_) => Err(ConnectError::TimedOut { address: way.address(), seconds: CONNECT_TIMEOUT.as_secs() }),
    }
}
