//! Servers that are watched whole, on PostgreSQL, MySQL and MariaDB: every database is a database of its own.

use std::collections::BTreeMap;
use std::path::Path;

use driftline_catalog::Engine;
use driftline_scratch::mysql::{Options, Server as MysqlServer};
use driftline_tests::mysql::{folders, port_to};
use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

const TABLE: &str = "CREATE TABLE users (id int PRIMARY KEY);\n";

fn config(engine: &str, port: u16, user: &str, more: &str) -> String {
    format!(
        "[[database]]\nname = \"shared\"\nengine = \"{engine}\"\nendpoint = \"127.0.0.1:{port}\"\nuser = \"{user}\"\n\
         auth = {{ method = \"none\" }}\nsource = {{ schema = \"schemas/{{database}}.sql\" }}\n{more}"
    )
}

/// The verdict of each database in a run.
fn verdicts(outcome: &Outcome) -> BTreeMap<String, String> {
    let json = outcome.json();
    let lines = json["summary"]["databases"].as_array().unwrap_or_else(|| panic!("no summary\n{outcome}")).clone();
    let word = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    lines.iter().map(|line| (word(line, "database"), word(line, "verdict"))).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, verdict)| ((*name).to_owned(), (*verdict).to_owned())).collect()
}

fn run(folder: &Path, more: &[&str]) -> Driftline {
    Driftline::new(["run", "--format", "json"].into_iter().chain(more.iter().copied())).in_folder(folder)
}

#[tokio::test]
async fn every_database_of_a_postgres_server_is_looked_at() {
    let server = Server::start(Encryption::Off);
    for database in ["app_1", "app_2", "\"My App\"", "old_1"] {
        server.run("postgres", &format!("CREATE DATABASE {database}")).await;
    }
    for (database, sql) in [("app_1", TABLE), ("app_2", TABLE), ("app_2", "CREATE TABLE extra (id int)")] {
        server.run(database, sql).await;
    }
    server.run("postgres", "CREATE DATABASE closed ALLOW_CONNECTIONS false").await;
    let some = config("postgres", server.port(), "postgres", "databases = { ignore = [\"old_*\"] }\n");
    let folder = folder_with(&[
        ("driftline.toml", &some),
        ("schemas/app_1.sql", TABLE),
        ("schemas/app_2.sql", TABLE),
        ("schemas/-4dy-20-41pp.sql", ""),
    ]);
    let first = run(folder.path(), &[]).run().exits(2);
    let expected = [("shared---4dy-20-41pp", "in_sync"), ("shared--app_1", "in_sync"), ("shared--app_2", "drifted")];
    assert_eq!(verdicts(&first), pairs(&expected), "{first}");

    // One of them by its name, alone.
    let one = run(folder.path(), &["--database", "shared--app_1"]).run().exits(0);
    assert_eq!(verdicts(&one), pairs(&expected[1..2]), "{one}");
    // And a server by its name, all of it.
    let all = run(folder.path(), &["--database", "shared"]).run().exits(2);
    assert_eq!(verdicts(&all), pairs(&expected), "{all}");

    let tested = Driftline::new(["connect", "test", "shared"]).in_folder(folder.path()).run().exits(0);
    let lines: Vec<&str> = tested.stdout.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(lines, ["shared---4dy-20-41pp: ok", "shared--app_1: ok", "shared--app_2: ok"], "{tested}");
    let setup = Driftline::new(["setup", "shared--app_1", "--print"]).in_folder(folder.path()).run().exits(0);
    assert!(setup.stdout.contains("GRANT CONNECT ON DATABASE \"app_1\""), "{setup}");
    let which = Driftline::new(["setup", "shared", "--print"]).in_folder(folder.path()).run().exits(1);
    assert!(which.stderr.contains("name one of them, shared--DATABASE"), "{which}");

    // A new database is there in the next run.
    server.run("postgres", "CREATE DATABASE app_3").await;
    let more = run(folder.path(), &[]).run().exits(2);
    assert_eq!(verdicts(&more)["shared--app_3"], "unknown", "{more}");

    // One that is gone is told once, and so is one that is new and as it should be.
    std::fs::write(folder.path().join("schemas/app_4.sql"), TABLE).expect("writable");
    for sql in ["DROP DATABASE app_3", "CREATE DATABASE app_4"] {
        server.run("postgres", sql).await;
    }
    server.run("app_4", TABLE).await;
    let changed = run(folder.path(), &[]).run().exits(2);
    let found = verdicts(&changed);
    assert_eq!(
        (found["shared--app_3"].as_str(), found["shared--app_4"].as_str()),
        ("unreachable", "in_sync"),
        "{changed}"
    );
    for said in ["it was there in an earlier run, and is no more", "this database is new"] {
        assert!(changed.stdout.contains(said), "{said}: {changed}");
    }
    let later = run(folder.path(), &[]).run().exits(2);
    assert!(
        !verdicts(&later).contains_key("shared--app_3") && !later.stdout.contains("this database is new"),
        "{later}"
    );
    // What the config leaves out is not gone.
    std::fs::write(folder.path().join("driftline.toml"), some.replace("old_*\"", "old_*\", \"app_4\""))
        .expect("writable");
    assert!(!verdicts(&run(folder.path(), &[]).run().exits(2)).contains_key("shared--app_4"));

    // None that is meant, and none that is reached: one result for the server, beside those of others.
    let dead = config("postgres", 9, "postgres", "databases = \"*\"\n").replace("shared", "dead");
    let none = config("postgres", server.port(), "postgres", "databases = { include = [\"web_*\"] }\n")
        .replace("shared", "none");
    let text = format!("{some}\n{dead}\n{none}");
    std::fs::write(folder.path().join("driftline.toml"), text).expect("writable");
    let failed = run(folder.path(), &[]).run().exits(2);
    let found = verdicts(&failed);
    assert_eq!((found["dead"].as_str(), found["none"].as_str()), ("unreachable", "unknown"), "{failed}");
    assert_eq!((found.len(), found["shared--app_2"].as_str()), (6, "drifted"), "{failed}");
    for said in ["nothing answers at 127.0.0.1:9", "`databases` covers none of them"] {
        assert!(failed.stdout.contains(said), "{said}: {failed}");
    }
    let tested = Driftline::new(["connect", "test", "dead"]).in_folder(folder.path()).run().exits(3);
    assert!(tested.stdout.contains("dead: not ok") && tested.stdout.contains("likely"), "{tested}");
}

