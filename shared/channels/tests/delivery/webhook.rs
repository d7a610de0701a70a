use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use driftline_channels::{Channel, ChannelError, DeliveryError, HttpClient, Message, Webhook};
use driftline_secrets::SecretString;
use serde_json::json;

use crate::receiver::{Receiver, Reply, answer};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEWER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDC2FVsBQI";

fn message() -> Message {
    Message {
        id: "bd722580c5e0dbd9834100537814613f".to_owned(),
        subject: "orders-prod drifted".to_owned(),
        text: "orders-prod drifted".to_owned(),
        json: json!({"type": "drift.detected", "data": {"database": "orders-prod", "name": "caf\u{e9} </script>"}}),
        attributes: BTreeMap::new(),
    }
}

fn webhook(url: &str, secrets: &[&str]) -> Result<Webhook, ChannelError> {
    let secrets: Vec<SecretString> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
    let http = HttpClient::with_timeout(Duration::from_millis(500)).unwrap();
    Webhook::new("release-bot", &SecretString::from(url), &secrets, &http)
}

async fn send(receiver: &Receiver) -> Result<(), DeliveryError> {
    let outcome = webhook(&receiver.url(), &[SECRET]).unwrap().send(&message()).await;
    if let Err(error) = &outcome {
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("hunter2") && !printed.contains("/hook"), "the address is a secret: {printed}");
    }
    outcome
}

#[tokio::test]
async fn receivers_can_check_what_they_get() {
    let receiver = Receiver::start(vec![answer("204 No Content", "", "")]);
    send(&receiver).await.unwrap();
    let [request] = &receiver.received()[..] else { panic!("one request") };
    assert_eq!(request.line, "POST /hook/hunter2?key=hunter2 HTTP/1.1");
    assert_eq!(request.headers["webhook-id"], message().id);
    assert_eq!(request.headers["content-type"], "application/json");
    assert!(request.headers["user-agent"].to_str().unwrap().starts_with("driftline/"));
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&request.body).unwrap(), message().json);

    // `verify` also refuses timestamps that are more than five minutes away.
    let verifier = standardwebhooks::Webhook::new(SECRET).unwrap();
    verifier.verify(&request.body, &request.headers).unwrap();
    let mut changed = request.body.clone();
    changed[10] ^= 1;
    assert!(verifier.verify(&changed, &request.headers).is_err());
    assert!(standardwebhooks::Webhook::new(NEWER_SECRET).unwrap().verify(&request.body, &request.headers).is_err());
}

#[tokio::test]
async fn both_secrets_work_while_one_is_replaced() {
    let receiver = Receiver::start(vec![answer("200 OK", "", "")]);
    webhook(&receiver.url(), &[SECRET, NEWER_SECRET]).unwrap().send(&message()).await.unwrap();
    let [request] = &receiver.received()[..] else { panic!("one request") };
    for secret in [SECRET, NEWER_SECRET] {
        standardwebhooks::Webhook::new(secret).unwrap().verify(&request.body, &request.headers).unwrap();
    }
}

