//! The resource behind an endpoint of RDS, which a policy names by an id that is not its name.

use driftline_config::{ProfileName, RdsHost};

/// An instance, cluster or proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RdsResource {
    /// The partition that it is in, as ARNs call it.
    pub partition: String,
    /// The account that it is in.
    pub account: String,
    /// Its resource id: `db-...`, `cluster-...` or `prx-...`.
    pub id: String,
    /// The host names that lead to it.
    pub hosts: Vec<String>,
    /// Whether it lets anybody in with a token, where it says so.
    pub takes_tokens: Option<bool>,
    /// The security groups that decide who reaches it.
    pub security_groups: Vec<String>,
}

/// Looks up resources of RDS.
#[async_trait::async_trait]
pub trait ResourceLookup: Send + Sync {
    /// The resource that a policy for logging in at this host has to name: of an instance in a cluster, the cluster. It is
    /// asked for as this profile of the config, or as this process.
    ///
    /// # Errors
    ///
    /// Why it is not known.
    async fn resource(
        &self,
        name: &str,
        host: &RdsHost,
        profile: Option<&ProfileName>,
    ) -> Result<RdsResource, LookupError>;
}

/// Why a resource is not known, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct LookupError(pub String);

/// For builds without a cloud's adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLookup;

#[async_trait::async_trait]
impl ResourceLookup for NoLookup {
    async fn resource(&self, _: &str, _: &RdsHost, _: Option<&ProfileName>) -> Result<RdsResource, LookupError> {
        Err(LookupError("this driftline was built without AWS".to_owned()))
    }
}
