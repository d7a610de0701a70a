use driftline_secrets::SecretString;
use reqwest::header::HeaderMap;

use crate::http::{Answer, Target};
use crate::{Channel, ChannelError, DeliveryError, HttpClient, Message};

/// A Slack channel, by its incoming webhook. [`Message::json`] is posted as it is: `{"text": ..., "blocks": [...]}`.
pub struct Slack {
    target: Target,
}

impl Slack {
    /// Makes the channel to the subscriber of that name.
    ///
    /// # Errors
    ///
    /// When the address is not `https` (or on this machine).
    pub fn new(subscriber: &str, url: &SecretString, http: &HttpClient) -> Result<Self, ChannelError> {
        Ok(Self { target: Target::new(subscriber, url, http)? })
    }

    /// Slack says what is wrong in one plain word: the words that it documents for incoming webhooks, and a few that it
    /// uses without documenting them.
    fn refusal(&self, answer: &Answer) -> DeliveryError {
        let word = answer.body.trim();
        let reason = |what: &str| format!("{what} ({word})");
        match word {
            "channel_is_archived" => self
                .target
                .disabled(reason("the Slack channel is archived"), "unarchive it, or make a webhook for another"),
            "channel_not_found" | "no_service" | "no_service_id" | "no_team" | "team_disabled" | "user_not_found" => {
                self.target.disabled(reason("the Slack webhook does not exist any more"), "make a new one")
            }
            "invalid_token" | "no_active_hooks" => {
                self.target.disabled(reason("the Slack webhook was switched off"), "make a new one")
            }
            "action_prohibited" | "posting_to_general_channel_denied" => self.target.refused(
                answer,
                reason("an administrator of the Slack workspace does not allow it"),
                "ask the administrator, or make a webhook for another channel",
            ),
            "invalid_payload"
            | "invalid_blocks"
            | "invalid_attachments"
            | "no_text"
            | "too_many_attachments"
            | "msg_blocks_too_long" => self.target.refused(
                answer,
                reason("Slack does not understand the message"),
                "this is a mistake in driftline, please report it",
            ),
            "rollup_error" => self.target.retryable(reason("Slack has a problem"), answer.retry_after),
            _ => self.target.refusal(answer),
        }
    }
}

#[async_trait::async_trait]
impl Channel for Slack {
    async fn send(&self, message: &Message) -> Result<(), DeliveryError> {
        let answer = self.target.post(&message.json.to_string(), HeaderMap::new).await?;
        if answer.status.is_success() { Ok(()) } else { Err(self.refusal(&answer)) }
    }
}
