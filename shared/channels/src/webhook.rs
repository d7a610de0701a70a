use std::time::{SystemTime, UNIX_EPOCH};

use driftline_secrets::{ExposeSecret, SecretString};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use crate::http::Target;
use crate::{Channel, ChannelError, DeliveryError, HttpClient, Message};

/// What the specification asks for. Shorter keys are refused: they would give a false sense of safety.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A webhook after the Standard Webhooks specification 1.0: any receiver that knows it can check the signature.
///
/// The body is [`Message::json`]. `webhook-id` is the delivery's id and stays the same in every attempt,
/// `webhook-timestamp` is the time of the attempt, `webhook-signature` holds one signature per signing secret.
pub struct Webhook {
    target: Target,
    signers: Vec<standardwebhooks::Webhook>,
}

impl Webhook {
    /// Makes the channel to the subscriber of that name.
    ///
    /// `signing_secrets` are `whsec_` and base64, or base64 alone. While a secret is being replaced the old and the new
    /// one are given, and the receiver may know either.
    ///
    /// # Errors
    ///
    /// When the address is not `https` (or on this machine), or a secret is missing, malformed or too short.
    pub fn new(
        subscriber: &str,
        url: &SecretString,
        signing_secrets: &[SecretString],
        http: &HttpClient,
    ) -> Result<Self, ChannelError> {
        let target = Target::new(subscriber, url, http)?;
        let unusable = |reason| ChannelError::SigningSecret { subscriber: subscriber.to_owned(), reason };
        if signing_secrets.is_empty() {
            return Err(unusable("there is none; receivers could not tell our messages from anybody's"));
        }
        let signers =
            signing_secrets.iter().map(|secret| signer(secret).map_err(unusable)).collect::<Result<_, _>>()?;
        Ok(Self { target, signers })
    }

    /// The headers of one attempt, made over exactly the bytes that are sent.
    fn headers(&self, id: &HeaderValue, message: &Message, body: &str) -> HeaderMap {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let timestamp = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
        let signatures = self
            .signers
            .iter()
            // Signing fails for a body that is not UTF-8 only, which a `str` is.
            .filter_map(|signer| signer.sign(&message.id, timestamp, body.as_bytes()).ok())
            .collect::<Vec<_>>()
            .join(" ");
        let signatures = HeaderValue::from_str(&signatures).expect("base64, commas and spaces are allowed in headers");
        HeaderMap::from_iter([
            (HeaderName::from_static(HEADER_WEBHOOK_ID), id.clone()),
            (HeaderName::from_static(HEADER_WEBHOOK_TIMESTAMP), HeaderValue::from(timestamp)),
            (HeaderName::from_static(HEADER_WEBHOOK_SIGNATURE), signatures),
        ])
    }
}

fn signer(secret: &SecretString) -> Result<standardwebhooks::Webhook, &'static str> {
    const FORM: &str =
        "write whsec_ and the base64 of 24 to 64 random bytes, like `openssl rand -base64 32` makes them";
    let secret = secret.expose_secret().trim();
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    // The library checks the form but not the length, and does not show it: three bytes are four characters.
    let padding = encoded.bytes().rev().take_while(|byte| *byte == b'=').count();
    let length = (encoded.len() / 4 * 3).saturating_sub(padding);
    if !KEY_BYTES.contains(&length) {
        return Err(FORM);
    }
    standardwebhooks::Webhook::new(secret).map_err(|_| FORM)
}

#[async_trait::async_trait]
impl Channel for Webhook {
    async fn send(&self, message: &Message) -> Result<(), DeliveryError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        // A dot in the id would let one signature stand for two messages.
        let id = match HeaderValue::from_str(&message.id) {
            Ok(id) if !message.id.is_empty() && message.id.bytes().all(is_plain) => id,
            _ => {
                let advice = "this is a mistake in driftline, please report it";
                return Err(self.target.unsendable("its id has characters that cannot be signed".to_owned(), advice));
            }
        };
        let body = message.json.to_string();
        let answer = self.target.post(&body, || self.headers(&id, message, &body)).await?;
        if answer.status.is_success() { Ok(()) } else { Err(self.target.refusal(&answer)) }
    }
}
