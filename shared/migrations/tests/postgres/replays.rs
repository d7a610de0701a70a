//! Replaying on a real server.

use std::path::PathBuf;

use driftline_migrations::{
    Directory, DirectoryOptions, Format, ReplayError, SourceFile, TransactionMode, plan_all, read_files, replay,
    run_script,
};
use sqlx::Row;
use sqlx::postgres::PgConnection;

use crate::support::{run, server};

async fn script(connection: &mut PgConnection, sql: &str) -> Result<(), ReplayError> {
    run_script(connection, "x.sql", sql, TransactionMode::Wrapped).await
}

async fn text(connection: &mut PgConnection, sql: &'static str) -> String {
    sqlx::raw_sql(sql).fetch_one(connection).await.expect("one row").get(0)
}

fn parse(format: Format, named: &[(&str, &str)]) -> Directory {
    let files = named
        .iter()
        .map(|(path, text)| SourceFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    Directory::parse(files, format, &DirectoryOptions::default()).expect("parsed")
}

#[tokio::test]
async fn every_case_directory_replays() {
    for (case, format) in [
        ("sqlx-simple", Format::Sqlx),
        ("sqlx-reversible", Format::Sqlx),
        ("golang-migrate", Format::GolangMigrate),
        ("atlas", Format::Atlas),
        ("atlas-checkpoint", Format::Atlas),
        ("flyway", Format::Flyway),
        ("flyway-baseline", Format::Flyway),
    ] {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case);
        let mut options = DirectoryOptions::default();
        options.flyway.placeholders.insert("note".to_owned(), "n".to_owned());
        let directory = Directory::parse(read_files(&folder).expect("readable"), format, &options).expect("parsed");
        let (name, mut connection) = server().database().await;
        replay(&mut connection, &plan_all(&directory).migrations)
            .await
            .unwrap_or_else(|error| panic!("{case}: {error}"));
        server().drop_database(&name).await;
    }
}

