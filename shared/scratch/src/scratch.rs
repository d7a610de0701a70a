//! The running server.

use std::fmt;
use std::path::PathBuf;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection, Row};
use tokio::sync::Mutex;

use crate::cleanup::{self, execute};
use crate::database::{Maintenance, unique_name};
use crate::installation::{Installation, Places};
use crate::processes::Processes;
use crate::quote::identifier;
use crate::{DatabaseRequest, Offered, ScratchDatabase, ScratchError, server};

/// How to come by a server.
#[derive(Debug, Clone, Default)]
pub struct ScratchOptions {
    /// A server that somebody offers. Databases `driftline_<random>` are created on it and dropped again, and so are roles
    /// that appear meanwhile: nobody else should be working on it.
    pub offered: Option<Offered<PgConnectOptions>>,
    /// The live server's major version; migrations are best replayed on the same.
    pub preferred_major: Option<u32>,
    /// A folder with `initdb` and `postgres`, where the choice is made already; no other place is searched.
    pub binaries: Option<PathBuf>,
    /// Whether binaries may be fetched when this machine has none (needs the feature `download`).
    pub allow_download: bool,
}

/// Where the server came from. Displays as one phrase for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Offered by the user: host and port, without user and password.
    DevServer(String),
    /// Binaries that this machine had, in this folder.
    Installed(PathBuf),
    /// Binaries that were fetched, now or earlier, into this folder of the cache.
    Downloaded(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DevServer(server) => write!(formatter, "the server at {server}"),
            Self::Installed(folder) => write!(formatter, "server binaries in {}", folder.display()),
            Self::Downloaded(folder) => write!(formatter, "downloaded server binaries in {}", folder.display()),
        }
    }
}

/// A running server, ours or the one the user offers.
///
/// Dropping it stops and removes a server of our own, which blocks for about a tenth of a second.
#[derive(Debug)]
pub struct Scratch {
    maintenance: Mutex<Maintenance>,
    /// `None` for a server that is not ours.
    processes: Option<Processes>,
    origin: Origin,
    version: String,
    major: u32,
    preferred_major: Option<u32>,
}

impl Scratch {
    /// Finds or starts a server: the offered one, else binaries on this machine, else downloaded ones.
    ///
    /// Of several installations the one of `preferred_major` is used, else the next newer one, else the
    /// newest. Binaries of another major are used rather than a download nobody asked for; compare
    /// [`major`](Self::major) with [`preferred_major`](Self::preferred_major) and say so.
    ///
    /// # Errors
    ///
    /// When there is no server to be had or it does not start; the error ends with the server's last words.
    pub async fn start(options: &ScratchOptions) -> Result<Self, ScratchError> {
        let mut places = Places::from_environment();
        if options.binaries.is_some() {
            places.named.clone_from(&options.binaries);
        }
        Self::start_from(options, &places).await
    }

    async fn start_from(options: &ScratchOptions, places: &Places) -> Result<Self, ScratchError> {
        if PgConnectOptions::new_without_pgpass().get_options().is_some_and(|set| !set.trim().is_empty()) {
            return Err(ScratchError::SessionOptionsInEnvironment);
        }
        match &options.offered {
            Some(offered) => Self::connect(offered.clone(), options.preferred_major).await,
            None => {
                let installation = match places.choose(options.preferred_major)? {
                    Some(installation) => installation,
                    None => download(options, places).await?,
                };
                Self::launch(&installation, options.preferred_major).await
            }
        }
    }

    async fn connect(offered: Offered<PgConnectOptions>, preferred_major: Option<u32>) -> Result<Self, ScratchError> {
        let Offered { options, server, way } = offered;
        let failed = |server: &str| {
            let server = server.to_owned();
            move |source| ScratchError::DevServer { server, source }
        };
        // Statements are schema text.
        let options = options.application_name("driftline").disable_statement_logging();
        let mut connection = options.connect().await.map_err(failed(&server))?;
        let (version, major) = read_version(&mut connection).await.map_err(failed(&server))?;
        let origin = Origin::DevServer(server.clone());
        let maintenance = Maintenance { connection, options, way, major, own: false, server, borrowed: None };
        Ok(Self { maintenance: Mutex::new(maintenance), processes: None, origin, version, major, preferred_major })
    }

