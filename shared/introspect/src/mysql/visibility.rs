//! What the account may see, and which grant would show the rest.
//!
//! MySQL hides what an account has no privilege on, so that nothing tells it from what is not there. What it may see is
//! read off its grants, before anything is called missing.

use driftline_catalog::mysql::{Account, quote};
use driftline_catalog::{Engine, Gap, Kind};

use super::privileges::{Lookup, Privileges};
use super::session::{Outcome, Release};
use super::{ReadOnlySession, row};
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

/// The release from which MySQL has the privilege `SHOW_ROUTINE`; before, every table of the server has to be readable.
pub const SHOW_ROUTINE_SINCE: Release = [8, 0, 20];

/// What an account was granted, and on which database it is asked.
#[derive(Clone, Debug)]
pub(super) struct Visibility {
    engine: Engine,
    series: u32,
    release: Release,
    database: String,
    account: String,
    privileges: Privileges,
}

/// How MySQL looks for grants: whether a role is active, and whether it takes names literally.
const LOOKUP: &str = "SELECT CURRENT_ROLE() <> 'NONE' AS `roles`; SHOW GLOBAL VARIABLES LIKE 'partial_revokes'";

/// Names no event; the server answers only whoever may see those of the database.
const EVENTS: &str = "SHOW EVENTS LIKE ''";

/// Reads the account's grants.
pub(super) async fn read(session: &mut ReadOnlySession<'_>) -> Result<Visibility, InspectError> {
    let lookup = match session.engine() {
        Engine::Mariadb => Lookup::Mariadb,
        _ => {
            let queries: Vec<String> = LOOKUP.split("; ").map(str::to_owned).collect();
            let rows = session.read_catalog(&queries).await?;
            let is = |place: usize, column: &str, value: &str| {
                rows[place].first().and_then(|row| row::text(row, column)).as_deref() == Some(value)
            };
            Lookup::Mysql { has_roles: is(0, "roles", "1"), takes_names_literally: is(1, "Value", "ON") }
        }
    };
    let rows = session.read_one("SHOW GRANTS").await?;
    let lines: Vec<String> = rows.iter().filter_map(|row| row::at(row, 0)).collect();
    let mut visibility = Visibility {
        engine: session.engine(),
        series: session.series(),
        release: session.release(),
        database: session.database().to_owned(),
        account: session.user().to_owned(),
        privileges: Privileges::of(lookup, lines.iter().map(String::as_str)),
    };
    // A grant of an anonymous account on the database goes before others here, and SHOW GRANTS does not print it.
    if visibility.has(&["EVENT"]) {
        let outcomes = session.read::<InspectError>(&[EVENTS.to_owned()], &mut |_, _| Ok(())).await?;
        if matches!(outcomes.as_slice(), [Outcome::Failed(_)]) {
            visibility.privileges.overrule();
        }
    }
    Ok(visibility)
}

impl Visibility {
    fn has(&self, privileges: &[&str]) -> bool {
        self.privileges.on_everything(&self.database, privileges)
            || self.privileges.on_database(&self.database, privileges)
    }

    fn sees_routines(&self) -> bool {
        let reads = |database: &str| self.privileges.on_everything(database, &["SELECT"]);
        match self.engine {
            Engine::Mariadb => {
                let of_proc = self.privileges.on_database("mysql", &["SELECT"])
                    || self.privileges.on_table("mysql", "proc", &["SELECT"]);
                // Before, ALL on the database shows the names alone.
                let of_database = SHOW_CREATE_ROUTINE_SINCE <= self.series && self.has(&["SHOW CREATE ROUTINE"]);
                of_database || reads("mysql") || of_proc
            }
            _ => reads(&self.database) || self.privileges.on_everything(&self.database, &["SHOW_ROUTINE"]),
        }
    }

    /// Whether names of databases in grants are no patterns.
    pub(super) fn takes_names_literally(&self) -> bool {
        self.privileges.takes_names_literally()
    }

    /// Whether every table and view is there to be seen.
    pub(super) fn sees_tables(&self) -> bool {
        self.has(SHOW_TABLES)
    }

