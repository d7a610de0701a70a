use std::collections::BTreeMap;
use std::time::Duration;

use driftline_channels::{Channel, DeliveryError, HttpClient, Message, Slack};
use driftline_secrets::SecretString;
use serde_json::json;

use crate::receiver::{Receiver, answer};

fn message() -> Message {
    Message {
        id: "bd722580c5e0dbd9834100537814613f".to_owned(),
        subject: String::new(),
        text: String::new(),
        json: json!({"text": "orders-prod drifted", "blocks": []}),
        attributes: BTreeMap::new(),
    }
}

async fn send(receiver: &Receiver) -> Result<(), DeliveryError> {
    let http = HttpClient::with_timeout(Duration::from_secs(5)).unwrap();
    Slack::new("dba-slack", &SecretString::from(receiver.url()), &http).unwrap().send(&message()).await
}

#[tokio::test]
async fn posts_the_blocks() {
    let receiver = Receiver::start(vec![answer("200 OK", "", "ok")]);
    send(&receiver).await.unwrap();
    let [request] = &receiver.received()[..] else { panic!("one request") };
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&request.body).unwrap(), message().json);
    assert_eq!(request.headers["content-type"], "application/json");
}

#[tokio::test]
async fn understands_the_words_of_slack() {
    let cases = [
        ("400 Bad Request", "", "invalid_payload"),
        ("403 Forbidden", "", "action_prohibited"),
        ("404 Not Found", "", "channel_not_found"),
        ("404 Not Found", "", "no_service"),
        ("410 Gone", "", "channel_is_archived\n"),
        ("429 Too Many Requests", "Retry-After: 30\r\n", "rate_limited"),
        ("500 Internal Server Error", "Retry-After: 0\r\n", "rollup_error"),
        ("400 Bad Request", "", "a_word_we_do_not_know hunter2"),
        ("302 Found", "Location: https://example.com/\r\n", ""),
    ];
    let mut lines = Vec::new();
    for (status, headers, word) in cases {
        let receiver = Receiver::start(vec![answer(status, headers, word)]);
        let error = send(&receiver).await.unwrap_err();
        let kind = match &error {
            DeliveryError::Retryable { after, .. } => format!("retryable after {after:?}"),
            DeliveryError::Refused { .. } => "refused".to_owned(),
            DeliveryError::Disabled { .. } => "disabled".to_owned(),
            other => panic!("{other:?}"),
        };
        lines.push(format!("[{kind}] {error}"));
    }
    assert!(!lines.concat().contains("hunter2"));
    insta::assert_snapshot!(lines.join("\n"), @r"
    [refused] dba-slack (127.0.0.1) refused the message: Slack does not understand the message (invalid_payload); this is a mistake in driftline, please report it
    [refused] dba-slack (127.0.0.1) refused the message: an administrator of the Slack workspace does not allow it (action_prohibited); ask the administrator, or make a webhook for another channel
    [disabled] dba-slack (127.0.0.1) is gone: the Slack webhook does not exist any more (channel_not_found); make a new one
    [disabled] dba-slack (127.0.0.1) is gone: the Slack webhook does not exist any more (no_service); make a new one
    [disabled] dba-slack (127.0.0.1) is gone: the Slack channel is archived (channel_is_archived); unarchive it, or make a webhook for another
    [retryable after Some(30s)] dba-slack (127.0.0.1) did not take the message: it answered 429 Too Many Requests; it will be sent again
    [retryable after Some(0ns)] dba-slack (127.0.0.1) did not take the message: Slack has a problem (rollup_error); it will be sent again
    [refused] dba-slack (127.0.0.1) refused the message: it answered 400 Bad Request; its own log should say why
    [refused] dba-slack (127.0.0.1) refused the message: it answered 302 Found; redirects are not followed: give it the address that answers
    ");
}

#[tokio::test]
async fn waits_as_long_as_slack_asks_for() {
    let receiver = Receiver::start(vec![
        answer("429 Too Many Requests", "Retry-After: 1\r\n", "rate_limited"),
        answer("200 OK", "", "ok"),
    ]);
    send(&receiver).await.unwrap();
    assert_eq!(receiver.received().len(), 2);
}
