use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Attribute, Channel, ChannelError, DeliveryError, Message};

/// What SNS accepts, message and attributes together.
const MESSAGE_LIMIT: usize = 256 * 1024;
/// "Fewer than 100 characters".
const SUBJECT_LIMIT: usize = 99;
/// The attribute that carries the delivery's id.
const ID_ATTRIBUTE: &str = "delivery_id";

/// Publishes to SNS. Owned here, implemented by the crate that has the AWS SDK.
#[async_trait::async_trait]
pub trait SnsPublisher: Send + Sync {
    /// Publishes one message to a topic of any region.
    ///
    /// # Errors
    ///
    /// When SNS did not take it.
    async fn publish(
        &self,
        topic: Topic<'_>,
        subject: &str,
        message: &str,
        attributes: &BTreeMap<String, Attribute>,
    ) -> Result<(), PublishError>;
}

/// Where to publish, and as whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic<'a> {
    /// The topic's ARN.
    pub arn: &'a str,
    /// The profile of the config to publish as; none is this process itself.
    pub profile: Option<&'a str>,
}

/// Why SNS did not take a message. The reasons are SNS' own words, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// It may take it later.
    #[error("{0}")]
    Retryable(String),
    /// There are no credentials to ask with.
    #[error("{0}")]
    NoCredentials(String),
    /// A permission is missing.
    #[error("{0}")]
    AccessDenied(String),
    /// There is no such topic.
    #[error("{0}")]
    NoSuchTopic(String),
    /// Anything else.
    #[error("{0}")]
    Refused(String),
}

/// A topic of Amazon SNS. Sends [`Message::subject`] and [`Message::text`], with [`Message::attributes`] to filter by.
pub struct Sns {
    subscriber: String,
    topic_arn: String,
    profile: Option<String>,
    publisher: Arc<dyn SnsPublisher>,
}

impl Sns {
    /// Makes the channel to the subscriber of that name.
    ///
    /// # Errors
    ///
    /// When `topic_arn` is no ARN of a standard topic.
    pub fn new(subscriber: &str, topic_arn: &str, publisher: Arc<dyn SnsPublisher>) -> Result<Self, ChannelError> {
        let unusable = |reason: &str| {
            let reason =
                format!("{reason}; a topic is named by its ARN, like arn:aws:sns:eu-central-1:123456789012:drift");
            Err(ChannelError::Address { subscriber: subscriber.to_owned(), reason })
        };
        let parts: Vec<&str> = topic_arn.split(':').collect();
        let ["arn", _, "sns", region, account, topic] = parts[..] else {
            return unusable("it is no ARN of an SNS topic");
        };
        if [region, account, topic].contains(&"") {
            return unusable("a part of the ARN is empty");
        }
        if topic.ends_with(".fifo") {
            return unusable("it is a FIFO topic, which can have no e-mail subscribers; use a standard topic");
        }
        Ok(Self { subscriber: subscriber.to_owned(), topic_arn: topic_arn.to_owned(), profile: None, publisher })
    }

    /// Publishes as this profile of the config.
    #[must_use]
    pub fn with_profile(mut self, profile: Option<&str>) -> Self {
        self.profile = profile.map(str::to_owned);
        self
    }
}

#[async_trait::async_trait]
impl Channel for Sns {
    async fn send(&self, message: &Message) -> Result<(), DeliveryError> {
        let mut attributes = message.attributes.clone();
        attributes.insert(ID_ATTRIBUTE.to_owned(), Attribute::Text(message.id.clone()));
        let room = MESSAGE_LIMIT.saturating_sub(attributes.iter().map(|(name, value)| size(name, value)).sum());
        let (subject, text) = (subject(&message.subject), cut(&message.text, room));
        let topic = Topic { arn: &self.topic_arn, profile: self.profile.as_deref() };
        let sent = self.publisher.publish(topic, &subject, &text, &attributes).await;
        let Err(error) = sent else { return Ok(()) };
        let (subscriber, host, reason) = (self.subscriber.clone(), self.topic_arn.clone(), error.to_string());
        let advice = match error {
            PublishError::Retryable(_) => {
                return Err(DeliveryError::Retryable { subscriber, host, reason, after: None });
            }
            PublishError::NoCredentials(_) => {
                "give driftline AWS credentials: a role, a profile, or the usual variables"
            }
            PublishError::AccessDenied(_) => "allow sns:Publish on the topic",
            PublishError::NoSuchTopic(_) => "create the topic, or correct its ARN",
            PublishError::Refused(_) => "correct what it names",
        };
        Err(DeliveryError::Refused { subscriber, host, status: None, reason, advice: advice.to_owned() })
    }
}

