//! What an account may do with a database, read off `SHOW GRANTS`.
//!
//! Grants on databases are patterns, and where several match, the server uses one of them, not all. Which one it is
//! was found out on the servers (`tests/mysql/visibility.rs`):
//!
//! - MariaDB prints an account's grants in the order in which it looks for one, so the first that matches counts. What a
//!   role and PUBLIC may do is added, each by the same rule.
//! - MySQL takes the one with the most characters before the first wildcard. Once a role is active it throws what the
//!   account and its roles may do together, and takes the first as it prints them.
//! - With `partial_revokes` MySQL takes names literally, backslashes included.

use super::text::{Tokens, Unknown};

/// One line of `SHOW GRANTS` that grants or revokes privileges.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    is_revoked: bool,
    privileges: Vec<String>,
    on: On,
    grantee: Grantee,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum On {
    Everything,
    /// A pattern.
    Database(String),
    /// A database and a table of it.
    Table(String, String),
}

/// Whose privileges are looked up together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Grantee {
    Account,
    /// A role of MariaDB, which has no host.
    Role(String),
    Public,
}

/// How a server looks for the grant on a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    Mariadb,
    Mysql { has_roles: bool, takes_names_literally: bool },
}

/// A grant on databases that may be the one that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Grant {
    pattern: String,
    privileges: Vec<String>,
}

/// All that an account was granted.
#[derive(Clone, Debug)]
pub(super) struct Privileges {
    lookup: Lookup,
    lines: Vec<Line>,
    /// Whether the server let the account do less than its grants on databases say.
    overruled: bool,
}

impl Privileges {
    /// Reads the lines. One that grants a role, or says something new, gives nothing that we know of.
    pub(super) fn of<'l>(lookup: Lookup, lines: impl IntoIterator<Item = &'l str>) -> Self {
        let lines = lines.into_iter().filter_map(|line| Line::read(line).ok()).collect();
        Self { lookup, lines, overruled: false }
    }

    /// Whether names of databases are no patterns.
    pub(super) fn takes_names_literally(&self) -> bool {
        matches!(self.lookup, Lookup::Mysql { takes_names_literally: true, .. })
    }

    /// Takes no grant on a database for given: another account's, which `SHOW GRANTS` does not print, counts instead.
    pub(super) fn overrule(&mut self) {
        self.overruled = true;
    }

    /// Whether grants on databases are overruled.
    pub(super) fn is_overruled(&self) -> bool {
        self.overruled
    }

    /// Whether one of these privileges is on everything, and not revoked from this database.
    pub(super) fn on_everything(&self, database: &str, privileges: &[&str]) -> bool {
        let lines = |is_revoked| {
            self.lines.iter().filter(move |line| {
                let on =
                    if is_revoked { line.on == On::Database(database.to_owned()) } else { line.on == On::Everything };
                line.is_revoked == is_revoked && on
            })
        };
        let is_revoked = |privilege: &str| lines(true).any(|line| line.privileges.iter().any(|one| one == privilege));
        lines(false).any(|line| {
            let given = line.privileges.iter().filter(|one| is_all(one) || privileges.contains(&one.as_str()));
            let mut given = given.filter(|one| !is_revoked(one));
            given.next().is_some()
        })
    }

    /// Whether one of these privileges is on a database, by the grant that counts.
    pub(super) fn on_database(&self, database: &str, privileges: &[&str]) -> bool {
        !self.overruled
            && self
                .counting(database)
                .iter()
                .any(|grants| !grants.is_empty() && grants.iter().all(|grant| allows(&grant.privileges, privileges)))
    }

    /// Whether one of these privileges is on a table of a database.
    pub(super) fn on_table(&self, database: &str, table: &str, privileges: &[&str]) -> bool {
        let on = On::Table(database.to_owned(), table.to_owned());
        self.lines.iter().any(|line| !line.is_revoked && line.on == on && allows(&line.privileges, privileges))
    }

    /// What a grant has to name so that these privileges count for a database: the pattern of the grant that counts and
    /// lacks them, if there is one.
    pub(super) fn lacking(&self, database: &str, privileges: &[&str]) -> Option<String> {
        let grants = self.counting(database).into_iter().next()?;
        grants.into_iter().find(|grant| !allows(&grant.privileges, privileges)).map(|grant| grant.pattern)
    }

    /// A pattern for exactly this database.
    pub(super) fn pattern(&self, database: &str) -> String {
        if self.takes_names_literally() {
            return database.to_owned();
        }
        database.replace('_', "\\_").replace('%', "\\%")
    }

    /// The grants on a database that count, the account's own first. What stands in a group together may each be the one
    /// that does; groups are added.
    fn counting(&self, database: &str) -> Vec<Vec<Grant>> {
        let mut groups: [Vec<(&Line, Grant)>; 3] = Default::default();
        for line in &self.lines {
            let On::Database(pattern) = &line.on else { continue };
            if line.is_revoked || !self.matches(database, pattern) {
                continue;
            }
            let group = match line.grantee {
                Grantee::Account => 0,
                Grantee::Role(_) => 1,
                Grantee::Public => 2,
            };
            let grant = Grant { pattern: pattern.clone(), privileges: line.privileges.clone() };
            groups[group].push((line, grant));
        }
        groups.into_iter().map(|group| self.counting_of(group)).collect()
    }

    /// Of the grants of one group, in the order in which they are printed, those of which one counts.
    fn counting_of(&self, group: Vec<(&Line, Grant)>) -> Vec<Grant> {
        let Some((first, _)) = group.first() else { return Vec::new() };
        match self.lookup {
            Lookup::Mysql { has_roles: false, .. } => {
                let most = group.iter().map(|(_, grant)| specificity(&grant.pattern)).max();
                let grants = group.into_iter().map(|(_, grant)| grant);
                grants.filter(|grant| Some(specificity(&grant.pattern)) == most).collect()
            }
            // The roles of a role are looked up with it, and printed apart.
            Lookup::Mariadb if group.iter().any(|(line, _)| line.grantee != first.grantee) => {
                let mut merged: Vec<Grant> = Vec::new();
                for (_, grant) in group {
                    match merged.iter_mut().find(|known| known.pattern == grant.pattern) {
                        Some(known) => known.privileges.extend(grant.privileges),
                        None => merged.push(grant),
                    }
                }
                merged
            }
            _ => group.into_iter().take(1).map(|(_, grant)| grant).collect(),
        }
    }

    fn matches(&self, database: &str, pattern: &str) -> bool {
        if self.takes_names_literally() { database == pattern } else { is_like(database, pattern) }
    }
}

