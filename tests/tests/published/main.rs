//! `driftline publish`, and runs that take what it put into the store.

#[expect(dead_code, reason = "the tests of `check` use the rest")]
#[path = "../check/migrators.rs"]
mod migrators;

use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with, write_files};
use migrators::Migrator;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// What a team's migrations do besides tables: everything in which it shows who ran them.
const MIGRATIONS: &[(&str, &str)] = &[
    (
        "1_orders.up.sql",
        "CREATE TABLE orders (id int PRIMARY KEY, note varchar(200), total numeric DEFAULT round(1.5, 1));
         ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reporting;
         GRANT SELECT (id) ON orders TO auditing WITH GRANT OPTION;",
    ),
    (
        "2_lines.up.sql",
        "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders);
         ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
         CREATE POLICY own ON orders TO auditing USING (id < 10);
         CREATE FUNCTION answer() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 42';
         REVOKE EXECUTE ON FUNCTION answer() FROM PUBLIC;
         GRANT EXECUTE ON FUNCTION answer() TO auditing;",
    ),
];
const PENDING: (&str, &str) = ("3_notes.up.sql", "CREATE TABLE notes (id int PRIMARY KEY);");

async fn server() -> &'static Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    SERVER
        .get_or_init(|| async {
            let server = Server::start(Encryption::Off);
            server.run("postgres", "CREATE ROLE app_owner LOGIN; CREATE ROLE reporting; CREATE ROLE auditing").await;
            server
        })
        .await
}

fn config(name: &str, port: u16, source: &str) -> String {
    format!(
        r#"
[[database]]
name     = "{name}"
engine   = "postgres"
endpoint = "127.0.0.1:{port}"
database = "{name}"
user     = "postgres"
auth     = {{ method = "none" }}
source   = {{ {source} }}
"#
    )
}

const SOURCE: &str = "published = true, migrations = \"migrations\"";

/// A folder with a config and migrations, one of them pending, and a database of another role that is migrated.
async fn site(name: &str) -> TempDir {
    let server = server().await;
    server.database(name, "app_owner").await;
    server.deploy("app_owner", name, MIGRATIONS).await;
    let config = config(name, server.port(), SOURCE);
    let mut files = vec![("driftline.toml".to_owned(), config)];
    let migrations = MIGRATIONS.iter().chain([&PENDING]);
    files.extend(migrations.map(|(file, sql)| (format!("migrations/{file}"), (*sql).to_owned())));
    folder(&files)
}

fn folder(files: &[(String, String)]) -> TempDir {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    folder_with(&files)
}

/// A run where no server can be started, as in the functions.
fn run(site: &TempDir) -> Outcome {
    Driftline::new(["run", "--format", "json"]).in_folder(site.path()).env("DRIFTLINE_POSTGRES_BIN", "/var/empty").run()
}

fn publish(site: &TempDir, arguments: &[&str]) -> Outcome {
    Driftline::new(["publish"].iter().chain(arguments)).in_folder(site.path()).run()
}

/// The one report of a run.
fn report(outcome: &Outcome) -> Value {
    outcome.json()["reports"][0].clone()
}

fn reason(outcome: &Outcome) -> String {
    let report = report(outcome);
    report["reason"].as_str().unwrap_or_else(|| panic!("no reason\n{outcome}")).to_owned()
}

#[track_caller]
fn says(outcome: &Outcome, words: &str) {
    let text = outcome.to_string();
    assert!(text.contains(words), "`{words}` is not said\n{outcome}");
}

#[track_caller]
fn is_in_sync(outcome: Outcome) -> Value {
    let report = report(&outcome.clone().exits(0));
    assert_eq!(report["findings"], serde_json::json!([]), "{outcome}");
    assert_eq!(report["verdict"], "in_sync", "{outcome}");
    report
}

