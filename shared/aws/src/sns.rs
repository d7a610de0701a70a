use std::collections::BTreeMap;

use aws_config::Region;
use aws_sdk_sns::error::BuildError;
use aws_sdk_sns::types::MessageAttributeValue;
use aws_sdk_sns::{Client, Config};
use driftline_channels::{Attribute, PublishError, SnsPublisher};

use crate::Configuration;
use crate::failure::{Failure, Kind};

/// Publishes to topics of Amazon SNS, in whatever region a topic is.
#[derive(Clone)]
pub struct SnsTopics {
    client: Client,
}

impl SnsTopics {
    /// Publishes with the credentials of this process.
    #[must_use]
    pub fn new(aws: &Configuration) -> Self {
        Self { client: Client::new(&aws.config) }
    }
}

#[async_trait::async_trait]
impl SnsPublisher for SnsTopics {
    async fn publish(
        &self,
        topic_arn: &str,
        subject: &str,
        message: &str,
        attributes: &BTreeMap<String, Attribute>,
    ) -> Result<(), PublishError> {
        let mut request = self.client.publish().topic_arn(topic_arn).subject(subject).message(message);
        for (name, attribute) in attributes {
            let value = value(attribute).map_err(|error| PublishError::Refused(error.to_string()))?;
            if let Some(value) = value {
                request = request.message_attributes(name, value);
            }
        }
        // arn:aws:sns:REGION:account:topic
        let region = topic_arn.split(':').nth(3).unwrap_or_default().to_owned();
        let sent = request.customize().config_override(Config::builder().region(Region::new(region))).send().await;
        let Err(error) = sent else { return Ok(()) };
        let Failure { kind, reason } = Failure::of(&error);
        Err(match kind {
            Kind::NoCredentials => PublishError::NoCredentials(reason),
            Kind::AccessDenied => PublishError::AccessDenied(reason),
            Kind::NotFound => PublishError::NoSuchTopic(reason),
            Kind::Unreachable | Kind::Transient => PublishError::Retryable(reason),
            Kind::Other => PublishError::Refused(reason),
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
