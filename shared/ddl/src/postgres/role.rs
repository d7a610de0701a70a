//! Roles, without passwords.

use std::collections::BTreeMap;

use driftline_catalog::postgres::Role;
use driftline_catalog::{Key, Kind};

use super::alteration::Alteration;
use super::described::Described;
use super::identifier::{literal, quote, split_name};
use super::setting;
use crate::Hazard;

/// Before, a membership had nothing but `ADMIN`.
const MEMBERSHIP_OPTIONS_SINCE: u32 = 16;

pub(super) fn create(role: &Role, major: u32) -> Vec<String> {
    let made = Role { inherit: true, connection_limit: -1, ..Role::default() };
    let name = quote(&role.name);
    let mut statements = vec![format!("CREATE ROLE {name}{};", options(&made, role))];
    statements.extend(memberships(&made, role, major));
    statements.extend(settings(&made, role));
    statements.extend(role.comment.is_some().then(|| described(role).commented()));
    statements
}

pub(super) fn drop(role: &Role) -> String {
    described(role).drop()
}

pub(super) fn alter(from: &Role, to: &Role, major: u32, alteration: &mut Alteration) {
    let options = options(from, to);
    let is_member = alteration.take_any(&["member_of"]) || from.inherit != to.inherit;
    if alteration.take_any(OPTIONS) {
        alteration.push(format!("ALTER ROLE {}{options};", quote(&to.name)));
    }
    if is_member {
        alteration.statements.extend(memberships(from, to, major));
    }
    if alteration.take("settings") {
        alteration.statements.extend(settings(from, to));
    }
    described(to).alter(alteration);
    if widens(from, to) {
        alteration.hazard(Hazard::WidensAccess);
    }
}

/// The roles that have to be there before this one is their member.
pub(super) fn needs(role: &Role) -> impl Iterator<Item = Key> {
    role.member_of.iter().map(|entry| Key::in_schema(Kind::Role, "", split(entry).0))
}

const OPTIONS: &[&str] = &[
    "login",
    "superuser",
    "inherit",
    "create_role",
    "create_database",
    "replication",
    "bypass_row_security",
    "connection_limit",
    "valid_until",
];

/// What `CREATE ROLE` and `ALTER ROLE` take, each with a blank before it.
fn options(from: &Role, to: &Role) -> String {
    let switches = [
        (from.login, to.login, "LOGIN"),
        (from.superuser, to.superuser, "SUPERUSER"),
        (from.inherit, to.inherit, "INHERIT"),
        (from.create_role, to.create_role, "CREATEROLE"),
        (from.create_database, to.create_database, "CREATEDB"),
        (from.replication, to.replication, "REPLICATION"),
        (from.bypass_row_security, to.bypass_row_security, "BYPASSRLS"),
    ];
    let changed = switches.into_iter().filter(|(from, to, _)| from != to);
    let mut text: String =
        changed.map(|(_, to, word)| if to { format!(" {word}") } else { format!(" NO{word}") }).collect();
    if from.connection_limit != to.connection_limit {
        text.push_str(&format!(" CONNECTION LIMIT {}", to.connection_limit));
    }
    if from.valid_until != to.valid_until {
        let until = to.valid_until.as_deref().unwrap_or("infinity");
        text.push_str(&format!(" VALID UNTIL {}", literal(until)));
    }
    text
}

/// A membership's options.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Membership {
    admin: bool,
    inherit: bool,
    set: bool,
}

/// By the name of the role that one is a member of.
fn read(role: &Role) -> BTreeMap<String, Membership> {
    let member = |entry: &String| {
        let (name, options) = split(entry);
        let mut membership = Membership { admin: false, inherit: role.inherit, set: true };
        for option in options.split(", ") {
            match option {
                "ADMIN" => membership.admin = true,
                "INHERIT TRUE" => membership.inherit = true,
                "INHERIT FALSE" => membership.inherit = false,
                "SET FALSE" => membership.set = false,
                _ => {}
            }
        }
        (name, membership)
    };
    role.member_of.iter().map(member).collect()
}