#[tokio::test]
async fn a_failure_names_file_line_and_statement() {
    let (name, mut connection) = server().database().await;
    for (sql, expected_line) in [
        ("CREATE TABLE a (id int);\n\nALTER TABLE a\n  ADD COLUMN ü text,\n  ADD COLUMN b nonsense;\n", 5),
        ("SELECT 1;\nINSERT INTO nowhere\nVALUES (1);", 2),
        ("SELECT 1;\nDO $$ BEGIN\n RAISE EXCEPTION 'no' USING DETAIL = 'd', HINT = 'h'; END $$;", 2),
    ] {
        let ReplayError::Statement(failure) = script(&mut connection, sql).await.expect_err("fails") else {
            panic!("a statement failed");
        };
        assert_eq!((failure.line, failure.file.as_str()), (expected_line, "x.sql"), "{failure}");
        // The session is usable and nothing is left.
        assert_eq!(text(&mut connection, "SELECT count(*)::text FROM pg_class WHERE relname = 'a'").await, "0");
    }
    let long = format!("SELECT 1;\nSELECT '{}' || missing;", "x".repeat(300));
    let error = script(&mut connection, &long).await.expect_err("fails");
    insta::assert_snapshot!(error, @r#"
    `x.sql` line 2: column "missing" does not exist (SQLSTATE 42703)
    statement: SELECT 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
    "#);
    let error = script(&mut connection, "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'd', HINT = 'h'; END $$")
        .await
        .expect_err("fails");
    insta::assert_snapshot!(error, @r"
    `x.sql` line 1: the server refuses the statement (SQLSTATE P0001)
    server: no
    detail: d
    hint: h
    statement: DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'd', HINT = 'h'; END $$
    ");
    let error = script(&mut connection, "SELECT 1;\nSELECT 'open").await.expect_err("fails");
    insta::assert_snapshot!(error, @"`x.sql` line 2: this string is never closed; add its end");
    // A deferred constraint fails at the end of the file.
    let error = script(
        &mut connection,
        "CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO c VALUES (1);",
    )
    .await
    .expect_err("fails");
    assert_eq!(error.sqlstate(), Some("23503"), "{error}");
    assert_eq!(text(&mut connection, "SELECT pg_current_xact_id_if_assigned() IS NULL || ''").await, "true");
    server().drop_database(&name).await;
}

#[tokio::test]
async fn what_cannot_run_in_a_transaction_runs_without() {
    let (name, mut connection) = server().database().await;
    for (sql, left) in [
        ("CREATE TABLE a (id int); CREATE INDEX CONCURRENTLY a_id ON a (id);", "a_id"),
        ("CREATE TYPE e AS ENUM ('a'); CREATE TABLE b (e e);", "b"),
        ("ALTER TYPE e ADD VALUE 'z'; ALTER TABLE b ALTER e SET DEFAULT 'z'; CREATE TABLE b2 ();", "b2"),
        ("BEGIN; CREATE TABLE own (id int); COMMIT; CREATE INDEX CONCURRENTLY own_id ON own (id);", "own_id"),
        ("BEGIN; CREATE TABLE own2 (id int); COMMIT; VACUUM own2; CREATE TABLE own3 ();", "own3"),
    ] {
        script(&mut connection, sql).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let found = sqlx::raw_sql("SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            .fetch_all(&mut connection)
            .await
            .expect("rows");
        assert!(found.iter().any(|row| row.get::<String, _>(0) == left), "{sql}");
    }
    // A file that commits by itself is not repeated.
    let error = script(&mut connection, "BEGIN; CREATE TABLE once (); COMMIT; BEGIN; VACUUM; COMMIT;")
        .await
        .expect_err("fails");
    assert_eq!(error.sqlstate(), Some("25001"), "{error}");
    // Any other failure takes the whole file with it.
    script(&mut connection, "CREATE TABLE gone (); SELECT 1/0;").await.expect_err("fails");
    assert_eq!(text(&mut connection, "SELECT (to_regclass('gone') IS NULL)::text").await, "true");
    run_script(&mut connection, "x.sql", "CREATE TABLE kept (); SELECT 1/0;", TransactionMode::Unwrapped)
        .await
        .expect_err("fails");
    assert_eq!(text(&mut connection, "SELECT (to_regclass('kept') IS NULL)::text").await, "false");
    server().drop_database(&name).await;
}

#[tokio::test]
async fn session_settings_last_as_long_as_with_the_tool() {
    let first = "CREATE ROLE other_migrator; CREATE SCHEMA s AUTHORIZATION other_migrator; SET search_path = s; SET ROLE other_migrator;";
    let second = "CREATE TABLE t (id int);";
    for (directory, schema) in [
        (parse(Format::Sqlx, &[("1_a.sql", first), ("2_b.sql", second)]), "s"),
        (parse(Format::GolangMigrate, &[("1_a.up.sql", first), ("2_b.up.sql", second)]), "s"),
        (parse(Format::Flyway, &[("V1__a.sql", first), ("V2__b.sql", second)]), "home"),
    ] {
        let (name, mut connection) = server().database().await;
        run(&mut connection, "CREATE SCHEMA home; SET search_path = home").await;
        replay(&mut connection, &directory.migrations).await.expect("replayed");
        let place =
            text(&mut connection, "SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 't'").await;
        assert_eq!(place, schema, "{}", directory.format);
        if directory.format == Format::Flyway {
            assert_eq!(
                text(&mut connection, "SELECT current_user || ' ' || current_setting('search_path')").await,
                "postgres home"
            );
        }
        drop(connection);
        server().drop_database(&name).await;
        run(&mut server().connect("postgres", "postgres").await, "DROP ROLE other_migrator").await;
    }
}

#[tokio::test]
async fn an_existing_role_is_named() {
    let (name, mut connection) = server().database().await;
    for sql in [
        "CREATE ROLE \"Taken \"\"role\"; CREATE ROLE \"Taken \"\"role\"",
        "DO $$ BEGIN CREATE USER taken; CREATE GROUP taken; END $$",
    ] {
        let error = script(&mut connection, sql).await.expect_err("fails");
        assert!(matches!(error.existing_role(), Some("Taken \"role" | "taken")), "{error}");
    }
    let error = script(&mut connection, "CREATE TABLE r (); CREATE TABLE r ();").await.expect_err("fails");
    assert_eq!(error.existing_role(), None);
    server().drop_database(&name).await;
}

#[tokio::test]
async fn an_extension_the_server_lacks_is_named() {
    let (name, mut connection) = server().database().await;
    let error = script(&mut connection, "CREATE EXTENSION \"no_such-extension\"").await.expect_err("fails");
    assert_eq!(error.missing_extension(), Some("no_such-extension"));
    let message = error.to_string();
    assert!(
        message.contains("is not installed on the scratch server; install it there, or pass --dev-url"),
        "{message}"
    );
    server().drop_database(&name).await;
}