/// The way that the guide describes: a run says what to publish, and what is published is what a replay would give.
#[tokio::test]
async fn a_migrated_database_of_another_role_is_in_sync_with_what_is_published() {
    let site = site("learnt").await;
    // Nobody has seen the database yet.
    says(&publish(&site, &["learnt"]).exits(1), "Let one happen");

    let outcome = run(&site).exits(3);
    assert_eq!(report(&outcome)["verdict"], "unknown", "{outcome}");
    says(&outcome, "nothing ever was; run `driftline publish learnt --version 2`");

    // The newest version is not deployed yet.
    let outcome = publish(&site, &["learnt"]).exits(0);
    says(&outcome, "Published version 3 of learnt");
    says(&outcome, " as app_owner.");
    says(&run(&site).exits(3), "published are 3;");

    says(&publish(&site, &["learnt", "--version", "000002"]).exits(0), "Published version 2 of learnt");
    let report = is_in_sync(run(&site));
    assert_eq!(report["source"]["description"], "published snapshot of golang-migrate migrations");
    assert_eq!(report["source"]["deployed_version"], "2");
    assert_eq!(report["notes"], serde_json::json!([]));

    // The same as a replay, database and all.
    let replay = Driftline::new(["run", "--format", "json", "--config", "replay.toml"]).in_folder(site.path());
    write_files(
        site.path(),
        &[("replay.toml", &config("learnt", server().await.port(), "migrations = \"migrations\""))],
    );
    is_in_sync(replay.run());

    for (sql, found) in [
        ("ALTER TABLE orders ADD COLUMN vip boolean", "vip"),
        ("ALTER TABLE lines OWNER TO postgres", "lines"),
        ("REVOKE SELECT (id) ON orders FROM auditing", "id"),
    ] {
        server().await.run("learnt", sql).await;
        let outcome = run(&site).exits(2);
        let names: Vec<Value> = report_names(&outcome);
        assert!(names.contains(&found.into()), "{sql}: {names:?}\n{outcome}");
    }
    server().await.run("learnt", "UPDATE schema_migrations SET dirty = true").await;
    assert_eq!(self::report(&run(&site).exits(3))["verdict"], "dirty");
}

fn report_names(outcome: &Outcome) -> Vec<Value> {
    let report = report(outcome);
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["difference"]["name"].clone()).collect()
}

/// From CI, before the first run: the role is named, and is the right one or it is said.
#[tokio::test]
async fn the_role_that_migrates_can_be_named() {
    let site = site("named").await;
    publish(&site, &["named", "--version", "2", "--owner", "app_owner"]).exits(0);
    let report = is_in_sync(run(&site));
    let notes = report["notes"].to_string();
    assert!(notes.contains("who owns the database"), "what could not be imitated is said: {notes}");

    // Other content for a version takes a word of its own; the same content does not.
    says(&publish(&site, &["named", "--version", "2"]).exits(0), "is published already, with the same content");
    let outcome = publish(&site, &["named", "--version", "2", "--owner", "somebody"]).exits(1);
    says(&outcome, "it was made as app_owner and now as somebody");
    publish(&site, &["named", "--version", "2", "--owner", "somebody", "--replace"]).exits(0);
    let outcome = run(&site).exits(3);
    says(&outcome, "it was made as the role somebody, and whoever migrates is app_owner");
    says(&outcome, "driftline publish named --version 2 --replace");
    publish(&site, &["named", "--version", "2", "--replace"]).exits(0);
    is_in_sync(run(&site));
}

#[tokio::test]
async fn what_is_published_for_a_version_stays_unless_somebody_says_so() {
    let site = site("edited").await;
    run(&site).exits(3);
    publish(&site, &["edited", "--version", "2"]).exits(0);
    write_files(site.path(), &[("migrations/2_lines.up.sql", "CREATE TABLE lines (id int);")]);
    let outcome = publish(&site, &["edited", "--version", "2"]).exits(1);
    says(&outcome, "the migrations are others than before: 2_lines.up.sql");
    says(&outcome, "--replace");
    is_in_sync(run(&site));
    says(&publish(&site, &["edited", "--version", "2", "--replace"]).exits(0), "in the place of another");
    run(&site).exits(2);

    let outcome = publish(&site, &["edited", "--version", "7"]).exits(1);
    says(&outcome, "no migration has the version 7; there are 1, 2, 3");
}

