//! A notification as the body of a webhook.

use driftline_drift::{LifecycleChange, Verdict};
use serde_json::{Value, json};

use crate::Notification;

/// The body of a webhook: `type`, `timestamp` and `data`, as the Standard Webhooks specification recommends
/// (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).
///
/// `timestamp` is when it happened, in ISO 8601, not when it is sent: a repeated delivery has the same body.
pub fn to_webhook(notification: &Notification, timestamp: &str) -> Value {
    json!({ "type": event_type(notification), "timestamp": timestamp, "data": notification })
}

/// `drift.detected`, `drift.resolved` when nothing is new or changed, or `drift.no_answer`.
pub fn event_type(notification: &Notification) -> &'static str {
    let only_resolved = notification.items.iter().all(|item| item.change == LifecycleChange::Resolved);
    match notification.verdict {
        Verdict::InSync => "drift.resolved",
        Verdict::Drifted if only_resolved && !notification.items.is_empty() => "drift.resolved",
        Verdict::Drifted => "drift.detected",
        _ => "drift.no_answer",
    }
}
