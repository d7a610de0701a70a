use aws_config::Region;
use aws_sdk_secretsmanager::{Client, Config};
use driftline_secrets::{AwsSecret, SecretError, SecretReference, SecretSource, SecretString};

use crate::Configuration;
use crate::failure::{Failure, GIVE_CREDENTIALS, Kind};

/// The version that is in force. Rotation keeps the others under labels of their own.
const CURRENT: &str = "AWSCURRENT";
const ALLOW: &str = "allow secretsmanager:GetSecretValue on it, and kms:Decrypt on its key if it has one of its own";

/// Reads secrets from AWS Secrets Manager.
#[derive(Clone)]
pub struct SecretsManager {
    aws: Configuration,
}

impl SecretsManager {
    /// Asks with the credentials of this process, or of the profile that a reference names.
    #[must_use]
    pub fn new(aws: &Configuration) -> Self {
        Self { aws: aws.clone() }
    }
}

#[async_trait::async_trait]
impl SecretSource for SecretsManager {
    async fn fetch(&self, reference: &SecretReference) -> Result<SecretString, SecretError> {
        let SecretReference::SecretsManager(AwsSecret { secret, path, region, version_stage, profile }) = reference
        else {
            let reference = reference.to_string();
            return Err(SecretError::WrongSource { source_name: "AWS Secrets Manager", reference });
        };
        let config = self.aws.of(profile.as_deref()).map_err(|error| {
            let place = "AWS Secrets Manager".to_owned();
            SecretError::Identity { secret: secret.clone(), place, reason: error.to_string() }
        })?;
        let of_config = config.region().map(AsRef::as_ref);
        let Some(region) = region.as_deref().or_else(|| region_of_arn(secret)).or(of_config) else {
            return Err(SecretError::Refused {
                secret: secret.clone(),
                place: "AWS Secrets Manager".to_owned(),
                reason: "no region is set; write region beside it or in its profile, or set AWS_REGION".to_owned(),
            });
        };
        let config = Config::from(&config).to_builder().region(Region::new(region.to_owned())).build();
        let answer = Client::from_conf(config)
            .get_secret_value()
            .secret_id(secret)
            .version_stage(version_stage.as_deref().unwrap_or(CURRENT))
            .send()
            .await
            .map_err(|error| explain(secret, region, version_stage.as_deref(), Failure::of(&error)))?;
        let Some(text) = answer.secret_string else {
            return Err(SecretError::Binary { secret: secret.clone() });
        };
        match path {
            Some(path) => path.select(&text).map_err(|problem| SecretError::Shape { secret: secret.clone(), problem }),
            None => Ok(SecretString::from(text)),
        }
    }
}

/// `arn:aws:secretsmanager:REGION:...`
fn region_of_arn(secret: &str) -> Option<&str> {
    secret.strip_prefix("arn:")?.split(':').nth(2).filter(|region| !region.is_empty())
}

fn explain(secret: &str, region: &str, version_stage: Option<&str>, failure: Failure) -> SecretError {
    let (secret, place) = (secret.to_owned(), format!("AWS Secrets Manager in {region}"));
    let reason = failure.reason;
    match failure.kind {
        Kind::NoCredentials => SecretError::AccessDenied { secret, place, reason, advice: GIVE_CREDENTIALS },
        Kind::Profile { may_pass: true } => SecretError::Unavailable { secret, place, reason },
        Kind::Profile { may_pass: false } => SecretError::Identity { secret, place, reason },
        Kind::AccessDenied => SecretError::AccessDenied { secret, place, reason, advice: ALLOW },
        Kind::NotFound => match version_stage {
            // The service has one word for both.
            Some(stage) => SecretError::NoVersion { secret, place, stage: stage.to_owned() },
            None => SecretError::NotFound { secret, place },
        },
        Kind::Unreachable => {
            SecretError::NoWay { secret, place, reason, endpoint: format!("com.amazonaws.{region}.secretsmanager") }
        }
        Kind::Transient => SecretError::Unavailable { secret, place, reason },
        Kind::Other => SecretError::Refused { secret, place, reason },
    }
}