/// What surrounds a database decides what its migrations mean: what was published for others is not compared.
#[tokio::test]
async fn what_was_made_for_other_surroundings_is_not_compared() {
    let site = site("moved").await;
    run(&site).exits(3);
    publish(&site, &["moved", "--version", "2"]).exits(0);
    is_in_sync(run(&site));
    let server = server().await;
    server.run("moved", "ALTER DATABASE moved SET search_path TO app, public").await;
    let outcome = run(&site).exits(3);
    says(&outcome, "search_path of the database was not set and is app, public");
    server.run("moved", "ALTER DATABASE moved RESET search_path").await;
    is_in_sync(run(&site));

    // Who may connect is said from outside the migrations, and is no drift.
    server.run("moved", "GRANT CONNECT ON DATABASE moved TO auditing").await;
    let report = is_in_sync(run(&site));
    assert!(report["notes"].to_string().contains("who owns the database"), "{report}");
    says(&publish(&site, &["moved", "--version", "2"]).exits(0), "with the same content");
    publish(&site, &["moved", "--version", "2", "--replace"]).exits(0);
    let report = is_in_sync(run(&site));
    assert_eq!(report["notes"], serde_json::json!([]));
}

#[tokio::test]
async fn every_migrator_can_be_published() {
    let server = server().await;
    for migrator in Migrator::ALL {
        let name = format!("by_{}", migrator.name());
        server.database(&name, "app_owner").await;
        migrator.migrate(server, "app_owner", &name, 2).await;
        let mut files = vec![("driftline.toml".to_owned(), config(&name, server.port(), SOURCE))];
        files.extend(migrator.directory(2).into_iter().map(|(file, sql)| (format!("migrations/{file}"), sql)));
        let site = folder(&files);
        run(&site).exits(3);
        publish(&site, &[&name]).exits(0);
        let report = is_in_sync(run(&site));
        assert_eq!(report["notes"], serde_json::json!([]), "{name}");

        // Published of another text than the one that was applied.
        if matches!(migrator, Migrator::SqlxSimple | Migrator::Flyway) {
            let file = format!("migrations/{}", migrator.file(1));
            let text = std::fs::read_to_string(site.path().join(&file)).expect("a migration");
            write_files(site.path(), &[(&file, &format!("{text}-- edited\n"))]);
            publish(&site, &[&name, "--replace"]).exits(0);
            let report = is_in_sync(run(&site));
            assert!(report["notes"].to_string().contains("was edited after it was applied"), "{name}: {report}");
        }
    }
}

/// For migrations that only an application can run: what they give, as a file.
#[tokio::test]
async fn a_schema_file_can_be_published() {
    let site = site("dumped").await;
    let schema: String = MIGRATIONS.iter().map(|(_, sql)| *sql).collect();
    write_files(site.path(), &[("schema.sql", &schema)]);
    run(&site).exits(3);
    let outcome = publish(&site, &["dumped", "--schema", "schema.sql", "--version", "2"]).exits(0);
    says(&outcome, "Published version 2 of dumped");
    let report = is_in_sync(run(&site));
    assert_eq!(report["source"]["description"], "published snapshot of schema.sql");
    assert!(reason_of_missing_version(&publish(&site, &["dumped", "--schema", "schema.sql"])).contains("--version"));
}

fn reason_of_missing_version(outcome: &Outcome) -> String {
    assert_ne!(outcome.code, Some(0), "{outcome}");
    outcome.stderr.clone()
}

/// Something that is no publication, and one of a later driftline.
#[tokio::test]
async fn what_cannot_be_read_is_no_answer() {
    let site = site("damaged").await;
    run(&site).exits(3);
    publish(&site, &["damaged", "--version", "2"]).exits(0);
    let file = site.path().join("driftline-store/published/damaged/2.json.zst");
    assert!(file.is_file());
    let snapshot = std::fs::read_dir(site.path().join("driftline-store/snapshots/damaged"))
        .expect("snapshots")
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "zst"))
        .expect("a snapshot");
    std::fs::copy(snapshot, &file).expect("a copy");
    let outcome = run(&site).exits(3);
    assert!(reason(&outcome).contains("it is damaged"), "{outcome}");
    says(&publish(&site, &["damaged", "--version", "2"]).exits(1), "say --replace");
    publish(&site, &["damaged", "--version", "2", "--replace"]).exits(0);
    is_in_sync(run(&site));
}
