//! Which grants count where several are on the database: what the server shows the account decides.

use std::sync::atomic::{AtomicUsize, Ordering};

use driftline_catalog::mysql::quote;
use driftline_catalog::{Engine, Snapshot};
use driftline_drift::{CompareOptions, compare};
use driftline_introspect::mysql::{Limits, ReadOnlySession, inspect};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};

use crate::server::{Database, Server};

const SCRIPT: &str = "CREATE TABLE a (id int); CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @n = 1; \
                      CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1; CREATE PROCEDURE p() SELECT 1";

/// A database whose name is like no other's: patterns that are granted here would be seen with the others.
async fn apart(server: &Server) -> Database<'_> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("v_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    server.named(&name, SCRIPT).await.expect("a database")
}

/// Reads a database as an account that has an active role, or none.
async fn read_as(database: &Database<'_>, account: &str) -> Snapshot {
    let mut connection = database.options_of(account).connect().await.expect("it may log in");
    let mut session = ReadOnlySession::begin(&mut connection, Limits::default()).await.expect("a session");
    inspect(&mut session).await.expect("an inspection").snapshot
}

/// What the server shows an account of each sort, out of one: tables, triggers, events, bodies of procedures.
async fn shown(database: &Database<'_>, account: &str) -> [bool; 4] {
    let mut connection = database.options_of(account).connect().await.expect("it may log in");
    let count = |what: &str, of: &str| format!("SELECT COUNT({what}) FROM information_schema.{of} = DATABASE()");
    let mut shown = [false; 4];
    for (place, query) in [
        count("*", "TABLES WHERE TABLE_SCHEMA"),
        count("*", "TRIGGERS WHERE TRIGGER_SCHEMA"),
        count("*", "EVENTS WHERE EVENT_SCHEMA"),
        count("ROUTINE_DEFINITION", "ROUTINES WHERE ROUTINE_SCHEMA"),
    ]
    .into_iter()
    .enumerate()
    {
        let row = sqlx::raw_sql(AssertSqlSafe(query)).fetch_one(&mut connection).await.expect("a number");
        shown[place] = row.try_get_unchecked::<i64, _>(0).expect("a number") == 1;
    }
    shown
}

/// The gaps that hide each sort of thing.
fn hidden(snapshot: &Snapshot) -> [Vec<String>; 4] {
    ["tables", "triggers", "events", "functions"].map(|sort| {
        let gaps = snapshot.coverage.gaps.iter().filter(|gap| gap.what.starts_with(sort));
        gaps.map(|gap| gap.why.clone()).collect()
    })
}

/// Whoever has these grants is told exactly what the server hides, nothing is called missing, and what is advised is
/// enough.
async fn check(database: &Database<'_>, whole: &Snapshot, account: &str, grants: &str) {
    let (shown, seen) = (shown(database, account).await, read_as(database, account).await);
    let differences = compare(whole, &seen, &CompareOptions::default()).differences;
    assert!(differences.is_empty(), "{grants}\n{differences:?}");
    for (sort, hidden) in hidden(&seen).iter().enumerate() {
        // What shows the name of a table does not always show its definition.
        let is_table = sort == 0;
        assert!(!hidden.is_empty() || shown[sort], "{grants}: {sort} is hidden, and nothing says so");
        assert!(hidden.is_empty() || !shown[sort] || is_table, "{grants}: {sort} is shown\n{hidden:?}");
        for advice in hidden {
            let grant = &advice[advice.rfind("GRANT ").expect("advice")..];
            database.run(grant).await.unwrap_or_else(|error| panic!("{grants}: {grant}: {error}"));
        }
    }
    let gaps = read_as(database, account).await.coverage.gaps;
    assert!(gaps.is_empty(), "{grants}\n{gaps:?}\nafter {:?}", hidden(&seen));
}

#[tokio::test]
async fn of_several_grants_on_the_database_those_count_that_the_server_uses() {
    for server in Server::all().await {
        let database = apart(&server).await;
        let whole = read_as(&database, "root").await;
        let code =
            if server.engine() == Engine::Mariadb && 1103 <= server.series() { ", SHOW CREATE ROUTINE" } else { "" };
        let member = |role: &str, account: &str| match server.engine() {
            Engine::Mariadb => format!("GRANT {role} TO {account}; SET DEFAULT ROLE {role} FOR {account}"),
            _ => format!("GRANT {role} TO {account}; SET DEFAULT ROLE {role} TO {account}"),
        };
        let literal = database.name.replace('_', "\\_");
        let (beginning, _) = literal.rsplit_once("\\_").expect("a name of three parts");
        let end = database.name.rsplit('_').next().expect("a name of three parts");
        // The last two begin alike up to what stands for anything.
        let patterns = [&database.name, &literal, &format!("{beginning}%"), &format!("{beginning}_{end}"), "v%"];
        let (account, role) = ("driftline_patterns", "driftline_role");
        for (left, right) in patterns.iter().flat_map(|left| patterns.map(|right| (left, right))) {
            for (of_left, of_right) in [(account, account), (account, role), (role, account)] {
                if *left == right {
                    continue;
                }
                let grants = format!(
                    "GRANT REFERENCES ON {}.* TO {of_left}; GRANT TRIGGER, EVENT{code} ON {}.* TO {of_right}",
                    quote(left),
                    quote(right)
                );
                let anew = format!(
                    "DROP USER IF EXISTS {account}; DROP ROLE IF EXISTS {role}; CREATE USER {account}; CREATE ROLE {role}"
                );
                let joins = if of_left == of_right { String::new() } else { format!("; {}", member(role, account)) };
                database.run(&format!("{anew}{joins}; {grants}")).await.unwrap();
                check(&database, &whole, account, &grants).await;
            }
        }
        database.drop().await.unwrap();
    }
}

