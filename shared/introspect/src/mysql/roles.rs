//! The accounts and roles that have a share in the database.
//!
//! A share has whoever was granted something here, and whoever is a member of a role that has one. Passwords stand beside
//! the accounts, so single columns are asked for, and a reader can be granted these alone.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::mysql::{Grant, Objects, Role};
use driftline_catalog::{Engine, Gap};
use sqlx::mysql::MySqlRow;

use super::system_tables::{self, Question};
use super::{ReadOnlySession, grants, row};
use crate::InspectError;

const ACCOUNTS_OF_MYSQL: Question = Question {
    privilege: "SELECT (User, Host, account_locked) ON mysql.user",
    query: include_str!("queries/role_mysql.sql"),
};
const ACCOUNTS_OF_MARIADB: Question = Question {
    privilege: "SELECT (User, Host, default_role) ON mysql.user",
    query: include_str!("queries/role_mariadb.sql"),
};
const MEMBERS_OF_MYSQL: Question =
    Question { privilege: "SELECT ON mysql.role_edges", query: include_str!("queries/role_member_mysql.sql") };
const MEMBERS_OF_MARIADB: Question =
    Question { privilege: "SELECT ON mysql.roles_mapping", query: include_str!("queries/role_member_mariadb.sql") };
const DEFAULTS_OF_MYSQL: Question =
    Question { privilege: "SELECT ON mysql.default_roles", query: include_str!("queries/role_default_mysql.sql") };

/// What a reader of grants and roles has to be granted on tables of the database `mysql`, as `SELECT ON mysql.db`.
pub fn privileges_for_roles(engine: Engine) -> impl Iterator<Item = &'static str> {
    grants::QUESTIONS.into_iter().chain(questions(engine)).map(|question| question.privilege)
}

fn questions(engine: Engine) -> Vec<Question> {
    match engine {
        Engine::Mariadb => vec![ACCOUNTS_OF_MARIADB, MEMBERS_OF_MARIADB],
        _ => vec![ACCOUNTS_OF_MYSQL, MEMBERS_OF_MYSQL, DEFAULTS_OF_MYSQL],
    }
}

/// What the server says of all accounts.
#[derive(Debug, Default)]
struct Everybody {
    /// By account, whether nobody can log in with it.
    locked: BTreeMap<String, bool>,
    /// By member, its roles, and whether it may hand each on.
    member_of: BTreeMap<String, BTreeMap<String, bool>>,
    /// By account.
    default_roles: BTreeMap<String, BTreeSet<String>>,
}

/// Reads those with a share in what was granted; or says which `GRANT` would show them.
pub(super) async fn read(
    session: &mut ReadOnlySession<'_>,
    objects: &mut Objects,
) -> Result<Option<Gap>, InspectError> {
    let questions = questions(session.engine());
    let mut everybody = Everybody::default();
    let gap = system_tables::read(session, "accounts and roles", &questions, &mut |place, row| {
        everybody.take(place, &row);
    })
    .await?;
    if gap.is_none() {
        let granted = objects.grants.iter().map(|grant| Grant::parts(&grant.name).0.to_owned());
        objects.roles = everybody.with_share(granted.collect());
    }
    Ok(gap)
}

impl Everybody {
    fn take(&mut self, place: usize, row: &MySqlRow) {
        let text = |name: &str| row::text(row, name).unwrap_or_default();
        let Some(account) = system_tables::account(&text("user"), &text("host")) else { return };
        let role = system_tables::account(&text("role"), &text("role_host")).filter(|role| !role.is_empty());
        match place {
            0 => {
                self.locked.insert(account.clone(), text("locked") == "Y");
            }
            1 => {
                if let Some(role) = &role {
                    self.member_of.entry(account.clone()).or_default().insert(role.clone(), text("admin") == "Y");
                }
            }
            _ => {}
        }
        // MariaDB says the default role with the account.
        if place != 1 {
            self.default_roles.entry(account).or_default().extend(role);
        }
    }

    /// These accounts and their members, and the members of those.
    fn with_share(&self, granted: BTreeSet<String>) -> Vec<Role> {
        let mut share = granted;
        loop {
            let before = share.len();
            for (member, roles) in &self.member_of {
                if roles.keys().any(|role| share.contains(role)) {
                    share.insert(member.clone());
                }
            }
            if share.len() == before {
                break;
            }
        }
        // Everybody is no account.
        let accounts = share.iter().filter(|name| name.as_str() != "PUBLIC");
        accounts
            .filter_map(|name| {
                let locked = *self.locked.get(name)?;
                let roles = self.member_of.get(name).into_iter().flatten();
                let (member_of, other_roles): (Vec<_>, Vec<_>) = roles.partition(|(role, _)| share.contains(*role));
                let (default_roles, other_default_roles) =
                    self.default_roles.get(name).into_iter().flatten().cloned().partition(|role| share.contains(role));
                Some(Role {
                    name: name.clone(),
                    locked,
                    member_of: memberships(member_of),
                    other_roles: memberships(other_roles),
                    default_roles,
                    other_default_roles,
                    ..Role::default()
                })
            })
            .collect()
    }
}

fn memberships(roles: Vec<(&String, &bool)>) -> Vec<String> {
    roles.into_iter().map(|(role, &is_admin)| Role::membership(role, is_admin)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_who_was_granted_something_and_who_is_a_member() {
        let mut everybody = Everybody::default();
        for name in ["app@%", "bob@%", "eve@%", "clerks", "staff", "others"] {
            everybody.locked.insert(name.to_owned(), name == "eve@%");
        }
        for (member, role) in [("staff", "clerks"), ("bob@%", "staff"), ("bob@%", "others"), ("eve@%", "others")] {
            everybody.member_of.entry(member.to_owned()).or_default().insert(role.to_owned(), role == "staff");
        }
        everybody.default_roles.insert("bob@%".to_owned(), ["others", "staff"].map(str::to_owned).into());
        let granted = ["app@%", "clerks", "PUBLIC", "gone@%"].map(str::to_owned).into();
        let roles = everybody.with_share(granted);
        let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
        assert_eq!(names, ["app@%", "bob@%", "clerks", "staff"]);
        assert_eq!(roles[1].member_of, ["staff: ADMIN"]);
        assert_eq!(
            (&roles[1].default_roles[..], &roles[1].other_default_roles[..]),
            (&["staff".to_owned()][..], &["others".to_owned()][..])
        );
    }
}
