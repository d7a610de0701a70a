//! A scratch server that the config names, with a role of its own that is no superuser.

use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};
use serde_json::Value;
use tempfile::TempDir;

const MIGRATIONS: &[(&str, &str)] = &[
    (
        "1_orders.up.sql",
        "CREATE SCHEMA app;
         CREATE TABLE app.orders (id int PRIMARY KEY, note varchar(200));
         GRANT USAGE, CREATE ON SCHEMA app TO reporting;
         CREATE TABLE app.handed_over (id serial PRIMARY KEY);
         ALTER TABLE app.handed_over OWNER TO reporting;
         ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reporting;",
    ),
    (
        "2_lines.up.sql",
        "SET ROLE reporting; RESET ROLE;
         CREATE TABLE app.lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES app.orders);
         CREATE VIEW app.noted AS SELECT id FROM app.orders WHERE note IS NOT NULL;
         CREATE FUNCTION app.answer() RETURNS int LANGUAGE sql AS 'SELECT 42';
         GRANT EXECUTE ON FUNCTION app.answer() TO reporting WITH GRANT OPTION;",
    ),
];

/// What there is on a server besides what a new one has.
const EVERYTHING: &str = "SELECT string_agg(name, ' ' ORDER BY name) FROM (
    SELECT datname::text FROM pg_database UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname !~ '^pg_') all_of (name)";

fn config(live: &Server, scratch_port: u16) -> String {
    format!(
        r#"
[[scratch.server]]
engine   = "postgres"
endpoint = "localhost:{scratch_port}"
user     = "driftline_scratch"
auth     = {{ method = "env", variable = "SCRATCH_PASSWORD" }}

[[database]]
name     = "orders"
engine   = "postgres"
endpoint = "127.0.0.1:{}"
database = "orders"
user     = "postgres"
auth     = {{ method = "none" }}
source   = {{ migrations = "migrations" }}
"#,
        live.port()
    )
}

fn site(config: &str, migrations: &[(&str, &str)]) -> TempDir {
    let paths: Vec<String> = migrations.iter().map(|(file, _)| format!("migrations/{file}")).collect();
    let mut files = vec![("driftline.toml", config)];
    files.extend(paths.iter().zip(migrations).map(|(path, (_, sql))| (path.as_str(), *sql)));
    folder_with(&files)
}

/// A run on a machine without any server binaries.
fn run(site: &TempDir) -> Outcome {
    Driftline::new(["run", "--format", "json"])
        .in_folder(site.path())
        .env("DRIFTLINE_POSTGRES_BIN", "/var/empty")
        .env("SCRATCH_PASSWORD", "of the scratch role")
        .run()
}

fn report(outcome: &Outcome) -> Value {
    outcome.json()["reports"][0].clone()
}

async fn servers() -> (Server, Server) {
    let (live, scratch) = (Server::start(Encryption::Off), Server::start(Encryption::Off));
    scratch
        .run("postgres", "CREATE ROLE driftline_scratch LOGIN CREATEDB CREATEROLE PASSWORD 'of the scratch role'")
        .await;
    live.run("postgres", "CREATE ROLE reporting; CREATE ROLE app_owner LOGIN; GRANT reporting TO app_owner").await;
    live.database("orders", "app_owner").await;
    live.deploy("app_owner", "orders", MIGRATIONS).await;
    (live, scratch)
}

#[tokio::test]
async fn migrations_are_replayed_where_the_config_says_and_nothing_stays() {
    let (live, scratch) = servers().await;
    let everything = || scratch.psql_by_url(&scratch.url("postgres"), EVERYTHING);
    let before = everything();
    let site = site(&config(&live, scratch.port()), MIGRATIONS);

    let outcome = run(&site);
    assert_eq!(report(&outcome)["findings"], serde_json::json!([]), "{outcome}");
    assert_eq!(report(&outcome)["verdict"], "in_sync", "{outcome}");
    assert_eq!(outcome.code, Some(0), "{outcome}");
    assert_eq!(everything(), before);

    live.run("orders", "ALTER TABLE app.orders ADD COLUMN vip boolean").await;
    let outcome = run(&site).exits(2);
    let findings = report(&outcome)["findings"].as_array().map(Vec::len);
    assert_eq!(findings, Some(1), "{outcome}");
    assert_eq!(everything(), before);

    // Where a migration fails, what was made for it goes as well.
    let failing = [MIGRATIONS[0], ("2_lines.up.sql", "CREATE TABLE app.lines (id int); SELECT 1 / 0;")];
    let site = self::site(&config(&live, scratch.port()), &failing);
    let outcome = run(&site).exits(3);
    let reason = report(&outcome)["reason"].to_string();
    assert!(reason.contains("2_lines.up.sql") && reason.contains("division by zero"), "{outcome}");
    assert_eq!(everything(), before);
}

#[tokio::test]
async fn what_crashed_runs_left_goes_when_it_is_old() {
    let (live, scratch) = servers().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let name = |seconds: u64| format!("driftline_{seconds}_0123456789abcdef");
    let (old, young) = (name(now - 3 * 60 * 60), name(now - 60));
    for (database, role, made) in [(&old, "old_role", now - 3 * 60 * 60), (&young, "young_role", now - 60)] {
        let mark = format!("COMMENT ON ROLE {role} IS 'made by driftline for a replay at {made}'");
        scratch.run("postgres", &format!("SET ROLE driftline_scratch; CREATE ROLE {role}; {mark}")).await;
        scratch.database(database, "driftline_scratch").await;
    }
    scratch.database("driftline_reports", "driftline_scratch").await;
    let site = site(&config(&live, scratch.port()), MIGRATIONS);
    run(&site).exits(0);
    let left = scratch.psql_by_url(&scratch.url("postgres"), EVERYTHING);
    for (name, stays) in [
        (old.as_str(), false),
        ("old_role", false),
        (young.as_str(), true),
        ("young_role", true),
        ("driftline_reports", true),
    ] {
        assert_eq!(left.split(' ').any(|found| found == name), stays, "{name}: {left}");
    }
}

#[tokio::test]
async fn a_watched_server_is_no_scratch_server() {
    let live = Server::start(Encryption::Off);
    let site = site(&config(&live, live.port()), MIGRATIONS);
    let outcome = Driftline::new(["config", "check"]).in_folder(site.path()).run().exits(1);
    assert!(outcome.stderr.contains("is the server of the database `orders`"), "{outcome}");
}

/// Another spelling of this machine's address is none that is known to stay on it: such a server has to prove who it is.
#[tokio::test]
async fn a_server_by_url_is_verified_or_not_used() {
    let (live, scratch) = servers().await;
    let site = site(&config(&live, scratch.port()), MIGRATIONS);
    let run = |host: &str| {
        let url = format!("postgres://driftline_scratch:hunter2@{host}:{}/postgres", scratch.port());
        let text = std::fs::read_to_string(site.path().join("driftline.toml")).expect("readable");
        let (_, databases) = text.split_once("[[database]]").expect("a database");
        std::fs::write(site.path().join("by_url.toml"), format!("[[database]]{databases}")).expect("writable");
        let arguments = ["run", "--config", "by_url.toml", "--format", "json", "--dev-url", &url];
        Driftline::new(arguments).in_folder(site.path()).run().exits(3)
    };
    let reason = |outcome: &Outcome| report(outcome)["reason"].to_string();
    let unverified = run("127.1");
    assert!(reason(&unverified).contains("offers no TLS, and driftline sends no password"), "{unverified}");
    let refused = run("127.0.0.1");
    assert!(reason(&refused).contains("password authentication failed"), "{refused}");
}