#[tokio::test]
async fn every_database_of_a_mysql_or_mariadb_server_is_looked_at() {
    for binaries in folders() {
        let engine = if binaries.to_string_lossy().contains("mariadb-") { Engine::Mariadb } else { Engine::Mysql };
        let options = Options { binaries: Some(binaries.clone()), ..Options::new(engine) };
        let server = MysqlServer::start(&options).await.expect("a server");
        let mut connection = server.connect_options().connect().await.expect("the server");
        let sql = "CREATE DATABASE app_1; CREATE DATABASE app_2; CREATE DATABASE secret; CREATE TABLE app_1.users (id int PRIMARY KEY); \
             CREATE TABLE app_2.users (id int PRIMARY KEY); CREATE TABLE app_2.extra (id int); CREATE USER reader@localhost; \
             GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `app\\_1`.* TO reader@localhost; \
             GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `app\\_2`.* TO reader@localhost; \
             CREATE DATABASE tmp; CREATE TABLE tmp.of_rds (id int); GRANT SELECT ON tmp.* TO reader@localhost";
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("the statements");
        let port = port_to(&server.folder().expect("a server of our own").join("s"));
        let folder = folder_with(&[
            ("driftline.toml", &config(engine.as_str(), port, "reader", "databases = \"*\"\n")),
            ("schemas/app_1.sql", TABLE),
            ("schemas/app_2.sql", TABLE),
        ]);
        let outcome = run(folder.path(), &[]).env("DRIFTLINE_MYSQL_BIN", &binaries).run();
        let found = verdicts(&outcome);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["shared--app_1", "shared--app_2"], "{outcome}");
        assert_eq!(found["shared--app_2"], "drifted", "{outcome}");
    }
}
