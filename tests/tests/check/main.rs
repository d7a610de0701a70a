//! `driftline check` on databases that real migrators, or rows like theirs, say are migrated.

mod migrators;

use std::path::Path;

use driftline_tests::{Driftline, Encryption, Outcome, Server};
use migrators::{Migrator, STEPS, write};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The one server of these tests, with a role that owns applications and one that only watches.
async fn server() -> &'static Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    let start = || async {
        let server = Server::start(Encryption::Off);
        server.run("postgres", "CREATE ROLE app_owner LOGIN; CREATE ROLE watcher LOGIN PASSWORD 'watching'").await;
        server
    };
    SERVER.get_or_init(start).await
}

fn directory(migrator: Migrator, steps: usize) -> TempDir {
    let folder = driftline_tests::folder_with(&[]);
    write(folder.path(), &migrator.directory(steps));
    folder
}

fn check(url: &str, migrations: &Path, more: &[&str]) -> Outcome {
    let migrations = migrations.to_str().expect("UTF-8");
    let mut arguments = vec!["check", "--live", url, "--migrations", migrations];
    arguments.extend(more);
    Driftline::new(arguments).run()
}

fn check_json(url: &str, migrations: &Path) -> Outcome {
    check(url, migrations, &["--format", "json"])
}

/// Nothing where nothing was done by hand; then exactly the one thing that was. A file that waits is counted.
#[tokio::test]
async fn untouched_is_in_sync_and_one_column_is_one_finding() {
    let server = server().await;
    for migrator in Migrator::ALL {
        let database = format!("plain_{}", migrator.name());
        server.database(&database, "postgres").await;
        migrator.migrate(server, "postgres", &database, 2).await;
        let folder = directory(migrator, STEPS.len());
        let url = server.url(&database);

        let untouched = check_json(&url, folder.path()).exits(0);
        assert_eq!(untouched.json()["verdict"], "in_sync", "{migrator:?}\n{untouched}");
        assert_eq!(untouched.json()["source"]["pending"], serde_json::json!([migrator.file(2)]), "{migrator:?}");
        assert_eq!(untouched.findings(), [""; 0], "{migrator:?}");
        assert_eq!(untouched.json()["notes"], serde_json::json!([]), "{migrator:?}");

        server.run(&database, "ALTER TABLE accounts ADD COLUMN note text").await;
        let touched = check_json(&url, folder.path()).exits(2);
        assert_eq!(touched.json()["verdict"], "drifted", "{migrator:?}\n{touched}");
        assert_eq!(touched.findings(), ["extra column public.accounts.note"], "{migrator:?}");
    }
}

/// The application's role owns everything, in `public` or in a schema of its own; the one that looks may only look.
#[tokio::test]
async fn a_database_that_belongs_to_somebody_else_is_in_sync() {
    let server = server().await;
    // One server to replay on for all of them, which is what people in a hurry do, too.
    let scratch = Server::start(Encryption::Off);
    let more = ["--format", "json", "--dev-url", &scratch.url("postgres")].map(str::to_owned);
    let check = |url: &str, migrations: &Path| check(url, migrations, &more.each_ref().map(String::as_str));
    for migrator in Migrator::ALL {
        for schema in ["public", "app"] {
            let database = format!("owned_{}_{schema}", migrator.name());
            server.database(&database, "app_owner").await;
            if schema == "app" {
                server
                    .run(
                        &database,
                        &format!(
                            "CREATE SCHEMA app AUTHORIZATION app_owner;
                             ALTER ROLE app_owner IN DATABASE \"{database}\" SET search_path = app"
                        ),
                    )
                    .await;
            }
            migrator.migrate(server, "app_owner", &database, 2).await;
            let history = migrator.history();
            let (history_schema, table) = history.split_once('.').unwrap_or((schema, history));
            server
                .run(
                    &database,
                    &format!(
                        "REVOKE CONNECT ON DATABASE \"{database}\" FROM public;
                         GRANT CONNECT ON DATABASE \"{database}\" TO watcher;
                         GRANT USAGE ON SCHEMA {history_schema} TO watcher;
                         GRANT SELECT ON {history_schema}.{table} TO watcher"
                    ),
                )
                .await;
            let folder = directory(migrator, 2);
            let outcome = check(&server.url_as("watcher:watching", &database), folder.path());
            assert_eq!(outcome.findings(), [""; 0], "{migrator:?} in {schema}\n{outcome}");
            assert_eq!(outcome.code, Some(0), "{migrator:?} in {schema}\n{outcome}");

            server.run_as("app_owner", &database, "ALTER TABLE accounts ADD COLUMN note text").await;
            let outcome = check(&server.url_as("watcher:watching", &database), folder.path()).exits(2);
            assert_eq!(outcome.findings(), [format!("extra column {schema}.accounts.note")], "{migrator:?}");
        }
    }
}

