//! Finding and reading history tables.

use driftline_migrations::{
    Format, History, HistoryChoice, HistoryState, Outcome, TableName, mysql_history_ddl, read_mysql_histories,
};
use sqlx::Row as _;
use sqlx::mysql::MySqlConnection;

use crate::support::{run, servers};

fn empty(format: Format, name: &str) -> History {
    History {
        format,
        table: TableName { schema: String::new(), name: name.to_owned() },
        owner: String::new(),
        state: HistoryState::Applied(Vec::new()),
    }
}

const USUAL: [(Format, &str); 4] = [
    (Format::Atlas, "atlas_schema_revisions"),
    (Format::Flyway, "flyway_schema_history"),
    (Format::GolangMigrate, "schema_migrations"),
    (Format::Sqlx, "_sqlx_migrations"),
];

async fn auto(connection: &mut MySqlConnection) -> Vec<History> {
    read_mysql_histories(connection, &HistoryChoice::Auto).await.expect("read")
}

fn names(histories: &[History]) -> Vec<String> {
    histories.iter().map(|history| format!("{} {}", history.format, history.table)).collect()
}

#[tokio::test]
async fn every_format_is_found_by_name_and_columns() {
    for server in servers().await {
        let (name, mut connection) = server.database().await;
        assert_eq!(auto(&mut connection).await, []);
        for (format, table) in USUAL {
            run(&mut connection, &mysql_history_ddl(&empty(format, table))).await;
            // Whoever runs it again finds it there.
            run(&mut connection, &mysql_history_ddl(&empty(format, table))).await;
        }
        let expected = [
            "atlas atlas_schema_revisions",
            "flyway flyway_schema_history",
            "golang-migrate schema_migrations",
            "sqlx _sqlx_migrations",
        ];
        let mut found = names(&auto(&mut connection).await);
        found.sort();
        assert_eq!(found, expected, "{}", server.name());
        // Impostors: another tool's table, and a view.
        run(
            &mut connection,
            "DROP TABLE schema_migrations; CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY);
             RENAME TABLE _sqlx_migrations TO other; CREATE VIEW _sqlx_migrations AS SELECT * FROM other",
        )
        .await;
        assert_eq!(names(&auto(&mut connection).await), expected[..2], "{}", server.name());
        server.drop_database(&name).await;
    }
}

#[tokio::test]
async fn a_configured_table_may_have_any_name_and_database() {
    for server in servers().await {
        let (name, mut connection) = server.database().await;
        run(&mut connection, &mysql_history_ddl(&empty(Format::Sqlx, "odd `name'\\"))).await;
        let odd = HistoryChoice::Table { schema: None, name: "odd `name'\\".to_owned() };
        let found = read_mysql_histories(&mut connection, &odd).await.expect("read");
        assert_eq!(names(&found), ["sqlx odd `name'\\"], "{}", server.name());

        run(&mut connection, "CREATE TABLE other (id int)").await;
        let other = HistoryChoice::Table { schema: Some(name.clone()), name: "other".to_owned() };
        let error = read_mysql_histories(&mut connection, &other).await.expect_err("no history").to_string();
        assert!(error.contains("the table other named in the configuration is no history table"), "{error}");
        let absent = HistoryChoice::Table { schema: Some("nowhere".into()), name: "gone".into() };
        let error = read_mysql_histories(&mut connection, &absent).await.expect_err("no table").to_string();
        assert!(error.contains("the history table nowhere.gone named in the configuration is not in"), "{error}");
        server.drop_database(&name).await;
    }
}

#[tokio::test]
async fn the_history_that_atlas_keeps_in_its_own_database_is_found() {
    for server in servers().await {
        let (name, mut connection) = server.database().await;
        server.create_database("atlas_schema_revisions").await;
        let mut own = server.connect("atlas_schema_revisions", driftline_scratch::mysql::ACCOUNT).await;
        run(&mut own, &mysql_history_ddl(&empty(Format::Atlas, "atlas_schema_revisions"))).await;
        let found = auto(&mut connection).await;
        server.drop_database("atlas_schema_revisions").await;
        server.drop_database(&name).await;
        assert_eq!(names(&found), ["atlas atlas_schema_revisions.atlas_schema_revisions"], "{}", server.name());
    }
}