#[tokio::test]
async fn grants_that_show_less_than_they_seem_to() {
    for server in Server::all().await {
        let database = apart(&server).await;
        let whole = read_as(&database, "root").await;
        let account = "driftline_seeming";
        let pattern = quote(&database.name.replace('_', "\\_"));
        for grants in [
            format!("GRANT ALL ON {pattern}.* TO {account}"),
            format!("GRANT EXECUTE, ALTER ROUTINE ON {pattern}.* TO {account}"),
            format!("GRANT SELECT, EVENT ON *.* TO {account}"),
            format!("GRANT SELECT ON mysql.* TO {account}; GRANT EVENT ON {pattern}.* TO {account}"),
        ] {
            database.run(&format!("DROP USER IF EXISTS {account}; CREATE USER {account}; {grants}")).await.unwrap();
            check(&database, &whole, account, &grants).await;
        }
        database.drop().await.unwrap();
    }
}

/// The server looks for a grant of whoever comes from the same place, nobody's name included.
#[tokio::test]
async fn a_grant_of_an_anonymous_account_goes_before() {
    for server in Server::all().await {
        let database = apart(&server).await;
        let whole = read_as(&database, "root").await;
        let account = "driftline_overruled";
        let literal = database.name.replace('_', "\\_");
        let (beginning, _) = literal.rsplit_once("\\_").expect("a name of three parts");
        let grants = format!(
            "GRANT SELECT ON {}.* TO ''@'%'; GRANT ALL ON {}.* TO {account}",
            quote(&literal),
            quote(&format!("{beginning}%"))
        );
        let accounts = format!("CREATE USER IF NOT EXISTS ''@'%'; CREATE USER IF NOT EXISTS {account}");
        database.run(&format!("{accounts}; {grants}")).await.unwrap();
        let gaps = read_as(&database, account).await.coverage.gaps;
        assert!(
            gaps.iter().any(|gap| gap.why.contains("an anonymous account on the database goes before")),
            "{gaps:?}"
        );
        check(&database, &whole, account, &grants).await;
        database.run("DROP USER ''@'%'").await.unwrap();
        database.drop().await.unwrap();
    }
}

/// With `partial_revokes` there are no patterns, and what is granted everywhere can be taken back for one database.
#[tokio::test]
async fn what_is_revoked_from_the_database_is_not_seen() {
    for server in Server::apart(&[Engine::Mysql], "SET GLOBAL partial_revokes = ON").await {
        let database = apart(&server).await;
        let whole = read_as(&database, "root").await;
        let (account, role) = ("driftline_revoked", "driftline_giving");
        let everything = format!("GRANT SELECT, REFERENCES, TRIGGER, EVENT ON *.* TO {account}");
        let literal = quote(&database.name.replace('_', "\\_"));
        for grants in [
            format!("{everything}; REVOKE TRIGGER, SELECT ON :database.* FROM {account}"),
            format!("{everything}; REVOKE SELECT ON mysql.* FROM {account}"),
            format!("GRANT ALL ON {literal}.* TO {account}; GRANT TRIGGER ON :database.* TO {account}"),
            format!("GRANT ALL ON `v%`.* TO {account}; GRANT TRIGGER ON :database.* TO {account}"),
            format!(
                "{everything}; REVOKE EVENT ON :database.* FROM {account}; GRANT EVENT ON :database.* TO {role}; {MEMBER}"
            ),
            format!("{everything}; REVOKE EVENT ON :database.* FROM {account}; GRANT EVENT ON *.* TO {role}; {MEMBER}"),
        ] {
            let anew = format!(
                "DROP USER IF EXISTS {account}; DROP ROLE IF EXISTS {role}; CREATE USER {account}; CREATE ROLE {role}"
            );
            database.run(&format!("{anew}; {grants}")).await.unwrap();
            check(&database, &whole, account, &grants).await;
        }
        database.drop().await.unwrap();
    }
}

const MEMBER: &str =
    "GRANT driftline_giving TO driftline_revoked; SET DEFAULT ROLE driftline_giving TO driftline_revoked";
