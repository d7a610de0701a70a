//! Databases that nobody wrote into the config.

use driftline_config::{Config, Discover, FoundServer};
use driftline_store::Store;

use crate::{Context, Roll, StepError};

/// Finds instances and clusters. Owned here, implemented by the crate that has the AWS SDK.
#[async_trait::async_trait]
pub trait Discovery: Send + Sync {
    /// What a block of the config means: each instance that is no reader, and the writer of each cluster, by name.
    ///
    /// # Errors
    ///
    /// Why it is not known.
    async fn servers(&self, discover: &Discover) -> Result<Vec<FoundServer>, DiscoveryError>;
}

/// Why it is not known what there is, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DiscoveryError(pub String);

/// For builds without a cloud's adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoDiscovery;

#[async_trait::async_trait]
impl Discovery for NoDiscovery {
    async fn servers(&self, _: &Discover) -> Result<Vec<FoundServer>, DiscoveryError> {
        Err(DiscoveryError(
            "this driftline was built without AWS, which [[discover]] needs; install a release or build with --features aws"
                .to_owned(),
        ))
    }
}

/// Adds to a config what was found when its blocks were last looked into, so that a name alone finds it. What is gone since
/// is still among it: the run that tells it has to know it.
///
/// # Errors
///
/// When the store fails.
pub async fn with_discovered(store: &Store, mut config: Config) -> Result<Config, StepError> {
    let mut discovered = Vec::new();
    for block in &config.discover {
        let Some(roll) = Roll::<FoundServer>::latest(store, block.name().as_str()).await? else { continue };
        let all = roll.present.iter().chain(&roll.vanished);
        // What can be no database is told by the step that finds it.
        discovered.extend(all.filter_map(|found| block.database_of(found).ok()));
    }
    config.discovered = discovered;
    Ok(config)
}

impl Context {
    /// The same, with a config that knows what was found.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn with_discovered(self) -> Result<Self, StepError> {
        if self.config.discover.is_empty() {
            return Ok(self);
        }
        let config = with_discovered(&self.store, Config::clone(&self.config)).await?;
        Ok(Self { store: self.store, config: config.into() })
    }
}
