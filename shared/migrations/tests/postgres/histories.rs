//! Finding and reading history tables.

use driftline_migrations::{
    AppliedKind, Directory, DirectoryOptions, Format, History, HistoryChoice, HistoryError, HistoryState, Outcome,
    Plan, SourceFile, TableName, history_ddl, plan_for, read_histories, replay,
};
use sqlx::postgres::PgConnection;

use crate::support::{run, server};

fn empty(format: Format, schema: &str, name: &str) -> History {
    History {
        format,
        table: TableName { schema: schema.to_owned(), name: name.to_owned() },
        owner: "postgres".to_owned(),
        state: HistoryState::Applied(Vec::new()),
    }
}

/// Reads as Driftline does: in a read-only transaction with an empty `search_path`.
async fn read(connection: &mut PgConnection, choice: &HistoryChoice) -> Result<Vec<History>, HistoryError> {
    run(connection, "SET search_path = ''; BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await;
    let histories = read_histories(connection, choice).await;
    run(connection, "ROLLBACK").await;
    histories
}

async fn auto(connection: &mut PgConnection) -> Vec<History> {
    read(connection, &HistoryChoice::Auto).await.expect("read")
}

#[tokio::test]
async fn every_format_is_found_by_name_and_columns() {
    let (name, mut connection) = server().database().await;
    assert_eq!(auto(&mut connection).await, []);
    for (format, schema, table) in [
        (Format::Atlas, "atlas_schema_revisions", "atlas_schema_revisions"),
        (Format::Flyway, "app", "flyway_schema_history"),
        (Format::GolangMigrate, "Odd \"Name\"", "schema_migrations"),
        (Format::Sqlx, "public", "_sqlx_migrations"),
    ] {
        run(&mut connection, &history_ddl(&empty(format, schema, table))).await;
        // Whoever runs it again finds it there.
        run(&mut connection, &history_ddl(&empty(format, schema, table))).await;
    }
    // Impostors: another tool's table, a view, a temporary table.
    run(
        &mut connection,
        "CREATE SCHEMA rails; CREATE TABLE rails.schema_migrations (version varchar PRIMARY KEY);
        CREATE SCHEMA view; CREATE VIEW view._sqlx_migrations AS SELECT * FROM public._sqlx_migrations;
        CREATE TEMPORARY TABLE _sqlx_migrations (LIKE public._sqlx_migrations)",
    )
    .await;
    let mut found: Vec<(Format, String)> =
        auto(&mut connection).await.into_iter().map(|h| (h.format, h.table.to_string())).collect();
    found.sort();
    assert_eq!(
        found,
        [
            (Format::Atlas, "atlas_schema_revisions.atlas_schema_revisions".to_owned()),
            (Format::Flyway, "app.flyway_schema_history".to_owned()),
            (Format::GolangMigrate, "Odd \"Name\".schema_migrations".to_owned()),
            (Format::Sqlx, "public._sqlx_migrations".to_owned()),
        ]
    );
    server().drop_database(&name).await;
}

#[tokio::test]
async fn rows_are_read_oldest_first() {
    let (name, mut connection) = server().database().await;
    run(&mut connection, &history_ddl(&empty(Format::Sqlx, "public", "_sqlx_migrations"))).await;
    run(&mut connection, r"INSERT INTO _sqlx_migrations VALUES
        (10, 'ten', '2026-01-01', true, '\x0aff', 1), (2, 'two', '2026-01-02', false, '\x02', 1), (1, 'one', '2026-01-01', true, '\x01', 1)").await;
    run(&mut connection, &history_ddl(&empty(Format::GolangMigrate, "public", "schema_migrations"))).await;
    run(&mut connection, "INSERT INTO schema_migrations VALUES (7, true)").await;
    run(&mut connection, &history_ddl(&empty(Format::Flyway, "public", "flyway_schema_history"))).await;
    run(&mut connection, r#"INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES
        (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"app"', NULL, 'u', 0, true),
        (1, '01_1', 'one', 'SQL', 'V01_1__one.sql', -5, 'u', 0, true),
        (3, '2', 'two', 'JDBC', 'db.V2__two', NULL, 'u', 0, false),
        (2, NULL, 'view', 'SQL', 'R__view.sql', 6, 'u', 0, true)"#).await;
    run(&mut connection, &history_ddl(&empty(Format::Atlas, "public", "atlas_schema_revisions"))).await;
    run(&mut connection, "INSERT INTO atlas_schema_revisions (version, description, type, applied, total, executed_at, execution_time, error, hash, operator_version) VALUES
        ('.atlas_cloud_identifier', 'd2f0', 2, 0, 0, now(), 0, NULL, '', ''),
        ('1', 'base', 1, 0, 0, '2026-01-01', 0, NULL, '', ''),
        ('2', 'done', 2, 3, 3, '2026-01-02', 0, '', 'h2=', ''),
        ('3', 'by hand', 6, 1, 3, '2026-01-03', 0, 'boom', 'h3=', ''),
        ('4', 'half', 2, 1, 3, '2026-01-04', 0, 'boom', 'h4=', '')").await;
    let histories = auto(&mut connection).await;
    let rows = |format: Format| -> Vec<String> {
        let history = histories.iter().find(|h| h.format == format).expect("found");
        let HistoryState::Applied(rows) = &history.state else { panic!("readable") };
        rows.iter()
            .map(|row| {
                format!(
                    "{} {:?} {:?} {} {}",
                    row.version.as_ref().map_or("-", |v| v.as_str()),
                    row.description,
                    row.kind,
                    row.checksum.as_deref().unwrap_or("-"),
                    match &row.outcome {
                        Outcome::Succeeded => "succeeded".to_owned(),
                        other => format!("{other:?}"),
                    }
                )
            })
            .collect()
    };
    insta::assert_snapshot!(rows(Format::Sqlx).join("\n"), @r#"
    1 "one" Migration 01 succeeded
    10 "ten" Migration 0aff succeeded
    2 "two" Migration 02 Failed { reason: "it began and did not finish" }
    "#);
    insta::assert_snapshot!(rows(Format::GolangMigrate).join("\n"), @r#"7 "" Migration - Failed { reason: "it is marked dirty" }"#);
    insta::assert_snapshot!(rows(Format::Flyway).join("\n"), @r#"
    - "<< Flyway Schema Creation >>" SchemaCreation - succeeded
    1.1 "one" Migration -5 succeeded
    - "view" Repeatable 6 succeeded
    2 "two" Other("JDBC") - Failed { reason: "it failed" }
    "#);
    insta::assert_snapshot!(rows(Format::Atlas).join("\n"), @r#"
    1 "base" Baseline - succeeded
    2 "done" Migration h2= succeeded
    3 "by hand" Resolved h3= succeeded
    4 "half" Migration h4= Partial { applied: 1, total: 3, error: Some("boom") }
    "#);
    assert!(histories.iter().all(|history| history.owner == "postgres"));
    server().drop_database(&name).await;
}

#[tokio::test]
async fn a_role_that_may_only_connect_learns_what_to_grant() {
    let (name, mut admin) = server().database().await;
    run(&mut admin, "CREATE ROLE \"Watch man\" LOGIN").await;
    run(&mut admin, &history_ddl(&empty(Format::Sqlx, "App", "_sqlx_migrations"))).await;
    run(
        &mut admin,
        r"INSERT INTO _sqlx_migrations_here VALUES (1)"
            .replace(
                "_sqlx_migrations_here VALUES (1)",
                r#""App"._sqlx_migrations VALUES (1, 'one', now(), true, '\x01', 1)"#,
            )
            .as_str(),
    )
    .await;
    let mut reader = server().connect(&name, "Watch man").await;
    // Each round gives what the one before asked for.
    let mut asked = Vec::new();
    for _ in 0..3 {
        let histories = auto(&mut reader).await;
        match &histories[0].state {
            HistoryState::NotReadable { grants } => {
                asked.push(grants.join(" "));
                run(&mut admin, &grants.join(" ")).await;
            }
            HistoryState::Applied(rows) => assert_eq!(rows.len(), 1),
        }
    }
    assert_eq!(
        asked,
        [
            "GRANT USAGE ON SCHEMA \"App\" TO \"Watch man\"; GRANT SELECT ON TABLE \"App\"._sqlx_migrations TO \"Watch man\";"
        ]
    );
    // Row security would hide rows silently.
    run(&mut admin, "ALTER TABLE \"App\"._sqlx_migrations ENABLE ROW LEVEL SECURITY").await;
    let histories = auto(&mut reader).await;
    assert_eq!(
        histories[0].state,
        HistoryState::NotReadable { grants: vec!["ALTER ROLE \"Watch man\" BYPASSRLS;".to_owned()] }
    );
    run(&mut admin, "ALTER ROLE \"Watch man\" BYPASSRLS").await;
    assert!(matches!(&auto(&mut reader).await[0].state, HistoryState::Applied(rows) if rows.len() == 1));
    drop(reader);
    run(&mut admin, "DROP SCHEMA \"App\" CASCADE; DROP ROLE \"Watch man\"").await;
    server().drop_database(&name).await;
}

#[tokio::test]
async fn a_configured_table_is_known_by_its_columns() {
    let (name, mut connection) = server().database().await;
    run(&mut connection, &history_ddl(&empty(Format::GolangMigrate, "app", "versions"))).await;
    run(&mut connection, "CREATE TABLE other (id int)").await;
    assert_eq!(auto(&mut connection).await, []);
    let table = |schema: Option<&str>, name: &str| HistoryChoice::Table {
        schema: schema.map(str::to_owned),
        name: name.to_owned(),
    };
    for choice in [table(None, "versions"), table(Some("app"), "versions")] {
        let histories = read(&mut connection, &choice).await.expect("read");
        assert_eq!(histories[0].format, Format::GolangMigrate);
    }
    insta::assert_snapshot!(read(&mut connection, &table(Some("public"), "it's")).await.expect_err("absent"), @"the history table public.it's named in the configuration is not in the database; correct its name, or remove it to look for the usual names");
    insta::assert_snapshot!(read(&mut connection, &table(None, "other")).await.expect_err("no history"), @"the table public.other named in the configuration is no history table of atlas, flyway, golang-migrate, sqlx: its columns are id integer");
    server().drop_database(&name).await;
}

#[tokio::test]
async fn a_migrator_at_work_is_told_from_a_broken_query() {
    let (name, mut writer) = server().database().await;
    run(&mut writer, &history_ddl(&empty(Format::GolangMigrate, "public", "schema_migrations"))).await;
    run(&mut writer, "BEGIN; TRUNCATE schema_migrations").await;
    let mut reader = server().connect(&name, "postgres").await;
    run(&mut reader, "SET lock_timeout = '50ms'").await;
    let error = read(&mut reader, &HistoryChoice::Auto).await.expect_err("locked");
    assert!(error.is_locked(), "{error}");
    run(&mut writer, "ROLLBACK").await;
    assert_eq!(auto(&mut reader).await.len(), 1);
    server().drop_database(&name).await;
}

/// A row per file as the real tool would have written it: the checksums must be the same.
#[tokio::test]
async fn what_was_replayed_and_noted_is_planned_without_a_note() {
    let files: Vec<SourceFile> = [("1_a.sql", "CREATE TABLE a (id int);"), ("2_b.sql", "CREATE TABLE b (id int);")]
        .into_iter()
        .map(|(path, text)| SourceFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    let directory = Directory::parse(files, Format::Sqlx, &DirectoryOptions::default()).expect("parsed");
    let (name, mut connection) = server().database().await;
    run(&mut connection, &history_ddl(&empty(Format::Sqlx, "public", "_sqlx_migrations"))).await;
    replay(&mut connection, &directory.migrations[..1]).await.expect("replayed");
    // The server's own SHA-384 of the same text.
    run(
        &mut connection,
        "INSERT INTO _sqlx_migrations VALUES (1, 'a', now(), true, sha384('CREATE TABLE a (id int);'), 1)",
    )
    .await;
    let histories = auto(&mut connection).await;
    let Plan::Replay(plan) = plan_for(&directory, &histories) else { panic!("a plan") };
    assert_eq!((plan.migrations.len(), plan.pending.len(), plan.notes.len()), (1, 1, 0));
    let HistoryState::Applied(rows) = &histories[0].state else { panic!("readable") };
    assert_eq!(rows[0].kind, AppliedKind::Migration);
    server().drop_database(&name).await;
}
