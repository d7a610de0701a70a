//! Subscriptions. Whatever would have to talk to the publisher is left to people.

use driftline_catalog::postgres::Subscription;

use super::alteration::Alteration;
use super::identifier::{literal, literal_or_null, quote};

/// # Errors
///
/// Always: it is nothing without its connection string.
pub(super) fn create(subscription: &Subscription) -> Result<Vec<String>, String> {
    let publications: Vec<_> = subscription.publications.iter().map(|name| quote(name)).collect();
    Err(format!(
        "its connection string, which may hold a password, is never read; write CREATE SUBSCRIPTION {} CONNECTION '...' \
         PUBLICATION {} with it",
        quote(&subscription.name),
        publications.join(", ")
    ))
}

pub(super) fn drop(subscription: &Subscription) -> String {
    format!("DROP SUBSCRIPTION {};", quote(&subscription.name))
}

/// Why it cannot be dropped by a script, if it cannot.
pub(super) fn drop_refusal(subscription: &Subscription) -> Option<String> {
    subscription.slot_name.as_ref().map(|_| {
        format!(
            "its slot at the publisher goes with it, which no transaction can undo; run {} by itself",
            drop(subscription)
        )
    })
}

pub(super) fn alter(to: &Subscription, alteration: &mut Alteration) {
    let alter = format!("ALTER SUBSCRIPTION {}", quote(&to.name));
    for option in ["two_phase", "failover"] {
        alteration
            .refuse_attribute(option, "changing it changes the slot at the publisher, which no transaction can undo");
    }
    let switched = alteration.take("enabled");
    if switched && !to.enabled {
        alteration.push(format!("{alter} DISABLE;"));
    }
    if alteration.take("publications") {
        // Refreshing asks the publisher.
        let names: Vec<_> = to.publications.iter().map(|name| quote(name)).collect();
        alteration.push(format!("{alter} SET PUBLICATION {} WITH (refresh = false);", names.join(", ")));
    }
    let mut options = Vec::new();
    if alteration.take("slot_name") {
        options.push(format!("slot_name = {}", to.slot_name.as_deref().map_or("NONE".to_owned(), literal)));
    }
    for (name, value) in [
        ("synchronous_commit", literal(&to.synchronous_commit)),
        ("binary", to.binary.to_string()),
        ("streaming", to.streaming.clone()),
        ("disable_on_error", to.disable_on_error.to_string()),
        ("origin", to.origin.clone()),
        ("password_required", to.password_required.to_string()),
        ("run_as_owner", to.run_as_owner.to_string()),
    ] {
        if alteration.take(name) {
            options.push(format!("{name} = {value}"));
        }
    }
    if !options.is_empty() {
        alteration.push(format!("{alter} SET ({});", options.join(", ")));
    }
    if switched && to.enabled {
        alteration.push(format!("{alter} ENABLE;"));
    }
    if alteration.take("owner") {
        alteration.push(format!("{alter} OWNER TO {};", quote(&to.owner)));
    }
    if alteration.take("comment") {
        let comment = literal_or_null(to.comment.as_deref());
        alteration.push(format!("COMMENT ON SUBSCRIPTION {} IS {comment};", quote(&to.name)));
    }
}
