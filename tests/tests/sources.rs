//! What a database should be can also be a file of SQL, or another database.

use driftline_tests::{Driftline, Encryption, Server, write_files};
use serde_json::Value;

const ORDERS: &str = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);";

fn config(server: &Server) -> String {
    let database = |name: &str, source: &str| {
        format!(
            "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{}\"\ndatabase = \"{name}\"\n\
             user = \"app_owner\"\nauth = {{ method = \"none\" }}\nsource = {source}\n",
            server.port()
        )
    };
    [
        database("production", "{ schema = \"schema.sql\" }"),
        database("staging", "{ database = \"production\" }"),
        database("broken", "{ schema = \"no-such.sql\" }"),
    ]
    .join("\n")
}

fn verdicts(outcome: &Value) -> Vec<(String, String)> {
    let databases = outcome["summary"]["databases"].as_array().expect("a summary");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    databases.iter().map(|database| (text(&database["database"]), text(&database["verdict"]))).collect()
}

#[tokio::test]
async fn a_schema_file_and_another_database_are_sources() {
    let server = Server::start(Encryption::Off);
    server.run("postgres", "CREATE ROLE app_owner LOGIN").await;
    for name in ["production", "staging", "broken"] {
        server.database(name, "app_owner").await;
        server.run_as("app_owner", name, ORDERS).await;
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    write_files(folder.path(), &[("driftline.toml", &config(&server)), ("schema.sql", ORDERS)]);
    let run = || Driftline::new(["run", "--format", "json"]).in_folder(folder.path()).run();
    let expected = |production: &str, staging: &str| {
        [("production", production), ("staging", staging), ("broken", "unknown")]
            .map(|(name, verdict)| (name.to_owned(), verdict.to_owned()))
    };

    let untouched = run().exits(3);
    assert_eq!(verdicts(&untouched.json()), expected("in_sync", "in_sync"), "{untouched}");

    server.run_as("app_owner", "production", "ALTER TABLE orders DROP COLUMN note").await;
    let touched = run().exits(2);
    assert_eq!(verdicts(&touched.json()), expected("drifted", "drifted"), "{touched}");
    let reports = touched.json()["reports"].clone();
    let changes: Vec<&Value> = reports
        .as_array()
        .expect("reports")
        .iter()
        .flat_map(|report| report["findings"].as_array().expect("findings"))
        .map(|finding| &finding["difference"]["change"])
        .collect();
    assert_eq!(changes, ["missing", "extra"]);
}
