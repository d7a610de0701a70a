//! Handing the driver a stream that it did not open.
//!
//! `sqlx` verifies the very name it dials, and always trusts the public roots too; its options know no other address
//! (`hostaddr` replaces the host, in the certificate as well), and it takes no open stream. The one way in that it has is a
//! Unix socket, so it gets one in a folder that only this user can enter, gone when nobody listens any more.

use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixListener as StdUnixListener;
use std::path::PathBuf;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tempfile::TempDir;
use tokio::net::{UnixListener, UnixStream};

/// Catalogs are read in large pieces.
pub(crate) const BUFFER: usize = 64 * 1024;

/// A socket that leads to a stream.
pub(crate) struct PrivateSocket {
    folder: TempDir,
    path: PathBuf,
    listener: StdUnixListener,
}

/// The end of a private socket at which the driver arrives.
pub(crate) struct Arrivals {
    folder: TempDir,
    listener: UnixListener,
}

impl PrivateSocket {
    /// One with this name in a folder of its own.
    pub(crate) fn new(name: &str) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("driftline-")
            .permissions(std::fs::Permissions::from_mode(0o700))
            .tempdir()?;
        let path = folder.path().join(name);
        let listener = StdUnixListener::bind(&path)?;
        listener.set_nonblocking(true)?;
        Ok(Self { folder, path, listener })
    }

    /// One with the name that PostgreSQL's clients look for in a folder.
    pub(crate) fn postgres(port: u16) -> io::Result<Self> {
        Self::new(&format!(".s.PGSQL.{port}"))
    }

    /// The options of PostgreSQL's driver that lead to it. It does not leave the machine, and TLS begins behind it.
    pub(crate) fn options_postgres(&self, options: PgConnectOptions, port: u16) -> PgConnectOptions {
        options.socket(self.folder.path()).port(port).ssl_mode(PgSslMode::Disable)
    }

    /// The options of MySQL's driver that lead to it.
    pub(crate) fn options_mysql(&self, options: MySqlConnectOptions) -> MySqlConnectOptions {
        options.socket(&self.path)
    }

    /// Begins to listen, in the runtime that this is called in.
    pub(crate) fn listen(self) -> io::Result<Arrivals> {
        Ok(Arrivals { folder: self.folder, listener: UnixListener::from_std(self.listener)? })
    }

    /// The first connection, after which the socket is gone.
    pub(crate) async fn accept(self) -> io::Result<UnixStream> {
        self.listen()?.next().await
    }
}

impl Arrivals {
    /// The next connection of this user.
    pub(crate) async fn next(&self) -> io::Result<UnixStream> {
        let owner = std::fs::metadata(self.folder.path())?.uid();
        loop {
            let (driver, _) = self.listener.accept().await?;
            if driver.peer_cred()?.uid() == owner {
                return Ok(driver);
            }
        }
    }
}
