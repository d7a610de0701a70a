//! Accounts and roles: what they are members of, and whether somebody can log in.
//!
//! None is made or dropped: it would have no password, and may be somebody's elsewhere on the server.

use std::collections::BTreeSet;

use driftline_catalog::mysql::{Account, Role};
use driftline_catalog::{Engine, Key, Kind};

use super::Context;
use super::catalog::Item;
use super::plan::step;
use crate::{Action, Hazard, Step};

/// The steps for the roles among the selected objects.
pub(super) fn steps(context: &Context<'_>) -> Vec<Step> {
    let roles = context.selected.iter().filter(|key| key.kind == Kind::Role);
    roles
        .filter_map(|key| {
            let (before, after) = (context.before.get(key), context.after.get(key));
            let (from, to) = (role(before), role(after));
            let action = match (from, to) {
                (Some(_), None) => Action::Drop,
                (None, _) => Action::Create,
                (Some(_), Some(_)) => Action::Alter,
            };
            // What a role had a share by goes with its grants; who is a member of it does not.
            let kept = from.filter(|_| to.is_none()).map(|from| Role {
                member_of: from.member_of.iter().filter(|entry| stays(context, entry)).cloned().collect(),
                ..from.clone()
            });
            let (statements, widens) = changes(kept.as_ref().or(from), to, context.after.engine);
            step(key, action, statements, widens.then_some(Hazard::WidensAccess).into_iter().collect())
        })
        .collect()
}

/// Whether the role of a membership has a share afterwards too.
fn stays(context: &Context<'_>, membership: &str) -> bool {
    context.after.get(&Key::in_schema(Kind::Role, "", Role::parts(membership).0)).is_some()
}

fn role(item: Option<Item<'_>>) -> Option<&Role> {
    if let Some(Item::Role(role)) = item { Some(role) } else { None }
}

/// The statements that turn one into the other, and whether it may more afterwards.
pub(super) fn changes(from: Option<&Role>, to: Option<&Role>, engine: Engine) -> (Vec<String>, bool) {
    let nothing = Role::default();
    let (old, new) = (from.unwrap_or(&nothing), to.unwrap_or(&nothing));
    let Some(name) = to.or(from).map(|role| quoted(&role.name)) else { return (Vec::new(), false) };
    // A membership that is on both sides is left alone, though its role has a share here on one side only.
    let (gone, added) = (
        without(&old.member_of, &[&new.member_of, &new.other_roles]),
        without(&new.member_of, &[&old.member_of, &old.other_roles]),
    );
    let mut statements = Vec::new();
    for entry in &gone {
        statements.push(format!("REVOKE {} FROM {name};", quoted(Role::parts(entry).0)));
    }
    for entry in &added {
        let (role, is_admin) = Role::parts(entry);
        let option = if is_admin { " WITH ADMIN OPTION" } else { "" };
        statements.push(format!("GRANT {} TO {name}{option};", quoted(role)));
    }
    if to.is_some() && old.locked != new.locked {
        statements.push(format!("ALTER USER {name} ACCOUNT {};", if new.locked { "LOCK" } else { "UNLOCK" }));
    }
    // A role that was revoked is no default role any more, even if it is granted again.
    let is_gone = |role: &String| gone.iter().any(|entry| Role::parts(entry).0 == role.as_str());
    let has: BTreeSet<&String> = old.default_roles.iter().chain(&old.other_default_roles).collect();
    let is_kept = |role: &&String| old.other_default_roles.contains(role) || new.other_default_roles.contains(role);
    let gets: BTreeSet<&String> = new.default_roles.iter().chain(has.iter().copied().filter(is_kept)).collect();
    let has: BTreeSet<&String> = has.into_iter().filter(|role| !is_gone(role)).collect();
    let is_more = gets.iter().any(|role| !has.contains(role));
    if to.is_some() && has != gets {
        statements.push(set_default(&name, new, &gets, engine));
    }
    (statements, !added.is_empty() || is_more || to.is_some() && old.locked && !new.locked)
}

/// What is active as soon as somebody logs in; MariaDB knows one role for it.
fn set_default(name: &str, new: &Role, roles: &BTreeSet<&String>, engine: Engine) -> String {
    let one = new.default_roles.first().or_else(|| roles.first().copied());
    match (engine, one) {
        (Engine::Mariadb, Some(role)) => format!("SET DEFAULT ROLE {} FOR {name};", quoted(role)),
        (Engine::Mariadb, None) => format!("SET DEFAULT ROLE NONE FOR {name};"),
        (_, None) => format!("SET DEFAULT ROLE NONE TO {name};"),
        _ => {
            let roles: Vec<String> = roles.iter().map(|role| quoted(role)).collect();
            format!("SET DEFAULT ROLE {} TO {name};", roles.join(", "))
        }
    }
}

fn quoted(account: &str) -> String {
    Account::of_plain(account).quoted()
}

fn without(list: &[String], others: &[&[String]]) -> Vec<String> {
    list.iter().filter(|entry| !others.iter().any(|other| other.contains(entry))).cloned().collect()
}
