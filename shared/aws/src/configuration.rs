use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

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
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build();
    // rustls on ring, as everywhere in this project: the SDK's default would bring a second library of cryptography.
    let client = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest()).http_client(client).timeout_config(timeouts)
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
