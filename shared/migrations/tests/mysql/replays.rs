//! Running files, and what is said of those that fail.

use driftline_catalog::Engine;
use driftline_migrations::{Directory, DirectoryOptions, Format, SourceFile, plan_all, replay_mysql, run_mysql_script};

use crate::support::{ask, run, servers};

fn directory(format: Format, files: &[(&str, &str)]) -> Directory {
    let files = files.iter().map(|(name, sql)| SourceFile { path: (*name).to_owned(), bytes: sql.as_bytes().to_vec() });
    Directory::parse(files.collect(), format, &DirectoryOptions::default()).expect("a directory")
}

#[tokio::test]
async fn bodies_are_built_with_and_without_the_clients_delimiter() {
    let plain = "-- a; comment\nCREATE TABLE t (id int, note varchar(20) DEFAULT 'a;b''\\'');\n\
                 CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN\n  IF NEW.id IS NULL THEN SET NEW.id = 1; END IF;\n\
                 SET NEW.note = CASE NEW.id WHEN 1 THEN ';' ELSE 'x' END;\nEND;\n# the last; one\n\
                 CREATE PROCEDURE p() w: LOOP LEAVE w; END LOOP;\nCREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN SELECT 1; END; -- done";
    let fenced = "CREATE TABLE t (id int);\nDELIMITER $$\n\
                  CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.id = 1; END$$\nDELIMITER //\n\
                  /*!50003 CREATE PROCEDURE p() BEGIN SELECT '//'; SELECT 2; END */ //\nDELIMITER ;\n\
                  CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1;\n;;\n/*!40101 SET NAMES utf8mb4 */;\n";
    for server in servers().await {
        for sql in [plain, fenced] {
            let (name, mut connection) = server.database().await;
            run_mysql_script(&mut connection, "script", sql).await.unwrap_or_else(|error| panic!("{error}"));
            let list = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
                        UNION ALL SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() \
                        UNION ALL SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() \
                        UNION ALL SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";
            assert_eq!(ask(&mut connection, list).await, ["t", "g", "p", "e"], "{}", server.name());
            server.drop_database(&name).await;
        }
    }
}

#[tokio::test]
async fn a_failure_names_file_line_and_statement() {
    // In one text with a body, the server is sent the whole and says how far it came.
    let body = "CREATE TABLE t (id int);\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND;\n";
    let cases = [
        (
            "a syntax error",
            format!("{body}-- the bad one\nCREATE TABLE u (\n  id int,\n  bad\n);\nSELECT 1;"),
            10,
            1064,
        ),
        ("a table that is there", format!("{body}\n/* again */ CREATE TABLE t (id int);"), 7, 1050),
        ("behind a delimiter", "SELECT 1;\nDELIMITER $$\nSELECT 2 $$\n\nDROP TABLE none $$\n".to_owned(), 5, 1051),
    ];
    for server in servers().await {
        for (what, sql, line, number) in &cases {
            let (name, mut connection) = server.database().await;
            let error = run_mysql_script(&mut connection, "V1__a.sql", sql).await.expect_err("it fails").to_string();
            assert!(error.starts_with(&format!("`V1__a.sql` line {line}: ")), "{what} on {}: {error}", server.name());
            assert!(error.contains(&format!("(error {number})")), "{error}");
            assert!(error.contains("\nstatement: "), "{error}");
            // The session goes on.
            assert_eq!(ask(&mut connection, "SELECT 5").await, ["5"]);
            server.drop_database(&name).await;
        }
    }
}

#[tokio::test]
async fn an_account_that_a_migration_creates_itself_is_told() {
    for server in servers().await {
        let (name, mut connection) = server.database().await;
        run(&mut connection, "CREATE USER IF NOT EXISTS there@localhost").await;
        let error = run_mysql_script(&mut connection, "a.sql", "CREATE USER there@localhost").await.expect_err("there");
        assert_eq!(error.existing_account(), Some("'there'@'localhost'"), "{}: {error}", server.name());
        server.drop_database(&name).await;
    }
}

#[tokio::test]
async fn flyway_gives_the_session_back_and_the_others_do_not() {
    for server in servers().await {
        for (format, names, expected) in [
            (Format::Flyway, ["V1__a.sql", "V2__b.sql"], "1"),
            (Format::GolangMigrate, ["1_a.up.sql", "2_b.up.sql"], "0"),
        ] {
            let (name, mut connection) = server.database().await;
            let files = [
                (names[0], "SET foreign_key_checks = 0; CREATE TABLE a (id int);"),
                (names[1], "CREATE TABLE b AS SELECT @@foreign_key_checks AS checks;"),
            ];
            let migrations = plan_all(&directory(format, &files)).migrations;
            replay_mysql(&mut connection, &migrations).await.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(ask(&mut connection, "SELECT checks FROM b").await, [expected], "{format} on {}", server.name());
            server.drop_database(&name).await;
        }
    }
}

#[tokio::test]
async fn a_file_is_sent_as_its_migrator_sends_it() {
    let sql = "CREATE TABLE t (id int);\nCREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1;\nSELECT 1;\n";
    for server in servers().await {
        let mut bodies = Vec::new();
        for (format, name) in [(Format::GolangMigrate, "1_a.up.sql"), (Format::Flyway, "V1__a.sql")] {
            let (database, mut connection) = server.database().await;
            let migrations = plan_all(&directory(format, &[(name, sql)])).migrations;
            replay_mysql(&mut connection, &migrations).await.unwrap_or_else(|error| panic!("{error}"));
            let question = "SELECT ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()";
            bodies.extend(ask(&mut connection, question).await);
            server.drop_database(&database).await;
        }
        let whole = if server.engine() == Engine::Mysql { "SET @a = 1;" } else { "SET @a = 1" };
        assert_eq!(bodies, [whole, "SET @a = 1"], "{}", server.name());
    }
}

#[tokio::test]
async fn where_the_end_of_a_body_is_not_clear_the_server_finds_it() {
    let sql = "CREATE PROCEDURE p(a int) IF a = 1 THEN SELECT 1; ELSE SELECT 2; END IF;\nCREATE TABLE t (id int);";
    for server in servers().await {
        let (name, mut connection) = server.database().await;
        run_mysql_script(&mut connection, "a.sql", sql).await.unwrap_or_else(|error| panic!("{error}"));
        let error = run_mysql_script(&mut connection, "a.sql", "SELECT 1;\nDROP PROCEDURE p;\nDROP PROCEDURE p;").await;
        let error = error.expect_err("it is gone").to_string();
        assert!(error.starts_with("`a.sql` line 3: "), "{}: {error}", server.name());
        server.drop_database(&name).await;
    }
}