    async fn launch(installation: &Installation, preferred_major: Option<u32>) -> Result<Self, ScratchError> {
        let (processes, options, mut first) = server::start(installation).await?;
        // Maintenance lives in a database that nobody asks for, so that `postgres` can be lent too.
        let name = unique_name();
        let create = format!("CREATE DATABASE {}", identifier(&name));
        execute(&mut first, create).await.map_err(ScratchError::statement("create a database"))?;
        let (version, major) = read_version(&mut first).await.map_err(ScratchError::statement("read the version"))?;
        // Waits for the session to be gone as far as we are concerned; `postgres` may be dropped next.
        first.close().await.map_err(ScratchError::statement("close a connection"))?;
        let options = options.database(&name);
        let connection = options.connect().await.map_err(ScratchError::statement("connect"))?;
        let folder = installation.folder.clone();
        let origin = if installation.downloaded { Origin::Downloaded(folder) } else { Origin::Installed(folder) };
        let server = processes.folder().display().to_string();
        let maintenance = Maintenance { connection, options, way: None, major, own: true, server, borrowed: None };
        Ok(Self {
            maintenance: Mutex::new(maintenance),
            processes: Some(processes),
            origin,
            version,
            major,
            preferred_major,
        })
    }

    /// The server's major version.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The major version that was asked for.
    #[must_use]
    pub fn preferred_major(&self) -> Option<u32> {
        self.preferred_major
    }

    /// The server's full version (`server_version`), such as `15.18 (Debian 15.18-0+deb12u1)`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Where the server came from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Lends a fresh database. One at a time: a second borrower waits for the first.
    ///
    /// # Errors
    ///
    /// When the server refuses the name, the encoding or (on a server of our own) a role. A locale that
    /// this machine lacks, or a setting it does not know, is a [note](ScratchDatabase::notes).
    pub async fn database(&self, request: &DatabaseRequest) -> Result<ScratchDatabase<'_>, ScratchError> {
        ScratchDatabase::borrow(self.maintenance.lock().await, request).await
    }

    /// Stops and removes a server of our own; leaves an offered one as it was found.
    ///
    /// # Errors
    ///
    /// When something of it remains.
    pub async fn stop(self) -> Result<(), ScratchError> {
        match &self.processes {
            Some(processes) => processes.end(),
            None => self.maintenance.lock().await.settle().await,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.processes.is_none()
            && let Some(borrowed) = self.maintenance.get_mut().borrowed.take()
        {
            cleanup::forget(&borrowed);
            cleanup::drop_now(borrowed);
        }
    }
}

async fn read_version(connection: &mut PgConnection) -> Result<(String, u32), sqlx::Error> {
    let row = sqlx::raw_sql(
        "SELECT pg_catalog.current_setting('server_version') AS version, \
         (pg_catalog.current_setting('server_version_num')::int / 10000)::text AS major",
    )
    .fetch_one(connection)
    .await?;
    let major: String = row.get("major");
    Ok((row.get("version"), major.parse().unwrap_or(0)))
}

#[cfg(feature = "download")]
async fn download(options: &ScratchOptions, places: &Places) -> Result<Installation, ScratchError> {
    let (true, Some(cache)) = (options.allow_download, &places.cache) else {
        return Err(ScratchError::NoServer { looked_in: places.describe() });
    };
    crate::download::install(options.preferred_major, cache).await?;
    places.choose(options.preferred_major)?.ok_or_else(|| ScratchError::Download {
        reason: "the downloaded server does not run on this machine".to_owned(),
    })
}

#[cfg(not(feature = "download"))]
async fn download(_options: &ScratchOptions, places: &Places) -> Result<Installation, ScratchError> {
    Err(ScratchError::NoServer { looked_in: places.describe() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_any_server_the_error_says_what_to_do() {
        let places = Places { path: Some("/nonexistent".into()), ..Places::default() };
        let error = Scratch::start_from(&ScratchOptions::default(), &places).await.expect_err("no server");
        insta::assert_snapshot!(error, @"no PostgreSQL server binaries on this machine (looked in every folder of PATH); install PostgreSQL (package `postgresql` on Debian and Ubuntu, `postgresql-server` on Fedora, `postgresql@17` in Homebrew), or set DRIFTLINE_POSTGRES_BIN to a folder with `initdb` and `postgres`, or pass --dev-url with the URL of a server that may be used for trials");
    }
}
