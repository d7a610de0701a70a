//! Who is told what: each due message is written once, before anybody sends it.

use driftline_config::{Database, EventKind, Subscriber};
use driftline_drift::LifecycleChange;
use driftline_pipeline::record::{DatabaseState, OutboxMessage};
use driftline_pipeline::{Context, StepError};
use driftline_report::{Notification, event_type};
use driftline_store::{DeliveryId, Numbered, Outbox};

use crate::state::Before;

/// Writes the messages that a new state makes due, and lists them.
pub(crate) async fn write(
    context: &Context,
    database: &Database,
    before: &Before,
    is_new: bool,
    state: &Numbered<DatabaseState>,
    notification: &Notification,
) -> Result<Vec<DeliveryId>, StepError> {
    let outbox = Outbox::new(&context.store);
    let mut due = Vec::new();
    for name in &database.notify {
        let Some(subscriber) = context.config.subscriber(name.as_str()) else { continue };
        let Some(notification) = for_subscriber(subscriber, before, is_new, notification) else { continue };
        let event = event_type(&notification).to_owned();
        let id = DeliveryId::of(database.name.as_str(), state.number, subscriber.name.as_str(), &event);
        let message = OutboxMessage { subscriber: subscriber.name.clone(), event, notification };
        let _ = outbox.put(&id, &message).await?;
        due.push(id);
    }
    Ok(due)
}

/// The part of a notification that a subscriber asked for; none when there is nothing for it.
fn for_subscriber(
    subscriber: &Subscriber,
    before: &Before,
    is_new: bool,
    notification: &Notification,
) -> Option<Notification> {
    let wants = |event| subscriber.on.contains(&event);
    let verdict = notification.verdict;
    let mut notification = notification.clone();
    notification.items.retain(|item| {
        subscriber.minimum_severity <= item.severity
            && match item.change {
                LifecycleChange::New => wants(EventKind::New),
                LifecycleChange::Changed => wants(EventKind::Changed),
                LifecycleChange::Resolved => wants(EventKind::Resolved),
                LifecycleChange::Unchanged => false,
            }
    });
    let was_answered = before.verdict().is_none_or(|verdict| verdict.is_answer());
    let lost_its_answer = !verdict.is_answer() && before.verdict() != Some(verdict) && wants(EventKind::NoAnswer);
    let answers_again = verdict.is_answer() && !was_answered && wants(EventKind::NoAnswer);
    let is_announced = is_new && wants(EventKind::New);
    (!notification.items.is_empty() || lost_its_answer || answers_again || is_announced).then_some(notification)
}
