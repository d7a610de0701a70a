//! Building on MySQL and MariaDB: accounts that the source itself creates, or takes to be there.
//!
//! `DRIFTLINE_TEST_MYSQL_SERVERS` names the folder with the servers.

use std::path::PathBuf;

use driftline_catalog::mysql::{Account, Grant, Role, Surroundings as OfDatabase};
use driftline_catalog::{Engine, Objects, Surroundings};
use driftline_expect::{Build, RebuildError, Rebuilt, ScratchServer, Steps};
use driftline_scratch::mysql::{Options, Server};

#[expect(clippy::print_stderr, reason = "a test that skips has to say so")]
async fn servers() -> Vec<ScratchServer> {
    let Some(folder) = std::env::var_os("DRIFTLINE_TEST_MYSQL_SERVERS") else {
        eprintln!("skipped: DRIFTLINE_TEST_MYSQL_SERVERS is not set; scripts/test sets it");
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the folder with the servers").flatten();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.join("usr").is_dir()).collect();
    folders.sort();
    let mut servers = Vec::new();
    for folder in folders {
        let is_mysql = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("mysql"));
        let engine = if is_mysql { Engine::Mysql } else { Engine::Mariadb };
        let options = Options { binaries: Some(folder.join("usr/sbin")), ..Options::new(engine) };
        servers.push(ScratchServer::Mysql(Server::start(&options).await.expect("a server")));
    }
    servers
}

async fn build(server: &ScratchServer, definers: &[(&str, &str)], sql: &str) -> Result<Rebuilt, RebuildError> {
    build_with(server, definers, None, &[], sql).await
}

async fn build_with(
    server: &ScratchServer,
    definers: &[(&str, &str)],
    grants: Option<Vec<Grant>>,
    roles: &[Role],
    sql: &str,
) -> Result<Rebuilt, RebuildError> {
    let definers = definers.iter().map(|(user, host)| Account { user: (*user).into(), host: (*host).into() });
    let of_database = OfDatabase {
        database: "shop".to_owned(),
        charset: "utf8mb4".to_owned(),
        collation: "utf8mb4_general_ci".to_owned(),
        definers: definers.collect(),
        roles: grants.is_some().then(|| roles.to_vec()),
        grants,
        ..OfDatabase::default()
    };
    let ScratchServer::Mysql(running) = server else { panic!("of another engine") };
    let surroundings = match running.engine() {
        Engine::Mariadb => Surroundings::Mariadb(Box::new(of_database)),
        _ => Surroundings::Mysql(Box::new(of_database)),
    };
    let steps = Steps::Script { file: "schema.sql", sql };
    let live_major = Some(running.series());
    Build { steps, surroundings: &surroundings, roles: None, live_major, owner: None, histories: &[] }.on(server).await
}

/// The definers of the functions, by the function's name.
fn definers(rebuilt: &Rebuilt) -> Vec<String> {
    let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &rebuilt.snapshot.objects else {
        panic!("of another engine")
    };
    objects.functions.iter().map(|function| format!("{} {}", function.name, function.definer)).collect()
}

#[tokio::test]
async fn accounts_of_the_source_and_of_the_live_database() {
    let sql = "CREATE TABLE t (id int);\nCREATE USER app@localhost;\nGRANT SELECT ON t TO app@localhost, 're-port'@'10.%';\n\
               CREATE FUNCTION implicit() RETURNS int DETERMINISTIC RETURN 1;\n\
               CREATE DEFINER=app@localhost FUNCTION named() RETURNS int DETERMINISTIC RETURN 1;\n\
               CREATE DEFINER=owner@'%' FUNCTION owned() RETURNS int DETERMINISTIC RETURN 1;\n";
    for server in servers().await {
        // The second time meets what the first has left.
        for _ in 0..2 {
            let live = [("migrator", "%"), ("app", "localhost"), ("owner", "%")];
            let rebuilt = build(&server, &live, sql).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(rebuilt.notes, [""; 0]);
            let expected = ["implicit `migrator`@`%`", "named `app`@`localhost`", "owned `owner`@`%`"];
            assert_eq!(definers(&rebuilt), expected);
        }
    }
}

#[tokio::test]
async fn a_statement_that_fails_whatever_accounts_there_are_is_told() {
    for server in servers().await {
        let error =
            build(&server, &[], "CREATE USER a@b;\nCREATE USER a@b;\n").await.expect_err("it fails").to_string();
        assert!(error.starts_with("`schema.sql` line 2: Operation CREATE USER failed for 'a'@'b'"), "{error}");
        let error = build(&server, &[], "GRANT SELECT ON nothing TO a@b").await.expect_err("it fails").to_string();
        assert!(error.contains("nothing' doesn't exist (error 1146)"), "{error}");
    }
}

