//! What every step is given.

use std::borrow::Cow;
use std::sync::Arc;

use driftline_catalog::Snapshot;
use driftline_config::{Config, Database, DatabaseName};
use driftline_store::{Store, StorePath};

use crate::StepError;

/// The store and the config, as they are for one invocation.
#[derive(Clone)]
pub struct Context {
    /// The object store.
    pub store: Store,
    /// The config.
    pub config: Arc<Config>,
}

impl Context {
    /// The database of a job.
    ///
    /// # Errors
    ///
    /// When the config does not have it any more: it changed while the run went on.
    pub fn database(&self, name: &DatabaseName) -> Result<Cow<'_, Database>, StepError> {
        self.config.database(name.as_str()).ok_or_else(|| {
            StepError::InvalidConfig(format!("database `{name}` is not in the config; was it removed during the run?"))
        })
    }

    /// A snapshot that an earlier step kept.
    ///
    /// # Errors
    ///
    /// When the store fails or what lies there is no snapshot.
    pub async fn snapshot(&self, path: &str) -> Result<Snapshot, StepError> {
        let path = StorePath::parse(path)?;
        let bytes = self.store.get_compressed(&path).await?;
        Snapshot::from_json(&bytes)
            .map_err(|error| StepError::Internal(format!("{}: {error}", self.store.location(&path))))
    }
}
