//! Parameters set for this database, for all roles or for one.

use driftline_catalog::postgres::Setting;

use super::alteration::Alteration;
use super::identifier::{literal, quote};
use super::this_database;

/// Parameters whose value is a list of names, kept as it is written (`GUC_LIST_QUOTE` in src/backend/utils/misc/guc.c and
/// its tables).
const LISTS: &[&str] = &[
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// # Errors
///
/// When the value is a secret, and so is not known.
pub(super) fn create(setting: &Setting) -> Result<Vec<String>, String> {
    let parameter = split(setting).1;
    let Some(value) = &setting.value else {
        return Err("the value may be a secret, so it is not read".to_owned());
    };
    Ok(vec![statement(setting, &assignment(parameter, value))])
}

/// `SET parameter TO value`, of a value as it is kept.
pub(super) fn assignment(parameter: &str, value: &str) -> String {
    let value = match LISTS.contains(&parameter) {
        true if value.is_empty() => "''".to_owned(),
        true => value.to_owned(),
        false => literal(value),
    };
    format!("SET {} TO {value}", name(parameter))
}

pub(super) fn drop(setting: &Setting) -> String {
    statement(setting, &format!("RESET {}", name(split(setting).1)))
}

pub(super) fn alter(to: &Setting, alteration: &mut Alteration) {
    if alteration.take("value") {
        match create(to) {
            Ok(statements) => alteration.statements.extend(statements),
            Err(reason) => alteration.refuse(reason),
        }
    }
}

/// The role as SQL spells it, if the setting is for one, and the parameter.
fn split(setting: &Setting) -> (Option<&str>, &str) {
    match setting.name.rsplit_once(": ") {
        Some((role, parameter)) => (Some(role), parameter),
        None => (None, &setting.name),
    }
}

/// A parameter of somebody's own is two names with a dot between them.
pub(super) fn name(parameter: &str) -> String {
    parameter.split('.').map(quote).collect::<Vec<_>>().join(".")
}

fn statement(setting: &Setting, action: &str) -> String {
    this_database::statement(&match split(setting).0 {
        Some(role) => format!("ALTER ROLE {role} IN DATABASE {} {action}", this_database::NAME),
        None => format!("ALTER DATABASE {} {action}", this_database::NAME),
    })
}
