use std::collections::BTreeMap;
use std::sync::Arc;

use driftline_aws::{Configuration, SnsTopics};
use driftline_channels::{Attribute, Channel, DeliveryError, Message, Sns};
use serde_json::{Value, json};

use crate::moto::Moto;
use crate::{account, authorization, dead_endpoint, nobody};

/// Not the region of the process: the topic's counts.
const REGION: &str = "eu-west-1";

fn message() -> Message {
    Message {
        id: "bd722580c5e0dbd9834100537814613f".to_owned(),
        subject: "orders-prod drifted: 2 findings".to_owned(),
        text: "orders-prod drifted\n  missing index caf\u{e9}".to_owned(),
        json: Value::Null,
        attributes: BTreeMap::from([
            ("severity".to_owned(), Attribute::Text("warning".to_owned())),
            ("kinds".to_owned(), Attribute::List(vec!["index".to_owned(), "say \"table\"".to_owned()])),
            ("empty".to_owned(), Attribute::Text(String::new())),
        ]),
    }
}

async fn send(aws: &Configuration, topic: &str) -> Result<(), DeliveryError> {
    Sns::new("ops", topic, Arc::new(SnsTopics::new(aws))).unwrap().send(&message()).await
}

/// A call of the services that take forms and answer XML.
fn call(server: &Moto, service: &str, form: &str) -> String {
    let authorization = authorization(service, REGION);
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", authorization.as_str())];
    server.request("POST", "/", &headers, form)
}

pub(crate) async fn run(server: &Moto) {
    let topic = format!("arn:aws:sns:{REGION}:123456789012:drift");
    let queue = format!("arn:aws:sqs:{REGION}:123456789012:drift");
    call(server, "sns", "Action=CreateTopic&Name=drift");
    call(server, "sqs", "Action=CreateQueue&QueueName=drift");
    call(server, "sns", &format!("Action=Subscribe&TopicArn={topic}&Protocol=sqs&Endpoint={queue}"));

    let aws = account(server.endpoint()).await;
    send(&aws, &topic).await.unwrap();
    let received = call(server, "sqs", "Action=ReceiveMessage&QueueUrl=http%3A%2F%2F127.0.0.1%2F123456789012%2Fdrift");
    let (_, body) = received.split_once("<Body>").unwrap();
    let (body, _) = body.split_once("</Body>").unwrap();
    let body = body.replace("&quot;", "\"").replace("&#34;", "\"").replace("&lt;", "<").replace("&amp;", "&");
    let notification: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
    assert_eq!(notification["Subject"], message().subject);
    assert_eq!(notification["Message"], message().text);
    let attributes = json!({
        "delivery_id": {"Type": "String", "Value": message().id},
        "severity": {"Type": "String", "Value": "warning"},
        "kinds": {"Type": "String.Array", "Value": "[\"index\",\"say \\\"table\\\"\"]"},
    });
    assert_eq!(notification["MessageAttributes"], attributes);

    let errors = [
        send(&aws, &format!("{topic}-that-is-not-there")).await.unwrap_err(),
        send(&nobody(server.endpoint()).await, &topic).await.unwrap_err(),
    ];
    insta::assert_snapshot!(errors.map(|error| error.to_string()).join("\n"), @r"
    ops (arn:aws:sns:eu-west-1:123456789012:drift-that-is-not-there) refused the message: NotFound: Endpoint does not exist; create the topic, or correct its ARN
    ops (arn:aws:sns:eu-west-1:123456789012:drift) refused the message: no AWS credentials: the credential provider was not enabled: no providers in chain provided credentials; give driftline AWS credentials: a role, a profile, or the usual variables
    ");

    let unreachable = send(&account(dead_endpoint()).await, &topic).await.unwrap_err();
    assert!(unreachable.is_retryable(), "{unreachable:?}");
    assert!(unreachable.to_string().contains("Connection refused"), "{unreachable}");
}

pub(crate) async fn refused(server: &Moto) {
    let topic = format!("arn:aws:sns:{REGION}:123456789012:drift");
    let denied = send(&account(server.endpoint()).await, &topic).await.unwrap_err();
    assert!(matches!(denied, DeliveryError::Refused { .. }), "{denied:?}");
    assert!(denied.to_string().ends_with("; allow sns:Publish on the topic"), "{denied}");
    assert!(!format!("{denied:?}").contains("hunter2"), "{denied:?}");
}
