//! One message to one subscriber.
//!
//! The message lies in the outbox before it is sent and is marked after. A crash between the two may send it twice, with
//! the same id, and nothing else can.

use std::collections::BTreeMap;
use std::sync::Arc;

use driftline_channels::{
    Attribute, Channel, ChannelError, DeliveryError, HttpClient, Message, Slack, Sns, SnsPublisher, Webhook,
};
use driftline_config::{ProfileName, Subscriber, SubscriberKind};
use driftline_pipeline::message::{Delivery, Notified};
use driftline_pipeline::record::OutboxMessage;
use driftline_pipeline::{Context, StepError};
use driftline_report::{subject, to_plain_text, to_slack, to_webhook};
use driftline_secrets::{SecretError, SecretReference, SecretSource, SecretString};
use driftline_store::{Outbox, Outcome};

/// What the step needs besides store and config.
#[derive(Clone)]
pub struct Adapters {
    /// Where addresses and signing secrets come from.
    pub secrets: Arc<dyn SecretSource>,
    /// Who publishes to SNS; none in a build without AWS.
    pub sns: Option<Arc<dyn SnsPublisher>>,
}

/// Sends one delivery, unless it was sent already.
///
/// # Errors
///
/// When it was not taken and sending it again can help, or the config has to be changed first. It stays in the outbox.
pub async fn handle(context: &Context, adapters: &Adapters, request: Delivery) -> Result<Notified, StepError> {
    let Delivery { delivery: id } = request;
    let outbox = Outbox::new(&context.store);
    let message: OutboxMessage = outbox.get(&id).await?;
    let name = message.subscriber.as_str().to_owned();
    if let Some(outcome) = outbox.outcome(&id).await? {
        return Ok(notified(id, name, outcome));
    }
    let outcome = match context.config.subscriber(&name) {
        None => Outcome::GivenUp { reason: format!("subscriber {name} is not in the config any more") },
        Some(subscriber) => {
            let channel = channel(subscriber, adapters).await?;
            match channel.send(&body(id.as_str(), subscriber, &message)).await {
                Ok(()) => Outcome::Sent,
                Err(error @ DeliveryError::Retryable { .. }) => return Err(StepError::Retryable(error.to_string())),
                Err(error @ DeliveryError::Disabled { .. }) => Outcome::GivenUp { reason: error.to_string() },
                Err(error) => return Err(StepError::InvalidConfig(error.to_string())),
            }
        }
    };
    outbox.mark(&id, &outcome).await?;
    Ok(notified(id, name, outcome))
}

fn notified(delivery: driftline_store::DeliveryId, subscriber: String, outcome: Outcome) -> Notified {
    let given_up = match outcome {
        Outcome::Sent => None,
        Outcome::GivenUp { reason } => {
            tracing::warn!(%subscriber, %reason, "a message was given up");
            Some(reason)
        }
    };
    Notified { delivery, subscriber, given_up }
}

async fn channel(subscriber: &Subscriber, adapters: &Adapters) -> Result<Box<dyn Channel>, StepError> {
    let name = subscriber.name.as_str();
    let unusable = |error: ChannelError| StepError::InvalidConfig(error.to_string());
    Ok(match &subscriber.kind {
        SubscriberKind::Sns { topic, profile } => {
            let publisher = adapters.sns.clone().ok_or_else(|| {
                StepError::InvalidConfig(format!(
                    "subscriber {name} is an SNS topic, and this driftline was built without AWS; install a release or \
                     build with --features aws"
                ))
            })?;
            let profile = profile.as_ref().map(ProfileName::as_str);
            Box::new(Sns::new(name, topic, publisher).map_err(unusable)?.with_profile(profile))
        }
        SubscriberKind::Slack { url } => {
            let url = secret(adapters, url).await?;
            Box::new(Slack::new(name, &url, &HttpClient::new().map_err(unusable)?).map_err(unusable)?)
        }
        SubscriberKind::Webhook { url, secret: signing } => {
            let (url, signing) = (secret(adapters, url).await?, secret(adapters, signing).await?);
            let http = HttpClient::new().map_err(unusable)?;
            Box::new(Webhook::new(name, &url, &[signing], &http).map_err(unusable)?)
        }
    })
}

async fn secret(adapters: &Adapters, reference: &SecretReference) -> Result<SecretString, StepError> {
    adapters.secrets.fetch(reference).await.map_err(|error| {
        let message = error.to_string();
        match error {
            SecretError::Unavailable { .. } | SecretError::NoWay { .. } => StepError::Retryable(message),
            SecretError::AccessDenied { .. } => StepError::AccessDenied(message),
            _ => StepError::InvalidConfig(message),
        }
    })
}

fn body(id: &str, subscriber: &Subscriber, message: &OutboxMessage) -> Message {
    let notification = &message.notification;
    let text = |text: &str| Attribute::Text(text.to_owned());
    let severity = notification.items.iter().map(|item| item.severity).max();
    let mut attributes = BTreeMap::from([
        ("database".to_owned(), text(&notification.database)),
        ("engine".to_owned(), text(notification.engine.as_str())),
        ("verdict".to_owned(), text(notification.verdict.as_str())),
        ("event".to_owned(), text(&message.event)),
        ("run".to_owned(), text(&notification.run)),
    ]);
    if let Some(severity) = severity {
        attributes.insert("severity".to_owned(), text(severity.as_str()));
    }
    Message {
        id: id.to_owned(),
        subject: subject(notification),
        text: to_plain_text(notification),
        json: match &subscriber.kind {
            SubscriberKind::Slack { .. } => to_slack(notification),
            SubscriberKind::Webhook { .. } | SubscriberKind::Sns { .. } => to_webhook(notification, &notification.run),
        },
        attributes,
    }
}
