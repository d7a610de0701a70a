//! Event triggers.

use driftline_catalog::postgres::EventTrigger;

use super::alteration::Alteration;
use super::identifier::{literal, literal_or_null, quote};

pub(super) fn create(trigger: &EventTrigger) -> Vec<String> {
    let name = quote(&trigger.name);
    let tags: Vec<_> = trigger.tags.iter().map(|tag| literal(tag)).collect();
    let tags = if tags.is_empty() { String::new() } else { format!(" WHEN TAG IN ({})", tags.join(", ")) };
    let mut statements = vec![format!(
        "CREATE EVENT TRIGGER {name} ON {}{tags} EXECUTE FUNCTION {}();",
        quote(&trigger.event),
        trigger.function
    )];
    statements.extend((!trigger.owner.is_empty()).then(|| owner(trigger)));
    statements.extend(trigger.comment.is_some().then(|| comment(trigger)));
    statements.extend((!matches!(trigger.enabled.as_str(), "" | "enabled")).then(|| enable(trigger)));
    statements
}

pub(super) fn drop(trigger: &EventTrigger) -> String {
    format!("DROP EVENT TRIGGER {};", quote(&trigger.name))
}

pub(super) fn alter(to: &EventTrigger, alteration: &mut Alteration) {
    if alteration.differs_beyond(&["enabled", "owner", "comment"]) {
        return alteration.replace();
    }
    if alteration.take("owner") {
        alteration.push(owner(to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    if alteration.take("enabled") {
        alteration.push(enable(to));
    }
}

fn enable(trigger: &EventTrigger) -> String {
    let state = match trigger.enabled.as_str() {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    format!("ALTER EVENT TRIGGER {} {state};", quote(&trigger.name))
}

fn owner(trigger: &EventTrigger) -> String {
    format!("ALTER EVENT TRIGGER {} OWNER TO {};", quote(&trigger.name), quote(&trigger.owner))
}

fn comment(trigger: &EventTrigger) -> String {
    format!("COMMENT ON EVENT TRIGGER {} IS {};", quote(&trigger.name), literal_or_null(trigger.comment.as_deref()))
}