#[tokio::test]
async fn rows_are_read_oldest_first() {
    for server in servers().await {
        let (name, mut connection) = server.database().await;
        for (format, table) in USUAL {
            run(&mut connection, &mysql_history_ddl(&empty(format, table))).await;
        }
        run(
            &mut connection,
            r#"INSERT INTO _sqlx_migrations VALUES (10, 'ten', '2026-01-01', true, X'0aff', 1),
                 (2, 'two', '2026-01-02', false, X'02', 1), (1, 'one', '2026-01-01', true, X'01', 1);
               INSERT INTO schema_migrations VALUES (7, true);
               INSERT INTO flyway_schema_history
                 (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES
                 (1, '01_1', 'one', 'SQL', 'V01_1__one.sql', -5, 'u', 0, true),
                 (3, '2', 'two', 'JDBC', 'db.V2__two', NULL, 'u', 0, false),
                 (2, NULL, 'view', 'SQL', 'R__view.sql', 6, 'u', 0, true);
               INSERT INTO atlas_schema_revisions
                 (version, description, type, applied, total, executed_at, execution_time, error, hash, operator_version) VALUES
                 ('.atlas_cloud_identifier', 'd2f0', 2, 0, 0, now(), 0, NULL, '', ''),
                 ('1', 'base', 1, 0, 0, '2026-01-01', 0, NULL, '', ''),
                 ('2', 'done', 2, 3, 3, '2026-01-02', 0, '', 'h2=', ''),
                 ('4', 'half', 2, 1, 3, '2026-01-04', 0, 'boom', 'h4=', '')"#,
        )
        .await;
        let histories = auto(&mut connection).await;
        server.drop_database(&name).await;
        let mut rows = Vec::new();
        for (format, _) in USUAL {
            let history = histories.iter().find(|history| history.format == format).expect("found");
            let HistoryState::Applied(applied) = &history.state else { panic!("readable") };
            rows.extend(applied.iter().map(|row| {
                let version = row.version.as_ref().map_or("-", |version| version.as_str());
                let outcome = match &row.outcome {
                    Outcome::Succeeded => "succeeded".to_owned(),
                    other => format!("{other:?}"),
                };
                let checksum = row.checksum.as_deref().unwrap_or("-");
                format!("{format} {version} {:?} {:?} {checksum} {outcome}", row.description, row.kind)
            }));
        }
        insta::assert_snapshot!("rows", rows.join("\n"));
    }
}

#[tokio::test]
async fn a_history_that_may_not_be_read_names_the_grant() {
    for server in servers().await {
        let (name, mut connection) = server.database().await;
        run(&mut connection, &mysql_history_ddl(&empty(Format::Sqlx, "_sqlx_migrations"))).await;
        run(
            &mut connection,
            "DROP USER IF EXISTS 'read`er'@localhost; CREATE USER 'read`er'@localhost; GRANT REFERENCES ON _sqlx_migrations TO 'read`er'@localhost",
        )
        .await;
        let mut reader = server.connect(&name, "read`er").await;
        let state = auto(&mut reader).await.remove(0).state;
        let HistoryState::NotReadable { grants } = state else { panic!("{state:?}") };
        assert_eq!(grants, [format!("GRANT SELECT ON `{name}`.`_sqlx_migrations` TO `read``er`@`localhost`;")]);
        run(&mut connection, &grants[0]).await;
        assert_eq!(auto(&mut reader).await.remove(0).state, HistoryState::Applied(Vec::new()), "{}", server.name());
        server.drop_database(&name).await;
    }
}

/// How many definitions of tables this session had to open.
async fn opened(connection: &mut MySqlConnection) -> u64 {
    let status = "SHOW SESSION STATUS LIKE 'Opened_table_definitions'";
    let row = sqlx::raw_sql(status).fetch_one(connection).await.expect("a status");
    row.try_get_unchecked::<String, _>(1).expect("a text").parse().expect("a number")
}

#[tokio::test]
async fn tables_of_other_databases_stay_closed() {
    for server in servers().await.iter().filter(|server| server.name().contains("MariaDB")) {
        let (_, mut other) = server.database().await;
        for table in 0..20 {
            run(&mut other, &format!("CREATE TABLE t{table} (id int)")).await;
        }
        let (_, mut connection) = server.database().await;
        run(&mut connection, &mysql_history_ddl(&empty(Format::GolangMigrate, "schema_migrations"))).await;
        run(&mut connection, "FLUSH TABLES").await;
        let before = opened(&mut connection).await;
        assert_eq!(names(&auto(&mut connection).await), ["golang-migrate schema_migrations"]);
        let now = opened(&mut connection).await - before;
        assert!(now < 5, "{}: {now} tables were opened", server.name());
    }
}
