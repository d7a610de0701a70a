use std::sync::Arc;

use secrecy::SecretString;

use crate::{EnvironmentSecrets, ManifestSecrets, SecretError, SecretReference, SecretSource};

/// All places this program can fetch secrets from: picks by the kind of the reference.
///
/// The environment and files are always there. AWS comes from the crate that has the AWS SDK, see [`Sources::with_aws`];
/// without it a reference to AWS is answered with a sentence that says how to get a program that has it.
#[derive(Clone, Default)]
pub struct Sources {
    environment: EnvironmentSecrets,
    aws: Option<Arc<dyn SecretSource>>,
    google: Option<Arc<dyn SecretSource>>,
}

impl Sources {
    /// The environment only.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the adapter to AWS Secrets Manager.
    #[must_use]
    pub fn with_aws(mut self, source: Arc<dyn SecretSource>) -> Self {
        self.aws = Some(source);
        self
    }

    /// Adds the adapter to Google Secret Manager.
    #[must_use]
    pub fn with_google(mut self, source: Arc<dyn SecretSource>) -> Self {
        self.google = Some(source);
        self
    }
}

#[async_trait::async_trait]
impl SecretSource for Sources {
    async fn fetch(&self, reference: &SecretReference) -> Result<SecretString, SecretError> {
        match reference {
            SecretReference::EnvironmentVariable(_) => self.environment.fetch(reference).await,
            SecretReference::Manifest { .. } => ManifestSecrets.fetch(reference).await,
            SecretReference::SecretsManager(secret) => match &self.aws {
                Some(aws) => aws.fetch(reference).await,
                None => Err(SecretError::BuiltWithoutAws { secret: secret.secret.clone() }),
            },
            SecretReference::GoogleSecretManager(secret) => match &self.google {
                Some(google) => google.fetch(reference).await,
                None => Err(SecretError::BuiltWithoutGoogle { secret: secret.secret.clone() }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::AwsSecret;

    #[tokio::test]
    async fn fetches_from_the_environment() {
        // PATH is set wherever tests run; setting a variable would need unsafe code.
        let reference = SecretReference::EnvironmentVariable("PATH".to_owned());
        let secret = Sources::new().fetch(&reference).await.unwrap();
        assert_eq!(secret.expose_secret(), std::env::var("PATH").unwrap());
        assert!(!format!("{secret:?}").contains('/'), "a secret must not print itself");
    }

    #[tokio::test]
    async fn says_what_to_do_when_it_cannot() {
        let variable = SecretReference::EnvironmentVariable("DRIFTLINE_TEST_NEVER_SET".to_owned());
        let aws = SecretReference::SecretsManager(AwsSecret::named("driftline/slack"));
        let sources = Sources::new();
        insta::assert_snapshot!(sources.fetch(&variable).await.unwrap_err(), @"the environment variable DRIFTLINE_TEST_NEVER_SET is not set; set it to the secret, or change the configuration");
        insta::assert_snapshot!(sources.fetch(&aws).await.unwrap_err(), @"the secret `driftline/slack` is kept in AWS Secrets Manager, and this driftline was built without AWS; install a release or build with --features aws");
        insta::assert_snapshot!(EnvironmentSecrets.fetch(&aws).await.unwrap_err(), @"the environment cannot fetch the secret `driftline/slack` of AWS Secrets Manager; this is a mistake in driftline, please report it");
    }

    #[tokio::test]
    async fn asks_the_adapter_for_aws() {
        struct Fixed;
        #[async_trait::async_trait]
        impl SecretSource for Fixed {
            async fn fetch(&self, _: &SecretReference) -> Result<SecretString, SecretError> {
                Ok(SecretString::from("from the adapter"))
            }
        }
        let reference = SecretReference::SecretsManager(AwsSecret::named("s"));
        let secret = Sources::new().with_aws(Arc::new(Fixed)).fetch(&reference).await.unwrap();
        assert_eq!(secret.expose_secret(), "from the adapter");
    }
}
