//! Grants: what is given and taken where both sides differ.
//!
//! The database is named by `*`, the one that the session is in, unless the server keeps its name with backslashes, or the
//! grant is on all databases of some name.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::mysql::{Account, Grant, quote};
use driftline_catalog::{Key, Kind};

use super::Context;
use super::catalog::Item;

/// The statements that turn one into the other; none of either is nothing.
pub(super) fn changes(from: Option<&Grant>, to: Option<&Grant>) -> Vec<String> {
    let nothing = Grant::default();
    let (from, to) = (from.unwrap_or(&nothing), to.unwrap_or(&nothing));
    let Some(either) = [to, from].into_iter().find(|grant| !grant.name.is_empty()) else { return Vec::new() };
    let (account, _) = Grant::parts(&either.name);
    let account = grantee(account);
    let mut statements = Vec::new();
    let (mut had, has) = (privileges(from), privileges(to));
    let mut taken = without(&had, &has);
    // What is taken from the whole table is taken from each column too, whatever was given on it.
    let of_table = taken.clone();
    let is_of_column = |one: &String| of_table.iter().any(|whole| one.starts_with(&format!("{whole} (")));
    had.retain(|one| !is_of_column(one));
    taken.retain(|one| !is_of_column(one));
    if from.grantable && !to.grantable {
        taken.push("GRANT OPTION".to_owned());
    }
    if !taken.is_empty() {
        statements.push(format!("REVOKE {} ON {} FROM {account};", taken.join(", "), target(from)));
    }
    let given = without(&has, &had);
    let option = if to.grantable && !from.grantable { " WITH GRANT OPTION" } else { "" };
    if !given.is_empty() || !option.is_empty() {
        let given = if given.is_empty() { "USAGE".to_owned() } else { given.join(", ") };
        // What is there already keeps its spelling.
        let place = if from.name.is_empty() { to } else { from };
        statements.push(format!("GRANT {given} ON {} TO {account}{option};", target(place)));
    }
    statements
}

/// All that a grant says, in one statement.
pub(super) fn create(grant: &Grant) -> Vec<String> {
    changes(None, Some(grant))
}

/// Grants on what a script makes: a table that is created has none, and a routine loses its own when it is made anew.
pub(super) fn of_made(context: &Context<'_>) -> BTreeSet<Key> {
    let grants = context.after.objects.grants.iter();
    let made = grants.filter(|grant| {
        target_keys(grant).any(|key| {
            let is_made = is_routine(key.kind) || context.before.get(&key).is_none();
            context.selects(&key) && is_made && context.after.get(&key).is_some()
        })
    });
    made.map(driftline_catalog::Object::key).collect()
}

/// What the account has when the script comes to it: nothing on a routine that was made anew before.
pub(super) fn before<'a>(context: &Context<'a>, key: &Key) -> Option<&'a Grant> {
    let Some(Item::Grant(grant)) = context.before.get(key) else { return None };
    let is_anew = target_keys(grant).any(|key| is_routine(key.kind) && context.selects(&key));
    (!is_anew).then_some(grant)
}

/// Whether what it is on goes, and the grant with it.
pub(super) fn loses_target(context: &Context<'_>, grant: &Grant) -> bool {
    !grant.on.is_empty()
        && target_keys(grant).any(|key| context.selects(&key) && context.before.get(&key).is_some())
        && !target_keys(grant).any(|key| context.after.get(&key).is_some())
}

/// Packages are replaced, and keep what was granted on them.
fn is_routine(kind: Kind) -> bool {
    matches!(kind, Kind::Function | Kind::Procedure)
}

fn target_keys(grant: &Grant) -> impl Iterator<Item = Key> {
    Grant::target_kinds(&grant.name).iter().map(|&kind| Key::in_schema(kind, "", &grant.on))
}

fn target(grant: &Grant) -> String {
    if let Some(pattern) = Grant::pattern(&grant.name) {
        return format!("{}.*", quote(pattern));
    }
    match (Grant::parts(&grant.name).1, &grant.spelled) {
        (Some(sort), _) => format!("{} {}", sort.to_ascii_uppercase(), quote(&grant.on)),
        (None, Some(spelled)) => format!("{}.*", quote(spelled)),
        (None, None) if grant.on.is_empty() => "*".to_owned(),
        (None, None) => format!("TABLE {}", quote(&grant.on)),
    }
}

fn grantee(account: &str) -> String {
    match Account::of_plain(account) {
        Account { user, host } if user.is_empty() => format!("''@{}", quote(&host)),
        Account { user, host } if host.is_empty() && user == "PUBLIC" => user,
        account => account.quoted(),
    }
}

/// `SELECT` and `` UPDATE (`email`) ``.
fn privileges(grant: &Grant) -> Vec<String> {
    let mut by_privilege: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (column, list) in grant.column_privileges.iter().filter_map(|text| text.rsplit_once(": ")) {
        for privilege in list.split(", ") {
            by_privilege.entry(privilege).or_default().push(quote(column));
        }
    }
    let of_columns = by_privilege
        .into_iter()
        .flat_map(|(privilege, columns)| columns.into_iter().map(move |column| format!("{privilege} ({column})")));
    grant.privileges.iter().cloned().chain(of_columns).collect()
}

fn without(list: &[String], other: &[String]) -> Vec<String> {
    list.iter().filter(|one| !other.contains(one)).cloned().collect()
}
