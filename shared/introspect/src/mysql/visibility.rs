//! What the account may see, and which grant would show the rest.
//!
//! MySQL hides what an account has no privilege on, so that nothing tells it from what is not there. What it may see is
//! read off its grants, before anything is called missing.

use driftline_catalog::mysql::{Account, quote};
use driftline_catalog::{Engine, Gap, Kind};

use super::ReadOnlySession;
use super::row;
use super::text::{Tokens, Unknown};
use crate::InspectError;

/// Each of these on the whole database shows every table with its definition (`SHOW_CREATE_TABLE_ACLS`). REFERENCES is the
/// least of them: alone it neither reads a row nor writes one.
const SHOW_TABLES: &[&str] = &[
    "REFERENCES",
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "ALTER",
    "INDEX",
    "ALL",
    "ALL PRIVILEGES",
];

/// The release series from which MariaDB has the privilege `SHOW CREATE ROUTINE`; before, `mysql.proc` has to be read.
pub const SHOW_CREATE_ROUTINE_SINCE: u32 = 1103;

/// What an account was granted on the database or on everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Visibility {
    engine: Option<Engine>,
    series: u32,
    database: String,
    account: String,
    /// Privileges on this database or on all.
    on_database: Vec<String>,
    /// Privileges on all databases.
    on_everything: Vec<String>,
    /// Privileges on `mysql.proc` (MariaDB).
    on_routines: Vec<String>,
}

/// Reads the account's grants.
pub(super) async fn read(session: &mut ReadOnlySession<'_>) -> Result<Visibility, InspectError> {
    let rows = session.read_one("SHOW GRANTS").await?;
    let mut visibility = Visibility {
        engine: Some(session.engine()),
        series: session.series(),
        database: session.database().to_owned(),
        account: session.user().to_owned(),
        ..Visibility::default()
    };
    for text in rows.iter().filter_map(|row| row::at(row, 0)) {
        // A line that grants a role, or says something new, gives nothing that we know of.
        let _ = visibility.take(&text);
    }
    Ok(visibility)
}

impl Visibility {
    fn take(&mut self, grant: &str) -> Result<(), Unknown> {
        let mut tokens = Tokens::of(grant);
        let revoked = tokens.take(&["REVOKE"]);
        if !revoked {
            tokens.expect(&["GRANT"])?;
        }
        let mut privileges: Vec<String> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        loop {
            if tokens.take(&["ON"]) {
                break;
            }
            if tokens.sees(&["("]) {
                // On some columns only.
                tokens.brackets()?;
                words.clear();
            } else if tokens.take(&[","]) {
                privileges.extend((!words.is_empty()).then(|| words.join(" ").to_ascii_uppercase()));
                words.clear();
            } else if tokens.sees_word() {
                words.push(tokens.word()?);
            } else {
                return Err(tokens.unknown());
            }
        }
        privileges.extend((!words.is_empty()).then(|| words.join(" ").to_ascii_uppercase()));
        let everything = tokens.take(&["*", ".", "*"]);
        let lists: Vec<&mut Vec<String>> = if everything {
            vec![&mut self.on_everything, &mut self.on_database, &mut self.on_routines]
        } else {
            let database = tokens.name()?;
            tokens.expect(&["."])?;
            let whole = tokens.take(&["*"]);
            let table = if whole { String::new() } else { tokens.name()? };
            let mut lists = Vec::new();
            if whole && is_like(&self.database, &database) {
                lists.push(&mut self.on_database);
            }
            if is_like("mysql", &database) && (whole || table == "proc") {
                lists.push(&mut self.on_routines);
            }
            lists
        };
        for list in lists {
            if revoked {
                list.retain(|privilege| !privileges.contains(privilege));
            } else {
                list.extend(privileges.iter().cloned());
            }
        }
        Ok(())
    }

    fn has(&self, privileges: &[&str]) -> bool {
        self.on_database.iter().any(|privilege| {
            privilege == "ALL PRIVILEGES" || privilege == "ALL" || privileges.contains(&privilege.as_str())
        })
    }

    fn sees_routines(&self) -> bool {
        let all = |list: &[String]| list.iter().any(|privilege| privilege == "ALL PRIVILEGES" || privilege == "SELECT");
        match self.engine {
            Some(Engine::Mariadb) => self.has(&["SHOW CREATE ROUTINE"]) || all(&self.on_routines),
            _ => all(&self.on_everything) || self.on_everything.iter().any(|privilege| privilege == "SHOW_ROUTINE"),
        }
    }

