//! What every step is given.

use std::sync::Arc;

use driftline_config::{Config, Database, DatabaseName};
use driftline_store::Store;

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
    pub fn database(&self, name: &DatabaseName) -> Result<&Database, StepError> {
        self.config.database(name.as_str()).ok_or_else(|| {
            StepError::InvalidConfig(format!("database `{name}` is not in the config; was it removed during the run?"))
        })
    }
}