impl Line {
    fn read(text: &str) -> Result<Self, Unknown> {
        let mut tokens = Tokens::of(text);
        let is_revoked = tokens.take(&["REVOKE"]);
        if !is_revoked {
            tokens.expect(&["GRANT"])?;
        }
        let mut privileges: Vec<String> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        loop {
            if tokens.sees(&["("]) {
                // On some columns only.
                tokens.brackets()?;
                words.clear();
            } else if tokens.sees(&[","]) || tokens.sees(&["ON"]) {
                privileges.extend((!words.is_empty()).then(|| words.join(" ").to_ascii_uppercase()));
                words.clear();
                if tokens.any()? != "," {
                    break;
                }
            } else {
                words.push(tokens.word()?);
            }
        }
        let on = if tokens.take(&["*", ".", "*"]) {
            On::Everything
        } else {
            let database = tokens.name()?;
            tokens.expect(&["."])?;
            if tokens.take(&["*"]) { On::Database(database) } else { On::Table(database, tokens.name()?) }
        };
        if !tokens.take(&["TO"]) {
            tokens.expect(&["FROM"])?;
        }
        let is_quoted = tokens.sees_identifier();
        let name = if tokens.sees_text() { tokens.string()? } else { tokens.name()? };
        let grantee = match name {
            _ if tokens.sees(&["@"]) => Grantee::Account,
            name if name == "PUBLIC" && !is_quoted => Grantee::Public,
            name => Grantee::Role(name),
        };
        Ok(Self { is_revoked, privileges, on, grantee })
    }
}

fn is_all(privilege: &str) -> bool {
    matches!(privilege, "ALL" | "ALL PRIVILEGES")
}

fn allows(given: &[String], wanted: &[&str]) -> bool {
    given.iter().any(|one| is_all(one) || wanted.contains(&one.as_str()))
}

/// How many characters stand before a pattern's first wildcard, as MySQL counts: more than any where there is none.
fn specificity(pattern: &str) -> usize {
    const EXACT: usize = 128;
    let mut is_escaped = false;
    for (place, byte) in pattern.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'%' | b'_' => return (place + 1).min(EXACT - 1),
            _ => {}
        }
    }
    EXACT
}

