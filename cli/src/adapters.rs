//! The adapters that this build has: with AWS and Google Cloud, or without.

use std::sync::Arc;

use driftline_config::Profile;
use driftline_connect::{CloudSqlTokens, ConfiguredConnector, ResourceLookup};
use driftline_notify::Adapters as NotifyAdapters;
use driftline_pipeline::Discovery;
use driftline_secrets::{SecretSource, Sources};
use driftline_store::StoreOptions;

/// Everything that reaches beyond this machine.
pub(crate) struct Adapters {
    pub(crate) connector: ConfiguredConnector,
    pub(crate) notify: NotifyAdapters,
    /// What there is in RDS.
    pub(crate) discovery: Arc<dyn Discovery>,
    /// The ids of instances, clusters and proxies.
    pub(crate) resources: Arc<dyn ResourceLookup>,
    pub(crate) secrets: Arc<dyn SecretSource>,
    pub(crate) store: StoreOptions,
}

#[cfg(not(feature = "aws"))]
pub(crate) async fn adapters(_: &[Profile]) -> Adapters {
    let secrets: Arc<dyn SecretSource> = Arc::new(with_google(Sources::new()));
    Adapters {
        connector: ConfiguredConnector {
            secrets: secrets.clone(),
            tokens: Arc::new(driftline_connect::NoTokens),
            cloud_sql: cloud_sql(),
        },
        notify: NotifyAdapters { secrets: secrets.clone(), sns: None },
        discovery: Arc::new(driftline_pipeline::NoDiscovery),
        resources: Arc::new(driftline_connect::NoLookup),
        secrets,
        store: StoreOptions::from_environment(),
    }
}

/// For a config with these profiles.
#[cfg(feature = "aws")]
pub(crate) async fn adapters(profiles: &[Profile]) -> Adapters {
    let aws = driftline_aws::configuration().await.with_profiles(profiles);
    let secrets: Arc<dyn SecretSource> =
        Arc::new(with_google(Sources::new().with_aws(Arc::new(driftline_aws::SecretsManager::new(&aws)))));
    Adapters {
        connector: ConfiguredConnector {
            secrets: secrets.clone(),
            tokens: Arc::new(driftline_aws::RdsTokenSigner::new(&aws)),
            cloud_sql: cloud_sql(),
        },
        notify: NotifyAdapters { secrets: secrets.clone(), sns: Some(Arc::new(driftline_aws::SnsTopics::new(&aws))) },
        discovery: Arc::new(driftline_aws::RdsDiscovery::new(&aws)),
        resources: Arc::new(driftline_aws::RdsResources::new(&aws)),
        secrets,
        store: driftline_aws::store_options(&aws),
    }
}

#[cfg(feature = "gcp")]
fn cloud_sql() -> Arc<dyn CloudSqlTokens> {
    Arc::new(driftline_gcp::CloudSqlAccess::new())
}

#[cfg(not(feature = "gcp"))]
fn cloud_sql() -> Arc<dyn CloudSqlTokens> {
    Arc::new(driftline_connect::NoTokens)
}

#[cfg(feature = "gcp")]
fn with_google(sources: Sources) -> Sources {
    sources.with_google(Arc::new(driftline_gcp::SecretManager::new()))
}

#[cfg(not(feature = "gcp"))]
fn with_google(sources: Sources) -> Sources {
    sources
}
