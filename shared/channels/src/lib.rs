//! One file per way to tell somebody: [`Webhook`], [`Slack`], [`Sns`].
//!
//! A channel takes a ready [`Message`] and makes one delivery of it. What a message says is decided elsewhere, and so is
//! what happens after a failure: [`DeliveryError`] says whether sending the same message later can help.
//!
//! Addresses of webhooks are secrets, so no error, log line or `Debug` output holds more of one than its host.

mod error;
mod http;
mod message;
mod slack;
mod sns;
mod webhook;

pub use error::{ChannelError, DeliveryError};
pub use http::HttpClient;
pub use message::{Attribute, Message};
pub use slack::Slack;
pub use sns::{PublishError, Sns, SnsPublisher, Topic};
pub use webhook::Webhook;

/// One subscriber, and the way to reach it.
#[async_trait::async_trait]
pub trait Channel: Send + Sync {
    /// Delivers one message. Whoever sends it again after an error uses the same [`Message::id`].
    ///
    /// # Errors
    ///
    /// When the subscriber did not take it, with what can be done about it.
    async fn send(&self, message: &Message) -> Result<(), DeliveryError>;
}