/// Whether a database's name is like the pattern of a grant, in which `_` and `%` stand for something unless escaped.
pub(super) fn is_like(name: &str, pattern: &str) -> bool {
    fn matches(name: &[char], pattern: &[char]) -> bool {
        match pattern {
            [] => name.is_empty(),
            ['\\', literal, rest @ ..] => name.first() == Some(literal) && matches(&name[1..], rest),
            ['%', rest @ ..] => (0..=name.len()).any(|skip| matches(&name[skip..], rest)),
            ['_', rest @ ..] => !name.is_empty() && matches(&name[1..], rest),
            [literal, rest @ ..] => name.first() == Some(literal) && matches(&name[1..], rest),
        }
    }
    let characters = |text: &str| text.chars().collect::<Vec<_>>();
    matches(&characters(name), &characters(pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MYSQL: Lookup = Lookup::Mysql { has_roles: false, takes_names_literally: false };

    #[test]
    fn the_wildcards_of_a_pattern_can_be_escaped() {
        for (pattern, like) in [("my\\_shop", true), ("my_shop", true), ("my%", true), ("my\\%", false), ("my", false)]
        {
            assert_eq!(is_like("my_shop", pattern), like, "{pattern}");
        }
        assert!(!is_like("myxshop", "my\\_shop"));
        let order = ["%shop", "my_shop", "my\\_s%", "my\\_shop"].map(specificity);
        assert!(order.is_sorted_by(|left, right| left < right), "{order:?}");
    }

    #[test]
    fn one_grant_on_the_database_counts() {
        let lines = [
            "GRANT USAGE ON *.* TO `drift`@`%`",
            "GRANT TRIGGER ON `my\\_%`.* TO `drift`@`%`",
            "GRANT EVENT ON `my\\_shop`.* TO `drift`@`%`",
            "GRANT SELECT (`a`), SHOW VIEW ON `my_shop`.`b` TO `drift`@`%`",
        ];
        let has = |lookup, privilege| Privileges::of(lookup, lines).on_database("my_shop", &[privilege]);
        assert_eq!([has(MYSQL, "TRIGGER"), has(MYSQL, "EVENT")], [false, true]);
        assert_eq!([has(Lookup::Mariadb, "TRIGGER"), has(Lookup::Mariadb, "EVENT")], [true, false]);
        let literal = Lookup::Mysql { has_roles: false, takes_names_literally: true };
        assert_eq!([has(literal, "TRIGGER"), has(literal, "EVENT")], [false, false]);
        let privileges = Privileges::of(MYSQL, lines);
        assert_eq!(privileges.lacking("my_shop", &["TRIGGER"]).as_deref(), Some("my\\_shop"));
        assert_eq!(privileges.lacking("other", &["TRIGGER"]), None);
        assert!(
            privileges.on_table("my_shop", "b", &["SHOW VIEW"]) && !privileges.on_table("my_shop", "b", &["SELECT"])
        );
    }

    #[test]
    fn where_nobody_can_tell_which_grant_counts_both_have_to_allow_it() {
        let lines = ["GRANT EVENT, TRIGGER ON `my%`.* TO `d`@`%`", "GRANT EVENT ON `my_s%`.* TO `d`@`%`"];
        let privileges = Privileges::of(MYSQL, lines);
        assert!(privileges.on_database("my_shop", &["EVENT"]) && !privileges.on_database("my_shop", &["TRIGGER"]));
        assert_eq!(privileges.lacking("my_shop", &["TRIGGER"]).as_deref(), Some("my_s%"));
        let roles = ["GRANT EVENT ON `my%`.* TO `r1`", "GRANT EVENT ON `my\\_shop`.* TO `r2`"];
        let of_public = "GRANT TRIGGER ON `my%`.* TO PUBLIC";
        let privileges = Privileges::of(Lookup::Mariadb, roles.into_iter().chain([of_public]));
        assert!(privileges.on_database("my_shop", &["EVENT"]) && privileges.on_database("my_shop", &["TRIGGER"]));
    }

    #[test]
    fn what_is_revoked_from_one_database_is_on_the_others() {
        let lines = ["GRANT SELECT, TRIGGER ON *.* TO `d`@`%`", "REVOKE TRIGGER ON `my_shop`.* FROM `d`@`%`"];
        let privileges = Privileges::of(MYSQL, lines);
        assert!(!privileges.on_everything("my_shop", &["TRIGGER"]) && privileges.on_everything("shop", &["TRIGGER"]));
        assert!(privileges.on_everything("my_shop", &["SELECT"]));
    }
}
