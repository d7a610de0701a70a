use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::credentials::KeptCredentials;
use crate::profiles::Profiles;

/// In a network without a way to AWS a connection attempt would hang until the function is killed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// For one request.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// For one operation with its repetitions.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(30);

/// Credentials, region and HTTP client of this process, as all AWS tools find them: environment, profile, role.
///
/// `AWS_ENDPOINT_URL` and its relatives per service are followed, so nothing here knows about tests.
#[derive(Clone)]
pub struct Configuration {
    pub(crate) config: SdkConfig,
    pub(crate) profiles: Profiles,
}

/// Finds credentials and region. Asks a machine's metadata service for the region only where nothing else names one.
pub async fn configuration() -> Configuration {
    Configuration::new(&loader().load().await)
}

/// The beginning of [`configuration`], for callers that set something themselves before they load: the HTTP client and
/// the time limits are set.
#[must_use]
pub fn loader() -> ConfigLoader {
    aws_config::defaults(BehaviorVersion::latest()).http_client(http_client()).timeout_config(timeouts())
}

/// The configuration of a Lambda function, which is given its credentials and its region in its environment. All other ways
/// to find these, which [`configuration`] tries, are no part of a program that has no use for them.
///
/// Of endpoints it follows `AWS_ENDPOINT_URL` alone.
#[must_use]
pub fn lambda_configuration() -> Configuration {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let credentials = SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new());
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .http_client(http_client())
        .timeout_config(timeouts())
        .time_source(SystemTimeSource::new());
    builder.set_sleep_impl(default_async_sleep());
    builder.set_region(variable("AWS_REGION").map(Region::new));
    builder.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
    Configuration::new(&builder.build())
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build()
}

/// rustls on ring, as everywhere in this project: the SDK's default would bring a second library of cryptography.
fn http_client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

impl Configuration {
    /// Takes over a loaded configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        let mut builder = config.to_builder();
        if let Some(source) = config.credentials_provider() {
            builder.set_credentials_provider(Some(SharedCredentialsProvider::new(KeptCredentials::new(source))));
        }
        Self { config: builder.build(), profiles: Profiles::default() }
    }

    /// The region of this process, if anything names one.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.config.region().map(AsRef::as_ref)
    }
}