/// The role, and what is not as usual.
fn split(entry: &str) -> (String, &str) {
    let (name, rest) = split_name(entry);
    // The colon is only set apart from a name in quotes.
    let name = if entry.starts_with('"') { name } else { name.trim_end_matches(':').to_owned() };
    (name, rest.trim_start_matches([':', ' ']))
}

fn memberships(from: &Role, to: &Role, major: u32) -> Vec<String> {
    let (before, after, member) = (read(from), read(to), quote(&to.name));
    let gone = before.keys().filter(|role| !after.contains_key(*role));
    let mut statements: Vec<String> = gone.map(|role| format!("REVOKE {} FROM {member};", quote(role))).collect();
    for (role, now) in &after {
        let (was, role) = (before.get(role), quote(role));
        let usual = Membership { admin: now.admin, inherit: to.inherit, set: true };
        let options_matter = MEMBERSHIP_OPTIONS_SINCE <= major
            && (*now != usual || was.is_some_and(|was| (was.inherit, was.set) != (now.inherit, now.set)));
        let yes = |is: bool| if is { "TRUE" } else { "FALSE" };
        statements.extend(match (was, options_matter) {
            (Some(was), _) if was == now => None,
            (_, true) => Some(format!(
                "GRANT {role} TO {member} WITH ADMIN {}, INHERIT {}, SET {};",
                yes(now.admin),
                yes(now.inherit),
                yes(now.set)
            )),
            (None, false) if now.admin => Some(format!("GRANT {role} TO {member} WITH ADMIN OPTION;")),
            (None, false) => Some(format!("GRANT {role} TO {member};")),
            (Some(was), false) if was.admin == now.admin => None,
            (Some(_), false) if now.admin => Some(format!("GRANT {role} TO {member} WITH ADMIN OPTION;")),
            (Some(_), false) => Some(format!("REVOKE ADMIN OPTION FOR {role} FROM {member};")),
        });
    }
    statements
}

fn settings(from: &Role, to: &Role) -> Vec<String> {
    fn read(role: &Role) -> BTreeMap<&str, &str> {
        role.settings.iter().filter_map(|entry| entry.split_once('=')).collect()
    }
    let (before, after, role) = (read(from), read(to), quote(&to.name));
    let gone = before.keys().filter(|parameter| !after.contains_key(*parameter));
    let mut statements: Vec<String> =
        gone.map(|parameter| format!("ALTER ROLE {role} RESET {};", setting::name(parameter))).collect();
    let new = after.iter().filter(|(parameter, value)| before.get(*parameter) != Some(*value));
    statements
        .extend(new.map(|(parameter, value)| format!("ALTER ROLE {role} {};", setting::assignment(parameter, value))));
    statements
}

/// Whether it may more than before.
fn widens(from: &Role, to: &Role) -> bool {
    let rights = |role: &Role| {
        [role.login, role.superuser, role.create_role, role.create_database, role.replication, role.bypass_row_security]
    };
    rights(from).into_iter().zip(rights(to)).any(|(before, after)| after && !before)
        || to.member_of.iter().any(|entry| !from.member_of.contains(entry))
}

fn described(role: &Role) -> Described<'_> {
    Described { command: "ROLE", name: quote(&role.name), owner: None, comment: role.comment.as_deref() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memberships_are_granted_with_what_the_version_knows() {
        let role = |inherit, member_of: &[&str]| Role {
            name: "clerk".into(),
            inherit,
            member_of: member_of.iter().map(|entry| (*entry).to_owned()).collect(),
            ..Role::default()
        };
        let (before, after) = (role(true, &["gone", "\"One: two\""]), role(true, &["\"One: two\": ADMIN", "other"]));
        let expected =
            ["REVOKE gone FROM clerk;", "GRANT \"One: two\" TO clerk WITH ADMIN OPTION;", "GRANT other TO clerk;"];
        assert_eq!(memberships(&before, &after, 15), expected);
        assert_eq!(memberships(&before, &after, 16), expected);
        // It keeps what was granted with it, from version 16 on.
        assert_eq!(memberships(&role(true, &["other"]), &role(false, &["other"]), 15), [""; 0]);
        assert_eq!(
            memberships(&role(true, &["other"]), &role(false, &["other"]), 16),
            ["GRANT other TO clerk WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;"]
        );
    }
}