    /// The kinds that the account cannot see all of, each with the grant that would show them.
    pub(super) fn gaps(&self) -> Vec<(&'static [Kind], Gap)> {
        let mut gaps: Vec<(&'static [Kind], Gap)> = Vec::new();
        let account = Account::of_plain(&self.account).quoted();
        let mut need = |kinds: &'static [Kind], what: &str, privilege: &str, on: &str| {
            let why = if self.privileges.is_overruled() {
                format!(
                    "the server refuses {} what its grants say, so the grant of an anonymous account on the database goes \
                     before its own: SELECT * FROM mysql.db WHERE User = '' shows it; drop that one, or GRANT {privilege} ON \
                     *.* TO {account}",
                    self.account
                )
            } else {
                format!("{} may not see all of them; GRANT {privilege} ON {on} TO {account}", self.account)
            };
            gaps.push((kinds, Gap { what: what.to_owned(), why }));
        };
        // Granted by another pattern, it would not count.
        let database = |privileges: &[&str]| {
            let pattern = self.privileges.lacking(&self.database, privileges);
            format!("{}.*", quote(&pattern.unwrap_or_else(|| self.privileges.pattern(&self.database))))
        };
        if !self.sees_tables() {
            need(
                &[Kind::Table, Kind::Column, Kind::Index, Kind::Constraint, Kind::View, Kind::Sequence],
                "tables, views and sequences",
                "REFERENCES",
                &database(SHOW_TABLES),
            );
        }
        if !self.has(&["TRIGGER"]) {
            need(&[Kind::Trigger], "triggers", "TRIGGER", &database(&["TRIGGER"]));
        }
        if !self.has(&["EVENT"]) {
            need(&[Kind::Event], "events", "EVENT", &database(&["EVENT"]));
        }
        if !self.sees_routines() {
            let routines = &[Kind::Function, Kind::Procedure, Kind::Package, Kind::PackageBody];
            let what = "functions, procedures and packages";
            match self.engine {
                Engine::Mariadb if SHOW_CREATE_ROUTINE_SINCE <= self.series => {
                    need(routines, what, "SHOW CREATE ROUTINE", &database(&["SHOW CREATE ROUTINE"]));
                }
                Engine::Mariadb => need(routines, what, "SELECT", "mysql.proc"),
                _ if self.release < SHOW_ROUTINE_SINCE => need(routines, "functions and procedures", "SELECT", "*.*"),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn visibility(engine: Engine, series: u32, grants: &[&str]) -> Vec<String> {
        let lookup = match engine {
            Engine::Mariadb => Lookup::Mariadb,
            _ => Lookup::Mysql { has_roles: false, takes_names_literally: false },
        };
        let visibility = Visibility {
            engine,
            series,
            release: [series / 100, series % 100, 19],
            database: "my_shop".into(),
            account: "drift@%".into(),
            privileges: Privileges::of(lookup, grants.iter().copied()),
        };
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

    /// From the manual, and not run against a real server here.
    #[test]
    fn before_there_was_a_privilege_for_routines_everything_had_to_be_readable() {
        let words =
            visibility(Engine::Mysql, 800, &["GRANT REFERENCES, TRIGGER, EVENT ON `my\\_shop`.* TO `drift`@`%`"]);
        assert_eq!(words, ["drift@% may not see all of them; GRANT SELECT ON *.* TO `drift`@`%`"]);
        assert_eq!(visibility(Engine::Mysql, 800, &["GRANT SELECT, TRIGGER, EVENT ON *.* TO `drift`@`%`"]), [""; 0]);
    }

    #[test]
    fn a_grant_is_advised_where_it_counts() {
        let none = ["GRANT USAGE ON *.* TO `drift`@`%`"];
        assert!(visibility(Engine::Mysql, 907, &none)[1].ends_with("GRANT TRIGGER ON `my\\_shop`.* TO `drift`@`%`"));
        let pattern = ["GRANT REFERENCES ON `my\\_s%`.* TO `drift`@`%`"];
        assert!(visibility(Engine::Mysql, 907, &pattern)[0].ends_with("GRANT TRIGGER ON `my\\_s%`.* TO `drift`@`%`"));
    }
}
