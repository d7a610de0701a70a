//! Handing the driver a stream that it did not open.
//!
//! `sqlx` verifies the very name it dials, and always trusts the public roots too; its options know no other address
//! (`hostaddr` replaces the host, in the certificate as well), and it takes no open stream. The one way in that it has is a
//! Unix socket, so it gets one in a folder that only this user can enter, good for one connection, gone once that is made.

use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
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
        let listener = UnixListener::bind(&path)?;
        Ok(Self { folder, path, listener })
    }

    /// The options of PostgreSQL's driver that lead to it. It does not leave the machine, and TLS begins behind it.
    pub(crate) fn options_postgres(&self, options: PgConnectOptions, port: u16) -> PgConnectOptions {
        options.socket(self.folder.path()).port(port).ssl_mode(PgSslMode::Disable)
    }

    /// The options of MySQL's driver that lead to it.
    pub(crate) fn options_mysql(&self, options: MySqlConnectOptions) -> MySqlConnectOptions {
        options.socket(&self.path)
    }

    /// The first connection of this user.
    pub(crate) async fn accept(self) -> io::Result<UnixStream> {
        let owner = std::fs::metadata(self.folder.path())?.uid();
        loop {
            let (driver, _) = self.listener.accept().await?;
            if driver.peer_cred()?.uid() == owner {
                return Ok(driver);
            }
        }
    }
}
