//! Databases on servers that are not ours, which nobody else would drop.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use driftline_catalog::mysql::quote;
use sqlx::ConnectOptions as _;
use sqlx::mysql::MySqlConnectOptions;

use super::server::execute;
use crate::Way;

const DROP_LIMIT: Duration = Duration::from_secs(5);

static LEFTOVERS: Mutex<Vec<Arc<Lent>>> = Mutex::new(Vec::new());

/// A database, and how to reach its server again.
#[derive(Debug)]
pub(super) struct Lent {
    pub(super) name: String,
    pub(super) options: MySqlConnectOptions,
    /// It has to lead there until the end.
    _way: Option<Way>,
}

impl Lent {
    /// Remembers it, before it is made.
    pub(super) fn remember(name: &str, options: MySqlConnectOptions, way: Option<Way>) -> Arc<Self> {
        let lent = Arc::new(Self { name: name.to_owned(), options, _way: way });
        LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&lent));
        lent
    }

    /// It is gone, or somebody sees to that now.
    pub(super) fn forget(self: &Arc<Self>) {
        LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| !Arc::ptr_eq(known, self));
    }

    /// Drops it without an asynchronous context, on a thread of its own.
    pub(super) fn drop_now(self: Arc<Self>) {
        let name = self.name.clone();
        let thread = std::thread::spawn(move || -> Result<(), String> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| error.to_string())?;
            let work = async {
                let mut connection = self.options.connect().await.map_err(|error| error.to_string())?;
                let sql = format!("DROP DATABASE IF EXISTS {}", quote(&self.name));
                execute(&mut connection, &sql).await.map_err(|error| error.to_string())
            };
            let limited = async { tokio::time::timeout(DROP_LIMIT, work).await };
            runtime.block_on(limited).map_err(|error| error.to_string())?
        });
        match thread.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(database = name, error, "trial database not dropped"),
            Err(_) => tracing::warn!(database = name, "trial database not dropped"),
        }
    }
}

/// Drops what is still lent by other people's servers, for a process that is about to end.
pub(crate) fn drop_all_leftovers() {
    for lent in std::mem::take(&mut *LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner)) {
        lent.drop_now();
    }
}
