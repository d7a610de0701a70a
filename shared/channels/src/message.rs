use std::collections::BTreeMap;

/// One message, ready to be sent. Each channel takes the parts that it has a place for.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The delivery's stable id: the same in every attempt, so that receivers can drop a repetition.
    /// Letters, digits, `-` and `_` only, because it becomes part of what a webhook signs.
    pub id: String,
    /// One line. SNS shows it as the subject of e-mails.
    pub subject: String,
    /// The whole message as plain text, for SNS.
    pub text: String,
    /// The whole message as the channel's JSON: blocks for Slack, `{type, timestamp, data}` for a webhook.
    pub json: serde_json::Value,
    /// What SNS subscriptions can filter by. Not more than nine: SQS drops messages with more than ten attributes, and
    /// the delivery's id is one of them.
    pub attributes: BTreeMap<String, Attribute>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// One text.
    Text(String),
    /// Several texts; a filter matches when it names any of them.
    List(Vec<String>),
}