#[tokio::test]
async fn statuses_mean_what_the_specification_says() {
    let cases = [
        ("301 Moved Permanently", "Location: /elsewhere\r\n", 1),
        ("302 Found", "Location: https://example.com/\r\n", 1),
        ("304 Not Modified", "", 1),
        ("400 Bad Request", "", 1),
        ("401 Unauthorized", "", 1),
        ("404 Not Found", "", 1),
        ("410 Gone", "", 1),
        ("413 Content Too Large", "", 1),
        // A moment later it may work, so these are sent twice.
        ("429 Too Many Requests", "Retry-After: 0\r\n", 2),
        ("503 Service Unavailable", "", 2),
        // Too long to wait for here.
        ("503 Service Unavailable", "Retry-After: 3600\r\n", 1),
        // What will not be better in a second.
        ("501 Not Implemented", "", 1),
    ];
    let mut lines = Vec::new();
    for (status, headers, attempts) in cases {
        let receiver = Receiver::start(vec![answer(status, headers, "the answer says hunter2")]);
        let error = send(&receiver).await.unwrap_err();
        assert_eq!(receiver.received().len(), attempts, "{status}");
        let kind = match &error {
            DeliveryError::Retryable { after, .. } => format!("retryable after {after:?}"),
            DeliveryError::Refused { status, .. } => format!("refused {status:?}"),
            DeliveryError::Disabled { .. } => "disabled".to_owned(),
            other => panic!("{other:?}"),
        };
        lines.push(format!("[{kind}] {error}"));
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    [refused Some(301)] release-bot (127.0.0.1) refused the message: it answered 301 Moved Permanently; redirects are not followed: give it the address that answers
    [refused Some(302)] release-bot (127.0.0.1) refused the message: it answered 302 Found; redirects are not followed: give it the address that answers
    [refused Some(304)] release-bot (127.0.0.1) refused the message: it answered 304 Not Modified; redirects are not followed: give it the address that answers
    [refused Some(400)] release-bot (127.0.0.1) refused the message: it answered 400 Bad Request; its own log should say why
    [refused Some(401)] release-bot (127.0.0.1) refused the message: it answered 401 Unauthorized; check its address, and its signing secret on both sides
    [refused Some(404)] release-bot (127.0.0.1) refused the message: it answered 404 Not Found; check its address
    [disabled] release-bot (127.0.0.1) is gone: it answered 410 Gone; remove the subscriber, or give it a new address
    [refused Some(413)] release-bot (127.0.0.1) refused the message: it answered 413 Payload Too Large; let it accept larger messages
    [retryable after Some(0ns)] release-bot (127.0.0.1) did not take the message: it answered 429 Too Many Requests; it will be sent again
    [retryable after None] release-bot (127.0.0.1) did not take the message: it answered 503 Service Unavailable; it will be sent again
    [retryable after Some(3600s)] release-bot (127.0.0.1) did not take the message: it answered 503 Service Unavailable; it will be sent again
    [retryable after None] release-bot (127.0.0.1) did not take the message: it answered 501 Not Implemented; it will be sent again
    ");
}

#[tokio::test]
async fn a_repetition_has_the_same_id_and_body() {
    let receiver =
        Receiver::start(vec![answer("429 Too Many Requests", "Retry-After: 2\r\n", ""), answer("200 OK", "", "")]);
    let started = Instant::now();
    send(&receiver).await.unwrap();
    assert!(Duration::from_secs(2) <= started.elapsed(), "Retry-After is honoured");
    let [first, second] = &receiver.received()[..] else { panic!("two requests") };
    assert_eq!(first.headers["webhook-id"], second.headers["webhook-id"]);
    assert_eq!(first.body, second.body);
    // The time of the attempt is signed, so that a late repetition is not taken for an old message.
    assert_ne!(first.headers["webhook-timestamp"], second.headers["webhook-timestamp"]);
    for request in [first, second] {
        standardwebhooks::Webhook::new(SECRET).unwrap().verify(&request.body, &request.headers).unwrap();
    }
}

#[tokio::test]
async fn a_broken_connection_is_tried_once_more() {
    let receiver = Receiver::start(vec![Reply::HangUp, answer("200 OK", "", "")]);
    send(&receiver).await.unwrap();
    assert_eq!(receiver.received().len(), 2);

    let receiver = Receiver::start(vec![Reply::HangUp]);
    let error = send(&receiver).await.unwrap_err();
    assert_eq!(receiver.received().len(), 2);
    assert!(error.is_retryable(), "{error:?}");
    assert!(error.to_string().starts_with("release-bot (127.0.0.1) did not take the message: the connection broke: "));
}

#[tokio::test]
async fn a_slow_receiver_is_given_up() {
    let receiver = Receiver::start(vec![Reply::Silence(Duration::from_secs(5))]);
    let started = Instant::now();
    let error = send(&receiver).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(3));
    assert_eq!(receiver.received().len(), 1, "it may still be at work on the first one");
    insta::assert_snapshot!(error, @"release-bot (127.0.0.1) did not take the message: no answer within 0.5 s; it will be sent again");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let receiver = Receiver::start(vec![Reply::Endless("400 Bad Request")]);
    let error = send(&receiver).await.unwrap_err();
    assert!(matches!(error, DeliveryError::Refused { status: Some(400), .. }), "{error:?}");
    let receiver = Receiver::start(vec![Reply::Endless("200 OK")]);
    send(&receiver).await.unwrap();
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_named_by_its_host() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let channel = webhook(&format!("http://127.0.0.1:{port}/hunter2"), &[SECRET]).unwrap();
    let error = channel.send(&message()).await.unwrap_err();
    insta::assert_snapshot!(error, @"release-bot (127.0.0.1) did not take the message: cannot connect: Connection refused (os error 111); it will be sent again");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_unencrypted_answer_where_encryption_is_due_is_an_error() {
    let receiver = Receiver::start(vec![answer("200 OK", "", "")]);
    let channel = webhook(&receiver.url().replace("http://", "https://"), &[SECRET]);
    // The server reads the TLS greeting as a request and breaks off, so only the outcome matters.
    let error = channel.unwrap().send(&message()).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}

#[tokio::test]
async fn an_id_that_cannot_be_signed_is_refused() {
    let receiver = Receiver::start(vec![answer("200 OK", "", "")]);
    let channel = webhook(&receiver.url(), &[SECRET]).unwrap();
    for id in ["", "a.b", "a b", "a\r\nb", "\u{e9}"] {
        let error = channel.send(&Message { id: id.to_owned(), ..message() }).await.unwrap_err();
        assert!(!error.is_retryable(), "{id:?}");
    }
    assert!(receiver.received().is_empty());
}

#[test]
fn secrets_that_protect_nothing_are_refused() {
    let lines: Vec<String> =
        [&[][..], &[""], &["hunter2"], &["whsec_"], &["whsec_aHVudGVyMg=="], &[SECRET, "whsec_!!!"]]
            .into_iter()
            .map(|secrets| webhook("https://hooks.example.com/hunter2", secrets).err().unwrap().to_string())
            .collect();
    assert!(!lines.concat().contains("hunter2"));
    insta::assert_snapshot!(lines.join("\n"), @r"
    the signing secret of release-bot cannot be used: there is none; receivers could not tell our messages from anybody's
    the signing secret of release-bot cannot be used: write whsec_ and the base64 of 24 to 64 random bytes, like `openssl rand -base64 32` makes them
    the signing secret of release-bot cannot be used: write whsec_ and the base64 of 24 to 64 random bytes, like `openssl rand -base64 32` makes them
    the signing secret of release-bot cannot be used: write whsec_ and the base64 of 24 to 64 random bytes, like `openssl rand -base64 32` makes them
    the signing secret of release-bot cannot be used: write whsec_ and the base64 of 24 to 64 random bytes, like `openssl rand -base64 32` makes them
    the signing secret of release-bot cannot be used: write whsec_ and the base64 of 24 to 64 random bytes, like `openssl rand -base64 32` makes them
    ");
    insta::assert_snapshot!(webhook("http://hooks.example.com/hunter2", &[SECRET]).err().unwrap(), @"the address of release-bot cannot be used: it does not begin with https://, so what is sent could be read on the way");
    assert!(webhook("https://hooks.example.com/", &[SECRET.trim_start_matches("whsec_")]).is_ok());
}
