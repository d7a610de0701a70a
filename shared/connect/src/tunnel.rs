//! A way to a server for those who hand the driver's options on and connect as often as they like, as replays do.
//!
//! The driver cannot be handed a stream each time, so it comes to a private socket, and every connection that it opens there
//! goes through TLS of our own. This has a thread of its own: whoever drops a database while everything ends blocks theirs.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::net::UnixStream;
use tokio::sync::oneshot;

use crate::ConnectError;
use crate::inner_tls::InnerTls;
use crate::private_socket::PrivateSocket;
use crate::reach::{SOCKET, session_of_mysql, session_of_postgres};
use crate::verified::Way;

/// A private socket that leads to a verified server until this is dropped.
pub struct Tunnel {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Tunnel {
    /// One to PostgreSQL, and the options that lead through it.
    pub(crate) fn postgres(way: Way, options: PgConnectOptions) -> Result<(PgConnectOptions, Self), ConnectError> {
        let port = way.dial.port;
        let socket = PrivateSocket::postgres(port).map_err(|error| way.no_socket(&error))?;
        let options = socket.options_postgres(options, port);
        let way = Arc::new(way);
        let session = {
            let way = Arc::clone(&way);
            move |driver| {
                let way = Arc::clone(&way);
                async move { session_of_postgres(driver, &way).await }
            }
        };
        Ok((options, Self::start(socket, session).map_err(|error| way.no_socket(&error))?))
    }

    /// One to MySQL or MariaDB.
    pub(crate) fn mysql(way: Way, options: MySqlConnectOptions) -> Result<(MySqlConnectOptions, Self), ConnectError> {
        let inner = InnerTls::new().map_err(|reason| ConnectError::Other { address: way.address(), reason })?;
        let socket = PrivateSocket::new(SOCKET).map_err(|error| way.no_socket(&error))?;
        let options = inner.options(socket.options_mysql(options));
        let (way, inner) = (Arc::new(way), Arc::new(inner));
        let session = {
            let way = Arc::clone(&way);
            move |driver| {
                let (way, inner) = (Arc::clone(&way), Arc::clone(&inner));
                async move { session_of_mysql(driver, &way, &inner).await }
            }
        };
        Ok((options, Self::start(socket, session).map_err(|error| way.no_socket(&error))?))
    }

    fn start<S, F>(socket: PrivateSocket, session: S) -> io::Result<Self>
    where
        S: Fn(UnixStream) -> F + Send + 'static,
        F: Future<Output = io::Result<()>> + Send + 'static,
    {
        let (stop, stopped) = oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("driftline-tunnel".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let serve = async {
                    let Ok(arrivals) = socket.listen() else { return };
                    while let Ok(driver) = arrivals.next().await {
                        // How a session ends, the driver sees at its own end.
                        tokio::spawn(session(driver));
                    }
                };
                tokio::select! { () = serve => {} _ = stopped => {} }
            });
            // A name that is being looked up is not waited for.
            runtime.shutdown_background();
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Tunnel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tunnel")
    }
}
