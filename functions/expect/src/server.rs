//! Scratch servers, started when the first database needs one and shared by the others.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use driftline_catalog::Engine;
use driftline_connect::{ConfiguredConnector, ConnectError, DriverOptions, Reusable, Target, Tunnel, UrlError};
use driftline_scratch::{Offered, Scratch, ScratchError, ScratchOptions, Way, mysql};
use driftline_secrets::{ExposeSecret as _, SecretError, SecretReference, SecretSource};
use tokio::sync::Mutex;

/// A token is good for fifteen minutes, and a replay that begins now has to connect once more at its end.
const TOKEN_USED_FOR: Duration = Duration::from_secs(5 * 60);

/// A running server, of whichever engine.
#[derive(Debug)]
pub enum ScratchServer {
    /// PostgreSQL.
    Postgres(Scratch),
    /// MySQL or MariaDB.
    Mysql(mysql::Server),
}

impl ScratchServer {
    /// The major version, or release series.
    pub fn major(&self) -> u32 {
        match self {
            Self::Postgres(scratch) => scratch.major(),
            Self::Mysql(server) => server.series(),
        }
    }
}

/// What a server is asked to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// The engine.
    pub engine: Engine,
    /// The major version, or release series; none for the newest there is.
    pub major: Option<u32>,
    /// `lower_case_table_names` of MySQL and MariaDB.
    pub lower_case_table_names: u32,
}

impl Wanted {
    /// A server like the one that a snapshot of this engine and version was read from.
    pub fn like(engine: Engine, major: u32) -> Self {
        Self { engine, major: Some(major), lower_case_table_names: 0 }
    }
}

/// Scratch servers by the major version they were asked for.
pub struct ScratchServers {
    source: ServerSource,
    download: bool,
    /// With when each was started.
    started: Mutex<BTreeMap<Wanted, (Arc<ScratchServer>, Instant)>>,
}

enum ServerSource {
    /// Server binaries of this machine.
    Local,
    /// A server somebody offers.
    Url(String),
    /// The same, its URL kept as a secret.
    Reference(SecretReference, Arc<dyn SecretSource>),
    /// Those that the config names, and who knows how to log in to them.
    Configured(Vec<driftline_config::ScratchServer>, Box<ConfiguredConnector>),
    /// None: where the functions run there are no server binaries.
    None,
}

/// Why there is no scratch server.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It could not be found or started.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// Its URL could not be fetched.
    #[error("cannot fetch the URL of the scratch server: {0}")]
    Secret(#[from] SecretError),
    /// The one that is offered cannot do it.
    #[error(
        "the server that is offered for replays is of another engine; offer one of {wanted}, or none and have its program \
         on this machine"
    )]
    OtherEngine {
        /// What it should be.
        wanted: &'static str,
    },
    /// Its URL is none, or does not lead to a verified server.
    #[error("the server given for replays with --dev-url or [scratch] cannot be used: {0}")]
    Url(#[from] UrlError),
    /// One that is configured cannot be logged in to.
    #[error("cannot log in to the scratch server: {0}")]
    Connect(#[from] ConnectError),
    /// None is configured for the engine.
    #[error(
        "the config names no scratch server for {wanted}; add a [[scratch.server]] with engine = \"{wanted}\", or publish what is \
         expected from CI: source = {{ published = true }} and `driftline publish`"
    )]
    NoneForEngine {
        /// The engine.
        wanted: Engine,
    },
    /// None is configured.
    #[error(
        "there is no server here to replay migrations on. Publish what is expected from CI, with source = {{ published = true }} \
         and `driftline publish`; or name a server that may be used for it with [[scratch.server]] in the config"
    )]
    None,
}

impl ScratchServers {
    /// Servers from binaries of this machine, downloaded where it has none and that is allowed.
    pub fn local(download: bool) -> Self {
        Self::new(ServerSource::Local, download)
    }

    /// The server at a URL.
    pub fn at(url: String) -> Self {
        Self::new(ServerSource::Url(url), false)
    }

    /// The server at a URL that is kept as a secret.
    pub fn referenced(reference: SecretReference, secrets: Arc<dyn SecretSource>) -> Self {
        Self::new(ServerSource::Reference(reference, secrets), false)
    }

