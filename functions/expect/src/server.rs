//! Scratch servers, started when the first database needs one and shared by the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use driftline_scratch::{Scratch, ScratchError, ScratchOptions};
use driftline_secrets::{ExposeSecret as _, SecretError, SecretReference, SecretSource};
use tokio::sync::Mutex;

/// Scratch servers by the major version they were asked for.
pub struct ScratchServers {
    source: ServerSource,
    download: bool,
    started: Mutex<BTreeMap<u32, Arc<Scratch>>>,
}

enum ServerSource {
    /// Server binaries of this machine.
    Local,
    /// A server somebody offers.
    Url(String),
    /// The same, its URL kept as a secret.
    Reference(SecretReference, Arc<dyn SecretSource>),
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
    /// None is configured.
    #[error("no server to replay migrations on; name one with `url` under [scratch] in the config")]
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

    /// No server.
    pub fn none() -> Self {
        Self::new(ServerSource::None, false)
    }

    fn new(source: ServerSource, download: bool) -> Self {
        Self { source, download, started: Mutex::new(BTreeMap::new()) }
    }

    /// A running server, of this major version if there is a choice.
    ///
    /// # Errors
    ///
    /// When there is none, in words that say how to get one.
    pub async fn get(&self, major: u32) -> Result<Arc<Scratch>, ServerError> {
        let mut started = self.started.lock().await;
        if let Some(server) = started.get(&major) {
            return Ok(server.clone());
        }
        let dev_url = match &self.source {
            ServerSource::Local => None,
            ServerSource::Url(url) => Some(url.clone()),
            ServerSource::Reference(reference, secrets) => {
                Some(secrets.fetch(reference).await?.expose_secret().to_owned())
            }
            ServerSource::None => return Err(ServerError::None),
        };
        let options = ScratchOptions {
            dev_url,
            preferred_major: Some(major),
            allow_download: self.download,
            ..ScratchOptions::default()
        };
        let server = Arc::new(Scratch::start(&options).await?);
        started.insert(major, server.clone());
        Ok(server)
    }

    /// Stops every server that was started.
    pub async fn stop(&self) {
        for (_, server) in std::mem::take(&mut *self.started.lock().await) {
            // A server somebody still borrows from stops when they are done with it.
            if let Some(server) = Arc::into_inner(server)
                && let Err(error) = server.stop().await
            {
                tracing::warn!(%error, "the scratch server did not stop in order");
            }
        }
    }
}