/// Name, type and value all count.
fn size(name: &str, value: &Attribute) -> usize {
    let value = match value {
        Attribute::Text(text) => "String".len() + text.len(),
        // Quotes and a comma around each; escapes double a text at worst.
        Attribute::List(texts) => "String.Array".len() + texts.iter().map(|text| 2 * text.len() + 3).sum::<usize>() + 2,
    };
    name.len() + value
}

/// One line of printable ASCII, not too long, never empty: anything else is refused, by SNS or by a mail server.
fn subject(wanted: &str) -> String {
    let line: String =
        wanted.chars().map(|character| if matches!(character, ' '..='~') { character } else { '?' }).collect();
    let line = line.trim();
    match line.len() {
        0 => "driftline".to_owned(),
        1..=SUBJECT_LIMIT => line.to_owned(),
        _ => format!("{}...", &line[..SUBJECT_LIMIT - 3]),
    }
}

/// At most `limit` bytes, cut between characters and with a word about it.
fn cut(text: &str, limit: usize) -> String {
    const NOTE: &str = "\n(cut here: longer than SNS allows; the report has the rest)";
    if text.len() <= limit {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(limit.saturating_sub(NOTE.len()));
    format!("{}{NOTE}", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_fit_everywhere() {
        assert_eq!(subject("orders-prod drifted: 6 findings"), "orders-prod drifted: 6 findings");
        assert_eq!(subject(" a\r\nBcc: x\u{e9}\t"), "a??Bcc: x??");
        assert_eq!(subject("\u{7f} "), "?");
        assert_eq!(subject("  "), "driftline");
        assert_eq!(subject(&"x".repeat(99)), "x".repeat(99));
        assert_eq!(subject(&"x".repeat(100)), "x".repeat(96) + "...");
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("short", 5), "short");
        let long = "\u{e9}".repeat(200);
        for limit in 100..110 {
            let text = cut(&long, limit);
            assert!(text.len() <= limit && limit - 2 < text.len(), "{limit}: {}", text.len());
            assert!(text.contains("cut here"));
        }
    }

    #[test]
    fn refuses_what_is_no_topic() {
        struct Never;
        #[async_trait::async_trait]
        impl SnsPublisher for Never {
            async fn publish(
                &self,
                _: Topic<'_>,
                _: &str,
                _: &str,
                _: &BTreeMap<String, Attribute>,
            ) -> Result<(), PublishError> {
                Err(PublishError::Refused("never".to_owned()))
            }
        }
        let lines: Vec<String> = [
            "drift",
            "arn:aws:sqs:eu-central-1:123456789012:drift",
            "arn:aws:sns:eu-central-1:123456789012:drift:6a1f",
            "arn:aws:sns::123456789012:drift",
            "arn:aws:sns:eu-central-1:123456789012:drift.fifo",
        ]
        .into_iter()
        .map(|arn| Sns::new("ops", arn, Arc::new(Never)).err().expect(arn).to_string())
        .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        the address of ops cannot be used: it is no ARN of an SNS topic; a topic is named by its ARN, like arn:aws:sns:eu-central-1:123456789012:drift
        the address of ops cannot be used: it is no ARN of an SNS topic; a topic is named by its ARN, like arn:aws:sns:eu-central-1:123456789012:drift
        the address of ops cannot be used: it is no ARN of an SNS topic; a topic is named by its ARN, like arn:aws:sns:eu-central-1:123456789012:drift
        the address of ops cannot be used: a part of the ARN is empty; a topic is named by its ARN, like arn:aws:sns:eu-central-1:123456789012:drift
        the address of ops cannot be used: it is a FIFO topic, which can have no e-mail subscribers; use a standard topic; a topic is named by its ARN, like arn:aws:sns:eu-central-1:123456789012:drift
        ");
        assert!(Sns::new("ops", "arn:aws-cn:sns:cn-north-1:123456789012:drift", Arc::new(Never)).is_ok());
    }
}
