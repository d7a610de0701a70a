//! MySQL and MariaDB hide what an account has no privilege on; `docs/mysql.md` says what each of these shows.

use driftline_catalog::Engine;
use driftline_catalog::mysql::{Account, quote};
use driftline_config::Auth;
use driftline_introspect::mysql::{SHOW_CREATE_ROUTINE_SINCE, SHOW_ROUTINE_SINCE, privileges_for_roles};
use driftline_migrations::TableName;

use super::{Facts, Histories, Reader, Step};

pub(super) fn steps(reader: &Reader<'_>, facts: &Facts, histories: &Histories) -> Vec<Step> {
    // Without a password it must not be let in from elsewhere.
    let host = if *reader.auth == Auth::None { "localhost" } else { "%" };
    let account = Account { user: reader.user.to_owned(), host: host.to_owned() }.quoted();
    let mut steps = user(reader, &account);
    let own = quote(reader.database);
    // `_` and `%` in a grant on a whole database stand for anything, unless the server takes names literally.
    let pattern = if facts.takes_names_literally { own.clone() } else { own.replace('_', "\\_").replace('%', "\\%") };
    steps.push(Step::new(
        "Shows every table, trigger and event. Alone they read no row and write none; TRIGGER and EVENT could also make\n\
         and drop triggers and events, and the session is read only.",
        format!("GRANT REFERENCES, TRIGGER, EVENT ON {pattern}.* TO {account}"),
    ));
    steps.extend(routines(reader.engine, facts, &pattern, &account));
    let grant = |view: &str| format!("GRANT SELECT, SHOW VIEW ON {own}.{view} TO {account}");
    match &facts.views {
        Some(views) => {
            let why = "The server prints the query of a view only for those who may read the view.";
            let first = |place: usize| if place == 0 { why } else { "" };
            steps.extend(views.iter().enumerate().map(|(place, view)| Step::new(first(place), grant(&quote(view)))));
        }
        None => steps.push(Step::note(format!(
            "For each view, of which the server prints the query only for those who may read it (--apply-sql finds them):\n\
             {};",
            grant("VIEW")
        ))),
    }
    if reader.roles {
        let why = "Who may do what, on every database of the server, and who is a member of which role. No password is in\n\
                   these tables and columns.";
        let first = |place: usize| if place == 0 { why } else { "" };
        let privileges = privileges_for_roles(reader.engine).enumerate();
        steps.extend(privileges.map(|(place, one)| Step::new(first(place), format!("GRANT {one} TO {account}"))));
    }
    let history = |table: &TableName| {
        let database = if table.schema.is_empty() { own.clone() } else { quote(&table.schema) };
        format!("GRANT SELECT ON {database}.{} TO {account}", quote(&table.name))
    };
    let (tables, why) = histories.tables();
    steps.extend(tables.iter().map(|table| Step::new(why.clone(), history(table))));
    if matches!(histories, Histories::Unknown) {
        steps.push(Step::note("Then SELECT on the table of the migrator's history, which --apply-sql finds."));
    }
    steps
}

fn user(reader: &Reader<'_>, account: &str) -> Vec<Step> {
    let tls = if reader.is_local { "" } else { " REQUIRE SSL" };
    let create = format!("CREATE USER IF NOT EXISTS {account}");
    match reader.auth {
        Auth::RdsIam { .. } => vec![Step::new(
            "The account that reads. It logs in with tokens, over TLS only.",
            format!("{create} IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'{tls}"),
        )],
        Auth::CloudSqlIam => {
            vec![super::cloud_sql_user(reader, "EMAIL")]
        }
        Auth::Password(reference) => vec![
            Step::new(
                "The account that reads. Locked: without a password it would let anybody in.",
                format!("{create}{tls} ACCOUNT LOCK"),
            ),
            Step::note(format!(
                "Give it the password in {reference}, and unlock it:\nALTER USER {account} IDENTIFIED BY '...' ACCOUNT UNLOCK;"
            )),
        ],
        Auth::None => {
            vec![Step::new("The account that reads, without a password and from this machine only.", create)]
        }
    }
}

/// What shows the bodies of functions, procedures and packages.
fn routines(engine: Engine, facts: &Facts, pattern: &str, account: &str) -> Vec<Step> {
    let of_database = format!("GRANT SHOW CREATE ROUTINE ON {pattern}.* TO {account}");
    let of_server = format!("GRANT SELECT ON mysql.proc TO {account}");
    let shows = "Shows the bodies of functions, procedures and packages";
    match (engine, facts.series) {
        (Engine::Mariadb, Some(SHOW_CREATE_ROUTINE_SINCE..)) => vec![Step::new(format!("{shows}."), of_database)],
        (Engine::Mariadb, Some(_)) => vec![Step::new(format!("{shows}, of every database of the server."), of_server)],
        (Engine::Mariadb, None) => vec![Step::new(
            format!("{shows}. Before MariaDB 11.3 it is instead, for every database of the server:\n{of_server};"),
            of_database,
        )],
        _ => {
            let shows = "Shows the bodies of functions and procedures, of every database of the server";
            let show_routine = format!("GRANT SHOW_ROUTINE ON *.* TO {account}");
            let select = format!("GRANT SELECT ON *.* TO {account}");
            vec![match facts.release {
                Some(release) if release < SHOW_ROUTINE_SINCE => Step::note(format!(
                    "Before MySQL 8.0.20 the bodies of functions and procedures are shown only to whoever may read every\n\
                     table of the server. Where driftline is to compare them, grant that too:\n{select};"
                )),
                Some(_) => Step::new(format!("{shows}."), show_routine),
                None => Step::new(
                    format!("{shows}. Before MySQL 8.0.20 only SELECT on\n*.* does, which also reads every row."),
                    show_routine,
                ),
            }]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the manual, and not run against a real server here.
    #[test]
    fn what_shows_routines_depends_on_the_release() {
        let of = |release| {
            let facts = Facts { series: Some(800), release, ..Facts::default() };
            routines(Engine::Mysql, &facts, "`shop`", "`drift`@`%`")
        };
        let sql = |release| of(release).first().and_then(|step| step.sql().map(str::to_owned));
        assert_eq!(sql(Some([8, 0, 20])).as_deref(), Some("GRANT SHOW_ROUTINE ON *.* TO `drift`@`%`"));
        // Nobody is granted every row of the server by a script that was not read.
        assert_eq!(sql(Some([8, 0, 19])), None);
        assert!(crate::script(&of(Some([8, 0, 19]))).contains("-- GRANT SELECT ON *.* TO `drift`@`%`;"));
        assert!(crate::script(&of(None)).contains("Before MySQL 8.0.20"));
    }
}
