use std::fmt;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, Result, SharedCredentialsProvider, future};
use tokio::sync::Mutex;

/// Credentials are renewed that long before they end: what is signed with them must outlive the request.
const MARGIN: Duration = Duration::from_secs(300);
/// Credentials without an end are read again after that time, for the sake of those who edit their profile.
const LONGEST: Duration = Duration::from_secs(900);

/// Keeps credentials until shortly before they end. The SDK's clients do this for themselves; signing a token and
/// requests to the store would otherwise ask the credentials' source every time.
pub(crate) struct KeptCredentials {
    source: SharedCredentialsProvider,
    kept: Mutex<Option<(Credentials, SystemTime)>>,
}

impl KeptCredentials {
    pub(crate) fn new(source: SharedCredentialsProvider) -> Self {
        Self { source, kept: Mutex::new(None) }
    }

    async fn current(&self) -> Result {
        // Held while asking, so that of many at the same time one asks.
        let mut kept = self.kept.lock().await;
        let now = SystemTime::now();
        if let Some((credentials, until)) = &*kept
            && now < *until
        {
            return Ok(credentials.clone());
        }
        let credentials = self.source.provide_credentials().await?;
        let until = credentials.expiry().map_or(now + LONGEST, |expiry| expiry.checked_sub(MARGIN).unwrap_or(now));
        *kept = Some((credentials.clone(), until));
        Ok(credentials)
    }
}

impl ProvideCredentials for KeptCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.current())
    }
}

impl fmt::Debug for KeptCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeptCredentials")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Counts how often it is asked, and names the key after the count.
    #[derive(Debug)]
    struct Counted {
        asked: Arc<AtomicU64>,
        lifetime: Option<Duration>,
    }

    impl ProvideCredentials for Counted {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let number = self.asked.fetch_add(1, Ordering::SeqCst);
            let expiry = self.lifetime.map(|lifetime| SystemTime::now() + lifetime);
            future::ProvideCredentials::ready(Ok(Credentials::new(
                format!("key{number}"),
                "hunter2",
                None,
                expiry,
                "test",
            )))
        }
    }

    async fn times_asked(lifetime: Option<Duration>) -> u64 {
        let asked = Arc::new(AtomicU64::new(0));
        let source = SharedCredentialsProvider::new(Counted { asked: Arc::clone(&asked), lifetime });
        let kept = Arc::new(KeptCredentials::new(source));
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move { kept.provide_credentials().await.unwrap() })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert!(!format!("{kept:?}").contains("hunter2"));
        asked.load(Ordering::SeqCst)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn asks_once_while_they_last() {
        assert_eq!(times_asked(None).await, 1);
        assert_eq!(times_asked(Some(Duration::from_secs(3600))).await, 1);
        assert_eq!(times_asked(Some(Duration::from_secs(299))).await, 8, "these end too soon to be kept");
    }
}
