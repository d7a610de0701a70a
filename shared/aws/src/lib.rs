//! Adapters to AWS behind the traits their users own. Nothing outside this crate names an AWS SDK.
//!
//! | feature | adapter | trait |
//! | --- | --- | --- |
//! | `deployment` | [`Deployments`] | none: the command itself uses it |
//! | `discovery` | [`RdsDiscovery`] | `driftline_pipeline::Discovery` |
//! | `rds` | [`RdsTokenSigner`] | `driftline_connect::TokenSigner` |
//! | `resources` | [`RdsResources`] | `driftline_connect::ResourceLookup` |
//! | `secrets` | [`SecretsManager`] | `driftline_secrets::SecretSource` |
//! | `sns` | [`SnsTopics`] | `driftline_channels::SnsPublisher` |
//! | `store` | [`store_options`] | `driftline_store::CredentialSource` |
//!
//! One [`Configuration`] is made per process, and the adapters from it, which ask as the profiles of a config where they are
//! told to. It makes no call to AWS before an adapter needs one.

mod causes;
mod configuration;
mod credentials;
#[cfg(feature = "deployment")]
mod deployment;
#[cfg(feature = "discovery")]
mod discovery;
mod failure;
mod profiles;
#[cfg(feature = "deployment")]
mod query;
#[cfg(feature = "rds")]
mod rds;
#[cfg(feature = "resources")]
mod resources;
#[cfg(feature = "secrets")]
mod secrets;
#[cfg(feature = "sns")]
mod sns;
#[cfg(feature = "store")]
mod store;

pub use configuration::{Configuration, configuration, lambda_configuration, loader};
#[cfg(feature = "deployment")]
pub use deployment::{Deployment, Deployments, Network, Route, Rule, SecurityGroup, Subnet, VpcEndpoint};
#[cfg(feature = "discovery")]
pub use discovery::RdsDiscovery;
#[cfg(feature = "deployment")]
pub use query::CallError;
#[cfg(feature = "rds")]
pub use rds::RdsTokenSigner;
#[cfg(feature = "resources")]
pub use resources::RdsResources;
#[cfg(feature = "secrets")]
pub use secrets::SecretsManager;
#[cfg(feature = "sns")]
pub use sns::SnsTopics;
#[cfg(feature = "store")]
pub use store::store_options;
