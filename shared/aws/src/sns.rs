use std::collections::BTreeMap;

use aws_config::Region;
use aws_sdk_sns::error::BuildError;
use aws_sdk_sns::types::MessageAttributeValue;
use aws_sdk_sns::{Client, Config};
use driftline_channels::{Attribute, PublishError, SnsPublisher, Topic};

use crate::Configuration;
use crate::failure::{Failure, Kind};

/// Publishes to topics of Amazon SNS, in whatever region a topic is.
#[derive(Clone)]
pub struct SnsTopics {
    aws: Configuration,
}

impl SnsTopics {
    /// Publishes with the credentials of this process, or of the profile that a topic is published to as.
    #[must_use]
    pub fn new(aws: &Configuration) -> Self {
        Self { aws: aws.clone() }
    }
}

#[async_trait::async_trait]
impl SnsPublisher for SnsTopics {
    async fn publish(
        &self,
        topic: Topic<'_>,
        subject: &str,
        message: &str,
        attributes: &BTreeMap<String, Attribute>,
    ) -> Result<(), PublishError> {
        let config = self.aws.of(topic.profile).map_err(|error| PublishError::Refused(error.to_string()))?;
        // arn:aws:sns:REGION:account:topic
        let region = topic.arn.split(':').nth(3).unwrap_or_default().to_owned();
        let client = Client::from_conf(Config::from(&config).to_builder().region(Region::new(region)).build());
        let mut request = client.publish().topic_arn(topic.arn).subject(subject).message(message);
        for (name, attribute) in attributes {
            let value = value(attribute).map_err(|error| PublishError::Refused(error.to_string()))?;
            if let Some(value) = value {
                request = request.message_attributes(name, value);
            }
        }
        let Err(error) = request.send().await else { return Ok(()) };
        let Failure { kind, reason } = Failure::of(&error);
        Err(match kind {
            Kind::NoCredentials => PublishError::NoCredentials(reason),
            Kind::AccessDenied => PublishError::AccessDenied(reason),
            Kind::NotFound => PublishError::NoSuchTopic(reason),
            Kind::Unreachable | Kind::Transient | Kind::Profile { may_pass: true } => PublishError::Retryable(reason),
            Kind::Profile { may_pass: false } | Kind::Other => PublishError::Refused(reason),
        })
    }
}

/// SNS refuses attributes without a value, so these are left out.
fn value(attribute: &Attribute) -> Result<Option<MessageAttributeValue>, BuildError> {
    let (data_type, text) = match attribute {
        Attribute::Text(text) if text.is_empty() => return Ok(None),
        Attribute::List(texts) if texts.is_empty() => return Ok(None),
        Attribute::Text(text) => ("String", text.clone()),
        Attribute::List(texts) => ("String.Array", serde_json::json!(texts).to_string()),
    };
    MessageAttributeValue::builder().data_type(data_type).string_value(text).build().map(Some)
}