/// What people read when there is no answer.
#[tokio::test]
async fn where_there_is_no_answer_the_reason_is_said() {
    let server = server().await;
    let cases: [(&str, Migrator, usize, &str); 9] = [
        ("dirty", Migrator::GolangMigrate, 2, "UPDATE schema_migrations SET dirty = true"),
        ("failed_sqlx", Migrator::SqlxSimple, 2, "UPDATE _sqlx_migrations SET success = false WHERE version = 2"),
        ("failed_flyway", Migrator::Flyway, 2, "UPDATE flyway_schema_history SET success = false WHERE version = '2'"),
        (
            "partly_applied",
            Migrator::Atlas,
            2,
            "UPDATE atlas_schema_revisions.atlas_schema_revisions SET total = 3, error = 'relation \"x\" does not exist'
              WHERE version LIKE '20260102%'",
        ),
        ("version_missing_sqlx", Migrator::SqlxSimple, 1, ""),
        ("version_missing_golang_migrate", Migrator::GolangMigrate, 1, ""),
        ("version_missing_flyway", Migrator::Flyway, 1, ""),
        ("no_history", Migrator::SqlxSimple, 2, "DROP TABLE _sqlx_migrations"),
        (
            "two_histories",
            Migrator::GolangMigrate,
            2,
            "CREATE SCHEMA other; CREATE TABLE other.schema_migrations AS TABLE schema_migrations",
        ),
    ];
    for (name, migrator, in_directory, sql) in cases {
        let database = format!("none_{name}");
        server.database(&database, "postgres").await;
        migrator.migrate(server, "postgres", &database, 2).await;
        server.run(&database, sql).await;
        let folder = directory(migrator, in_directory);
        let outcome = check(&server.url(&database), folder.path(), &[]).exits(3);
        snapshot(name, &outcome, folder.path());
    }
}

#[tokio::test]
async fn an_edited_sum_is_refused() {
    let server = server().await;
    server.database("edited_sum", "postgres").await;
    Migrator::Atlas.migrate(server, "postgres", "edited_sum", 2).await;
    let folder = directory(Migrator::Atlas, 2);
    let file = folder.path().join(Migrator::Atlas.file(1));
    let edited = STEPS[1].1.replace("numeric(12, 2)", "numeric(14, 2)");
    std::fs::write(file, edited).expect("a file can be written");
    let outcome = check(&server.url("edited_sum"), folder.path(), &[]).exits(3);
    snapshot("edited_sum", &outcome, folder.path());
}

#[tokio::test]
async fn a_missing_grant_is_named_and_is_enough() {
    let server = server().await;
    server.database("no_grant", "app_owner").await;
    Migrator::SqlxSimple.migrate(server, "app_owner", "no_grant", 2).await;
    let folder = directory(Migrator::SqlxSimple, 2);
    let url = server.url_as("watcher:watching", "no_grant");
    let outcome = check(&url, folder.path(), &[]).exits(3);
    assert!(!outcome.to_string().contains("watching"), "the password is nobody's business\n{outcome}");
    snapshot("no_grant", &outcome, folder.path());

    let grant = "GRANT SELECT ON TABLE public._sqlx_migrations TO watcher";
    let said = outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "");
    assert!(said.contains(grant), "{outcome}");
    server.run_as("app_owner", "no_grant", grant).await;
    check(&url, folder.path(), &[]).exits(0);
}

fn snapshot(name: &str, outcome: &Outcome, folder: &Path) {
    let version = server_version(&outcome.stdout);
    let folder = folder.to_str().expect("UTF-8");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("check_{name}"), outcome.transcript(&[(folder, "[folder]"), (&version, "[version]")]));
    });
}

/// What stands behind `PostgreSQL` in a report, if anything does.
fn server_version(text: &str) -> String {
    let version =
        text.split_once("PostgreSQL ").map(|(_, rest)| rest.lines().next().unwrap_or_default().trim().to_owned());
    version
        .filter(|version| version.starts_with(|first: char| first.is_ascii_digit()))
        .unwrap_or_else(|| "\0".to_owned())
}
