//! Handing the driver a stream that it did not open.
//!
//! `sqlx` verifies the very name it dials, and always trusts the public roots too; its options know no other address
//! (`hostaddr` replaces the host, in the certificate as well), and it takes no open stream. The one way in that it has is a
//! Unix socket, so it gets one in a folder that only this user can enter, good for one connection, gone once that is made.

use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional_with_sizes};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

/// Catalogs are read in large pieces.
const BUFFER: usize = 64 * 1024;

/// A socket that leads to a stream.
pub(crate) struct PrivateSocket {
    folder: TempDir,
    listener: UnixListener,
    port: u16,
}

impl PrivateSocket {
    pub(crate) fn new(port: u16) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("driftline-")
            .permissions(std::fs::Permissions::from_mode(0o700))
            .tempdir()?;
        // The name that PostgreSQL's clients look for in a folder.
        let listener = UnixListener::bind(folder.path().join(format!(".s.PGSQL.{port}")))?;
        Ok(Self { folder, listener, port })
    }

    /// The options that lead to it. It does not leave the machine, and TLS begins behind it.
    pub(crate) fn options(&self, options: PgConnectOptions) -> PgConnectOptions {
        options.socket(self.folder.path()).port(self.port).ssl_mode(PgSslMode::Disable)
    }

    /// Joins the first connection of this user with the stream, until one of both ends.
    pub(crate) fn join<S>(self, mut stream: S) -> JoinHandle<()>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        tokio::spawn(async move {
            let Ok(mut driver) = self.accept().await else { return };
            // How a connection ends, the driver sees at its own end.
            let _ = copy_bidirectional_with_sizes(&mut driver, &mut stream, BUFFER, BUFFER).await;
        })
    }

    async fn accept(self) -> io::Result<UnixStream> {
        let owner = std::fs::metadata(self.folder.path())?.uid();
        loop {
            let (driver, _) = self.listener.accept().await?;
            if driver.peer_cred()?.uid() == owner {
                return Ok(driver);
            }
        }
    }
}