    /// The servers that the config names.
    pub fn configured(servers: Vec<driftline_config::ScratchServer>, connector: ConfiguredConnector) -> Self {
        Self::new(ServerSource::Configured(servers, Box::new(connector)), false)
    }

    /// No server.
    pub fn none() -> Self {
        Self::new(ServerSource::None, false)
    }

    fn new(source: ServerSource, download: bool) -> Self {
        Self { source, download, started: Mutex::new(BTreeMap::new()) }
    }

    /// A running server, of this engine, and of this version if there is a choice.
    ///
    /// # Errors
    ///
    /// When there is none, in words that say how to get one.
    pub async fn get(&self, wanted: Wanted) -> Result<Arc<ScratchServer>, ServerError> {
        let mut started = self.started.lock().await;
        if let Some((server, since)) = started.get(&wanted)
            && !(self.needs_tokens(wanted.engine) && TOKEN_USED_FOR < since.elapsed())
        {
            return Ok(server.clone());
        }
        let target = match &self.source {
            ServerSource::Local => None,
            ServerSource::Url(url) => Some(Target::parse_server(url)?),
            ServerSource::Reference(reference, secrets) => {
                Some(Target::parse_server(secrets.fetch(reference).await?.expose_secret())?)
            }
            ServerSource::Configured(servers, connector) => {
                let server = servers.iter().find(|server| server.engine == wanted.engine);
                let server = server.ok_or(ServerError::NoneForEngine { wanted: wanted.engine })?;
                Some(connector.scratch(server).await?)
            }
            ServerSource::None => return Err(ServerError::None),
        };
        if let Some(target) = &target
            && (target.engine() == Engine::Postgres) != (wanted.engine == Engine::Postgres)
        {
            return Err(ServerError::OtherEngine { wanted: wanted.engine.product() });
        }
        let (postgres, mysql) = match target.map(|target| target.reusable()).transpose()? {
            Some(Reusable { driver: DriverOptions::Postgres(options), server, tunnel }) => {
                (Some(Offered { options: *options, server, way: way(tunnel) }), None)
            }
            Some(Reusable { driver: DriverOptions::Mysql(options), server, tunnel }) => {
                (None, Some(Offered { options: *options, server, way: way(tunnel) }))
            }
            None => (None, None),
        };
        let server = match wanted.engine {
            Engine::Postgres => {
                let options = ScratchOptions {
                    offered: postgres,
                    preferred_major: wanted.major,
                    allow_download: self.download,
                    ..ScratchOptions::default()
                };
                ScratchServer::Postgres(Scratch::start(&options).await?)
            }
            engine => {
                let options = mysql::Options {
                    offered: mysql,
                    preferred_series: wanted.major,
                    lower_case_table_names: wanted.lower_case_table_names,
                    ..mysql::Options::new(engine)
                };
                ScratchServer::Mysql(mysql::Server::start(&options).await?)
            }
        };
        let server = Arc::new(server);
        started.insert(wanted, (server.clone(), Instant::now()));
        Ok(server)
    }

    /// Whether logging in takes a token, which runs out.
    fn needs_tokens(&self, engine: Engine) -> bool {
        let ServerSource::Configured(servers, _) = &self.source else { return false };
        servers.iter().any(|server| server.engine == engine && server.login.auth.is_token())
    }

    /// Stops every server that was started.
    pub async fn stop(&self) {
        for (_, (server, _)) in std::mem::take(&mut *self.started.lock().await) {
            // A server somebody still borrows from stops when they are done with it.
            let stopped = match Arc::into_inner(server) {
                Some(ScratchServer::Postgres(scratch)) => scratch.stop().await,
                Some(ScratchServer::Mysql(server)) => server.stop(),
                None => Ok(()),
            };
            if let Err(error) = stopped {
                tracing::warn!(%error, "the scratch server did not stop in order");
            }
        }
    }
}

/// A tunnel, as something that has to be kept.
fn way(tunnel: Option<Arc<Tunnel>>) -> Option<Way> {
    tunnel.map(|tunnel| tunnel as Way)
}