    /// The kinds that the account cannot see all of, each with the grant that would show them.
    pub(super) fn gaps(&self) -> Vec<(&'static [Kind], Gap)> {
        let mut gaps: Vec<(&'static [Kind], Gap)> = Vec::new();
        let database = format!("{}.*", quote(&self.database));
        let account = Account::of_plain(&self.account).quoted();
        let mut need = |kinds: &'static [Kind], what: &str, privilege: &str, on: &str| {
            let why = format!("{} may not see all of them; GRANT {privilege} ON {on} TO {account}", self.account);
            gaps.push((kinds, Gap { what: what.to_owned(), why }));
        };
        if !self.has(SHOW_TABLES) {
            need(
                &[Kind::Table, Kind::Column, Kind::Index, Kind::Constraint, Kind::View, Kind::Sequence],
                "tables, views and sequences",
                "REFERENCES",
                &database,
            );
        }
        if !self.has(&["TRIGGER"]) {
            need(&[Kind::Trigger], "triggers", "TRIGGER", &database);
        }
        if !self.has(&["EVENT"]) {
            need(&[Kind::Event], "events", "EVENT", &database);
        }
        if !self.sees_routines() {
            let routines = &[Kind::Function, Kind::Procedure, Kind::Package, Kind::PackageBody];
            match self.engine {
                Some(Engine::Mariadb) if SHOW_CREATE_ROUTINE_SINCE <= self.series => {
                    need(routines, "functions, procedures and packages", "SHOW CREATE ROUTINE", &database);
                }
                Some(Engine::Mariadb) => {
                    need(routines, "functions, procedures and packages", "SELECT", "mysql.proc");
                }
                _ => need(routines, "functions and procedures", "SHOW_ROUTINE", "*.*"),
            }
        }
        gaps
    }

    /// What would show the query of a view: the server prints it only for those who may read the view.
    pub(super) fn for_view(&self, name: &str) -> String {
        let view = format!("{}.{}", quote(&self.database), quote(name));
        format!("GRANT SELECT, SHOW VIEW ON {view} TO {}", Account::of_plain(&self.account).quoted())
    }
}

/// Whether a database's name is like the pattern of a grant, in which `_` and `%` stand for something unless escaped.
fn is_like(name: &str, pattern: &str) -> bool {
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

    fn visibility(engine: Engine, series: u32, grants: &[&str]) -> Vec<String> {
        let mut visibility = Visibility {
            engine: Some(engine),
            series,
            database: "my_shop".into(),
            account: "drift@%".into(),
            ..Visibility::default()
        };
        for grant in grants {
            let _ = visibility.take(grant);
        }
        visibility.gaps().into_iter().map(|(_, gap)| gap.why).collect()
    }

    #[test]
    fn the_grant_that_is_missing_is_named() {
        let all = ["GRANT ALL PRIVILEGES ON *.* TO `drift`@`%`"];
        assert_eq!(visibility(Engine::Mysql, 907, &all), [""; 0]);
        assert_eq!(visibility(Engine::Mariadb, 1011, &all), [""; 0]);
        let least = [
            "GRANT SHOW_ROUTINE ON *.* TO `drift`@`%`",
            "GRANT REFERENCES, SHOW VIEW, EVENT, TRIGGER ON `my\\_shop`.* TO `drift`@`%`",
        ];
        assert_eq!(visibility(Engine::Mysql, 907, &least), [""; 0]);
        let words = visibility(Engine::Mariadb, 1011, &least);
        assert_eq!(words, ["drift@% may not see all of them; GRANT SELECT ON mysql.proc TO `drift`@`%`"]);
        let proc = ["GRANT SELECT ON `mysql`.`proc` TO `drift`@`%`", least[1]];
        assert_eq!(visibility(Engine::Mariadb, 1011, &proc), [""; 0]);
        assert_eq!(visibility(Engine::Mysql, 907, &["GRANT USAGE ON *.* TO `drift`@`%`"]).len(), 4);
        assert_eq!(visibility(Engine::Mysql, 907, &["GRANT REFERENCES ON `myxshop`.* TO `drift`@`%`"]).len(), 4);
        let columns = ["GRANT SELECT (`a`), TRIGGER ON `my_shop`.* TO `drift`@`%`"];
        assert_eq!(visibility(Engine::Mysql, 907, &columns).len(), 3);
    }
}
