//! What all HTTP channels have in common: one client, one careful way to post.

use std::env;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use driftline_secrets::{ExposeSecret, SecretString};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use url::{Host, Url};

use crate::{ChannelError, DeliveryError};

/// For one attempt, from the connection to the end of the answer. Standard Webhooks recommends 15 to 30 seconds.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest wait that a subscriber can impose on us here; a longer one is left to whoever repeats the delivery.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// The wait when the subscriber names none.
const SHORT_WAIT: Duration = Duration::from_secs(1);
/// How much of an answer is read. Nothing longer has a meaning for us.
const ANSWER_LIMIT: usize = 4 * 1024;

/// The HTTP client of all channels: verified TLS by the system's root certificates, no redirects, no proxy. Made once.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: reqwest::Client,
    attempt_timeout: Duration,
}

impl HttpClient {
    /// Makes the client.
    ///
    /// # Errors
    ///
    /// When this machine has no root certificates.
    pub fn new() -> Result<Self, ChannelError> {
        Self::with_timeout(ATTEMPT_TIMEOUT)
    }

    /// Makes a client that gives up an attempt after `attempt_timeout` instead of 15 seconds.
    ///
    /// # Errors
    ///
    /// As [`HttpClient::new`].
    pub fn with_timeout(attempt_timeout: Duration) -> Result<Self, ChannelError> {
        let tls = tls().map_err(|error| ChannelError::Tls { reason: error.to_string() })?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            // A redirect could lead a signed message anywhere.
            .redirect(reqwest::redirect::Policy::none())
            // The environment of a build machine must not decide who reads our messages.
            .no_proxy()
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(attempt_timeout)
            .user_agent(concat!("driftline/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| ChannelError::Tls { reason: innermost(&error) })?;
        Ok(Self { client, attempt_timeout })
    }
}

/// rustls on ring, which the database driver uses too, instead of reqwest's default library of cryptography.
fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(Arc::clone(&provider))?;
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// Where to post to. The address is a secret: this type has no `Debug` and hands out the host only.
pub(crate) struct Target {
    subscriber: String,
    url: Url,
    host: String,
    http: HttpClient,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    pub(crate) retry_after: Option<Duration>,
}

impl Target {
    /// Checks an address: `https`, or `http` on this machine; no user or password in it.
    pub(crate) fn new(subscriber: &str, url: &SecretString, http: &HttpClient) -> Result<Self, ChannelError> {
        let runtime = env::var("AWS_LAMBDA_RUNTIME_API").ok();
        let (url, host) = check(url.expose_secret().trim(), runtime.as_deref())
            .map_err(|reason| ChannelError::Address { subscriber: subscriber.to_owned(), reason })?;
        Ok(Self { subscriber: subscriber.to_owned(), url, host, http: http.clone() })
    }

    /// Posts a body of JSON. When the subscriber asks for a moment, or the connection breaks, it is posted once more.
    /// `headers` are made anew for each attempt.
    pub(crate) async fn post(&self, body: &str, headers: impl Fn() -> HeaderMap) -> Result<Answer, DeliveryError> {
        let wait = match self.attempt(body, headers()).await {
            Ok(answer) => match answer.pause() {
                Some(pause) if pause <= LONGEST_WAIT => pause,
                _ => return Ok(answer),
            },
            // A subscriber that did not answer in time may still be at work on the message.
            Err(error) if error.is_timeout() => return Err(self.broken(&error)),
            Err(_) => SHORT_WAIT,
        };
        tokio::time::sleep(wait).await;
        self.attempt(body, headers()).await.map_err(|error| self.broken(&error))
    }

    async fn attempt(&self, body: &str, headers: HeaderMap) -> Result<Answer, reqwest::Error> {
        let request = self
            .http
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .headers(headers)
            .body(body.to_owned());
        let mut response = request.send().await?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let mut answer = Vec::new();
        // A success needs no reading, and an answer that breaks off later changes nothing about it.
        while !status.is_success() && answer.len() < ANSWER_LIMIT {
            match response.chunk().await {
                Ok(Some(chunk)) => answer.extend_from_slice(&chunk),
                Ok(None) | Err(_) => break,
            }
        }
        answer.truncate(ANSWER_LIMIT);
        Ok(Answer { status, body: String::from_utf8_lossy(&answer).into_owned(), retry_after })
    }

    /// No answer at all.
    fn broken(&self, error: &reqwest::Error) -> DeliveryError {
        let reason = if error.is_timeout() {
            format!("no answer within {} s", self.http.attempt_timeout.as_secs_f32())
        } else if error.is_connect() {
            format!("cannot connect: {}", innermost(error))
        } else {
            format!("the connection broke: {}", innermost(error))
        };
        self.retryable(reason, None)
    }

    /// What an HTTP status means when the subscriber has no more to say.
    pub(crate) fn refusal(&self, answer: &Answer) -> DeliveryError {
        let reason = format!("it answered {}", answer.status);
        match answer.status.as_u16() {
            410 => self.disabled(reason, "remove the subscriber, or give it a new address"),
            408 | 425 | 429 | 500.. => self.retryable(reason, answer.retry_after),
            300..=399 => self.refused(answer, reason, "redirects are not followed: give it the address that answers"),
            401 | 403 => self.refused(answer, reason, "check its address, and its signing secret on both sides"),
            404 | 405 => self.refused(answer, reason, "check its address"),
            413 => self.refused(answer, reason, "let it accept larger messages"),
            _ => self.refused(answer, reason, "its own log should say why"),
        }
    }

    pub(crate) fn retryable(&self, reason: String, after: Option<Duration>) -> DeliveryError {
        DeliveryError::Retryable { subscriber: self.subscriber.clone(), host: self.host.clone(), reason, after }
    }

    pub(crate) fn refused(&self, answer: &Answer, reason: String, advice: &str) -> DeliveryError {
        DeliveryError::Refused {
            subscriber: self.subscriber.clone(),
            host: self.host.clone(),
            status: Some(answer.status.as_u16()),
            reason,
            advice: advice.to_owned(),
        }
    }

    /// The message cannot even be posted.
    pub(crate) fn unsendable(&self, reason: String, advice: &str) -> DeliveryError {
        let (subscriber, host) = (self.subscriber.clone(), self.host.clone());
        DeliveryError::Refused { subscriber, host, status: None, reason, advice: advice.to_owned() }
    }

    pub(crate) fn disabled(&self, reason: String, advice: &str) -> DeliveryError {
        let (subscriber, host) = (self.subscriber.clone(), self.host.clone());
        DeliveryError::Disabled { subscriber, host, reason, advice: advice.to_owned() }
    }
}

impl Answer {
    /// How long to wait before posting once more, if that can help.
    fn pause(&self) -> Option<Duration> {
        let passing = matches!(self.status.as_u16(), 408 | 425 | 429 | 500 | 502..=504);
        passing.then(|| self.retry_after.unwrap_or(SHORT_WAIT))
    }
}

/// Seconds, as every service we know writes it. The form with a date needs clocks that agree, and is ignored.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// The last cause: the others repeat it, or say "error sending request" with the address.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let last = std::iter::successors(Some(error), |&error: &&(dyn Error + 'static)| error.source()).last();
    last.map_or_else(String::new, ToString::to_string)
}

/// The address and its host. `runtime` is the address of the Lambda runtime, to which nobody but the runtime may post.
fn check(address: &str, runtime: Option<&str>) -> Result<(Url, String), String> {
    let url = Url::parse(address).map_err(|error| format!("{error}; it must be a whole https address"))?;
    let (host, on_loopback) = match url.host() {
        Some(Host::Domain(name)) => (name.to_owned(), name == "localhost" || name.ends_with(".localhost")),
        Some(Host::Ipv4(ip)) => (ip.to_string(), ip.is_loopback()),
        Some(Host::Ipv6(ip)) => (ip.to_string(), ip.is_loopback()),
        None => return Err("it has no host; it must be a whole https address".to_owned()),
    };
    match url.scheme() {
        "https" => {}
        "http" if on_loopback => {}
        // The scheme of a text that is no address can be a piece of a secret.
        _ => return Err("it does not begin with https://, so what is sent could be read on the way".to_owned()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it has a user or password in it; webhooks are signed instead".to_owned());
    }
    let runtime_port = runtime.and_then(|runtime| runtime.rsplit_once(':')).and_then(|(_, port)| port.parse().ok());
    if on_loopback && runtime_port.is_some() && runtime_port == url.port_or_known_default() {
        return Err("it is the address of the Lambda runtime itself".to_owned());
    }
    Ok((url, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_encrypted_and_local_addresses() {
        for (address, host) in [
            ("https://hooks.example.com/services/T/B/x", "hooks.example.com"),
            ("https://hooks.example.com:8443", "hooks.example.com"),
            ("http://127.0.0.1:8080/hook", "127.0.0.1"),
            ("http://[::1]:8080/hook", "::1"),
            ("http://localhost:8080/hook", "localhost"),
        ] {
            assert_eq!(check(address, Some("127.0.0.1:9001")).unwrap().1, host, "{address}");
        }
    }

    #[test]
    fn refuses_other_addresses_without_repeating_them() {
        let lines: Vec<String> = [
            "",
            "hooks.example.com/hunter2",
            "http://hooks.example.com/hunter2",
            "http://127.0.0.1.example.com/hunter2",
            "http://169.254.169.254/hunter2",
            "ftp://hooks.example.com/hunter2",
            "file:///hunter2",
            "https://user:hunter2@hooks.example.com/",
            "https://hooks.example.com:hunter2/",
            "http://127.0.0.1:9001/2018-06-01/hunter2",
            "http://localhost:9001/hunter2",
        ]
        .into_iter()
        .map(|address| {
            let reason = check(address, Some("127.0.0.1:9001")).unwrap_err();
            assert!(!reason.contains("hunter2"), "{reason}");
            format!("{address}: {reason}")
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        : relative URL without a base; it must be a whole https address
        hooks.example.com/hunter2: relative URL without a base; it must be a whole https address
        http://hooks.example.com/hunter2: it does not begin with https://, so what is sent could be read on the way
        http://127.0.0.1.example.com/hunter2: it does not begin with https://, so what is sent could be read on the way
        http://169.254.169.254/hunter2: it does not begin with https://, so what is sent could be read on the way
        ftp://hooks.example.com/hunter2: it does not begin with https://, so what is sent could be read on the way
        file:///hunter2: it has no host; it must be a whole https address
        https://user:hunter2@hooks.example.com/: it has a user or password in it; webhooks are signed instead
        https://hooks.example.com:hunter2/: invalid port number; it must be a whole https address
        http://127.0.0.1:9001/2018-06-01/hunter2: it is the address of the Lambda runtime itself
        http://localhost:9001/hunter2: it is the address of the Lambda runtime itself
        ");
    }
}