/// The grants, each as `orders app@%: SELECT`.
fn grants(rebuilt: &Rebuilt) -> Vec<String> {
    let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &rebuilt.snapshot.objects else {
        panic!("of another engine")
    };
    let text = |grant: &Grant| format!("{} {}: {}", grant.on, grant.name, grant.privileges.join(", "));
    objects.grants.iter().map(text).collect()
}

#[tokio::test]
async fn what_live_gives_to_all_of_the_database_is_there_from_the_beginning() {
    let on_database = |name: &str, privileges: &[&str]| Grant {
        name: name.to_owned(),
        privileges: privileges.iter().map(|&privilege| privilege.to_owned()).collect(),
        ..Grant::default()
    };
    let live = vec![on_database("app@%", &["INSERT", "SELECT"]), on_database("made@localhost", &["SELECT"])];
    let sql = "CREATE TABLE t (id int);\nCREATE USER made@localhost;\nREVOKE INSERT ON * FROM app@'%';\n\
               GRANT UPDATE ON t TO app@'%', made@localhost;\nCREATE PROCEDURE p() SELECT 1;\n";
    for server in servers().await {
        for _ in 0..2 {
            let rebuilt = build_with(&server, &[], Some(live.clone()), &[], sql).await;
            let rebuilt = rebuilt.unwrap_or_else(|error| panic!("{error}"));
            // An account that a migration makes has what migrations give it.
            assert_eq!(grants(&rebuilt), [" app@%: SELECT", "t app@%: UPDATE", "t made@localhost: UPDATE"]);
            assert_eq!(rebuilt.notes, [""; 0]);
        }
        let rebuilt = build(&server, &[], "CREATE TABLE t (id int);\nGRANT UPDATE ON t TO app@'%';\n").await;
        let rebuilt = rebuilt.unwrap_or_else(|error| panic!("{error}"));
        assert!(!rebuilt.snapshot.has_read_kind(driftline_catalog::Kind::Grant), "nobody asked");
    }
}

/// The roles, each as `app@%: clerks@%`.
fn roles(rebuilt: &Rebuilt) -> Vec<String> {
    let (Objects::Mysql(objects) | Objects::Mariadb(objects)) = &rebuilt.snapshot.objects else {
        panic!("of another engine")
    };
    objects.roles.iter().map(|role| format!("{}: {}", role.name, role.member_of.join(", "))).collect()
}

#[tokio::test]
async fn roles_that_live_has_are_there_from_the_beginning() {
    for server in servers().await {
        let ScratchServer::Mysql(running) = &server else { panic!("of another engine") };
        let is_mariadb = running.engine() == Engine::Mariadb;
        let host = if is_mariadb { "" } else { "@%" };
        let role = |name: &str, member_of: &[&str]| Role {
            name: name.to_owned(),
            member_of: member_of.iter().map(|&role| role.replace("@%", host)).collect(),
            ..Role::default()
        };
        let live = [
            role(&format!("clerks{host}"), &[]),
            role("bob@%", &["clerks@%"]),
            role("made@%", &["clerks@%"]),
            role("migrator@%", &["staff@%: ADMIN"]),
        ];
        let grants =
            vec![Grant { name: format!("clerks{host}"), privileges: vec!["SELECT".into()], ..Grant::default() }];
        let sql = "CREATE TABLE t (id int);\nCREATE ROLE staff;\nGRANT UPDATE ON t TO staff;\nCREATE USER made@'%';\n\
                   GRANT staff TO bob@'%';\n";
        for _ in 0..2 {
            let rebuilt = build_with(&server, &[], Some(grants.clone()), &live, sql).await;
            let rebuilt = rebuilt.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(rebuilt.notes, [""; 0]);
            // Whoever makes a role of MariaDB may hand it on, and that is whoever migrates. An account that a migration
            // makes has what migrations give it.
            let expected = if is_mariadb {
                vec!["bob@%: clerks, staff", "clerks: ", "migrator@%: staff: ADMIN", "staff: "]
            } else {
                vec!["bob@%: clerks@%, staff@%", "clerks@%: ", "staff@%: "]
            };
            assert_eq!(roles(&rebuilt), expected);
        }
    }
}
