use std::time::Duration;

/// Why a delivery failed. Names the subscriber and, where there is one, the host; never an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// Sending the same message later can help.
    #[error("{subscriber} ({host}) did not take the message: {reason}; it will be sent again")]
    Retryable {
        /// The subscriber's name in the configuration.
        subscriber: String,
        /// Its host, or the topic.
        host: String,
        /// What happened.
        reason: String,
        /// How long the subscriber asks to be left alone.
        after: Option<Duration>,
    },
    /// The subscriber refused this message, and will refuse it again until somebody changes something.
    #[error("{subscriber} ({host}) refused the message: {reason}; {advice}")]
    Refused {
        /// The subscriber's name in the configuration.
        subscriber: String,
        /// Its host, or the topic.
        host: String,
        /// The HTTP status, where there was one.
        status: Option<u16>,
        /// What happened.
        reason: String,
        /// What to do.
        advice: String,
    },
    /// The subscriber is gone for good, this message and every other is pointless.
    #[error("{subscriber} ({host}) is gone: {reason}; {advice}")]
    Disabled {
        /// The subscriber's name in the configuration.
        subscriber: String,
        /// Its host, or the topic.
        host: String,
        /// What happened.
        reason: String,
        /// What to do.
        advice: String,
    },
}

impl DeliveryError {
    /// Whether sending the same message later can help.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Retryable { .. })
    }
}

/// Why a channel cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelError {
    /// The address cannot be used. It is a secret and not repeated.
    #[error("the address of {subscriber} cannot be used: {reason}")]
    Address {
        /// The subscriber's name in the configuration.
        subscriber: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The signing secret cannot be used. It is not repeated.
    #[error("the signing secret of {subscriber} cannot be used: {reason}")]
    SigningSecret {
        /// The subscriber's name in the configuration.
        subscriber: String,
        /// What is wrong, and what to do.
        reason: &'static str,
    },
    /// No encrypted connection can be made from this machine.
    #[error("cannot set up encrypted connections: {reason}; install the system's root certificates (ca-certificates)")]
    Tls {
        /// What is wrong.
        reason: String,
    },
}
