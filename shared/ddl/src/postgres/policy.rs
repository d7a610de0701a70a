//! Row security policies.

use driftline_catalog::postgres::Policy;

use super::alteration::Alteration;
use super::identifier::{literal_or_null, qualified, quote};
use crate::Hazard;

pub(super) fn create(policy: &Policy) -> Vec<String> {
    let mut text = format!(
        "CREATE POLICY {} AS {} FOR {} TO {}",
        on_table(policy),
        if policy.permissive { "PERMISSIVE" } else { "RESTRICTIVE" },
        policy.command.to_uppercase(),
        roles(policy),
    );
    text += &expressions(policy);
    let mut statements = vec![format!("{text};")];
    statements.extend(policy.comment.is_some().then(|| comment(policy)));
    statements
}

pub(super) fn drop(policy: &Policy) -> String {
    format!("DROP POLICY {};", on_table(policy))
}

/// Dropping what narrows access widens it, and so does creating what widens it.
pub(super) fn drop_hazards(policy: &Policy) -> Vec<Hazard> {
    if policy.permissive { Vec::new() } else { vec![Hazard::WidensAccess] }
}

pub(super) fn create_hazards(policy: &Policy) -> Vec<Hazard> {
    if policy.permissive { vec![Hazard::WidensAccess] } else { Vec::new() }
}

pub(super) fn alter(from: &Policy, to: &Policy, alteration: &mut Alteration) {
    // An expression can be changed and added, not removed.
    let removed = (from.using.is_some() && to.using.is_none()) || (from.check.is_some() && to.check.is_none());
    if removed || alteration.differs("command") || alteration.differs("permissive") {
        return alteration.replace();
    }
    if alteration.take_any(&["roles", "using", "check"]) {
        alteration.push(format!("ALTER POLICY {} TO {}{};", on_table(to), roles(to), expressions(to)));
        alteration.hazard(Hazard::WidensAccess);
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

fn on_table(policy: &Policy) -> String {
    format!("{} ON {}", quote(&policy.name), qualified(&policy.schema, &policy.table))
}

fn roles(policy: &Policy) -> String {
    // A role cannot be named `public`: the server refuses the name.
    let roles = policy.roles.iter().map(|role| if role == "public" { "PUBLIC".to_owned() } else { quote(role) });
    roles.collect::<Vec<_>>().join(", ")
}

fn expressions(policy: &Policy) -> String {
    let using = policy.using.as_ref().map(|expression| format!(" USING ({expression})"));
    let check = policy.check.as_ref().map(|expression| format!(" WITH CHECK ({expression})"));
    using.into_iter().chain(check).collect()
}

fn comment(policy: &Policy) -> String {
    format!("COMMENT ON POLICY {} IS {};", on_table(policy), literal_or_null(policy.comment.as_deref()))
}
