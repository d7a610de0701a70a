//! `driftline run`: several databases, and who is told.

mod receiver;

use driftline_tests::{Driftline, Encryption, Outcome, Server, folder_with};
use receiver::{Received, Receiver};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;

const MIGRATIONS: &[(&str, &str)] = &[
    ("1_orders.up.sql", "CREATE TABLE orders (id int PRIMARY KEY, note varchar(200));"),
    ("2_lines.up.sql", "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders);"),
];

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn server() -> &'static Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    SERVER.get_or_init(|| async { Server::start(Encryption::Off) }).await
}

fn database(name: &str, port: u16) -> String {
    format!(
        r#"
[[database]]
name     = "{name}"
engine   = "postgres"
endpoint = "127.0.0.1:{port}"
database = "{name}"
user     = "postgres"
auth     = {{ method = "none" }}
source   = {{ migrations = "migrations" }}
"#
    )
}

/// A folder with the migrations and this config.
fn site(config: &str) -> TempDir {
    folder_with(&[
        ("driftline.toml", config),
        ("migrations/1_orders.up.sql", MIGRATIONS[0].1),
        ("migrations/2_lines.up.sql", MIGRATIONS[1].1),
    ])
}

fn verdicts(outcome: &Outcome) -> Value {
    let result = outcome.json();
    let databases = result["summary"]["databases"].as_array().unwrap_or_else(|| panic!("no summary\n{outcome}"));
    databases.iter().map(|database| json!([database["database"], database["verdict"]])).collect()
}

#[tokio::test]
async fn one_database_does_not_spoil_the_answers_of_the_others() {
    let server = server().await;
    for name in ["calm", "broken", "moved"] {
        server.database(name, "postgres").await;
        server.deploy("postgres", name, MIGRATIONS).await;
    }
    server.run("broken", "UPDATE schema_migrations SET dirty = true").await;
    server.run("moved", "ALTER TABLE orders ADD COLUMN vip boolean").await;
    let port = server.port();
    let site = site(
        &[database("gone", 1), database("broken", port), database("moved", port), database("calm", port)].concat(),
    );
    let run = |arguments: &[&str]| Driftline::new([&["run"], arguments].concat()).in_folder(site.path()).run();

    let outcome = run(&["--format", "json"]).exits(2);
    assert_eq!(
        verdicts(&outcome),
        json!([["gone", "unreachable"], ["broken", "dirty"], ["moved", "drifted"], ["calm", "in_sync"]])
    );
    let result = outcome.json();
    let reports = result["reports"].as_array().expect("reports");
    assert_eq!(reports.len(), 4, "{outcome}");
    let moved = reports.iter().find(|report| report["database"] == "moved").expect("the report");
    assert_eq!(moved["findings"].as_array().map(Vec::len), Some(1), "{outcome}");
    assert_eq!(moved["findings"][0]["difference"]["name"], "vip", "{outcome}");

    // What is said of them, and one of them alone.
    for (name, arguments, code) in [
        ("text", &[][..], 2),
        ("markdown", &["--format", "markdown"], 2),
        ("one_in_sync", &["--database", "calm"], 0),
        ("one_without_answer", &["--database", "broken"], 3),
        ("two", &["--database", "calm", "--database", "gone"], 3),
    ] {
        let outcome = run(arguments).exits(code);
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[run]");
        // This list changes with every kind that is modelled.
        settings.add_filter(r"## Never compared\n\n(- .*\n)+", "## Never compared\n\n- [list]\n");
        settings.add_filter(r"/tmp/\.tmp\w{6}", "[folder]");
        // Where this line breaks depends on what a distribution adds to the version.
        settings.add_filter(r",\s+server\s+\d\S*(\s\([^)]*\))?", ", server [version]");
        settings.add_filter(r"\*\*Server\*\*: .*", "**Server**: [version]");
        settings.bind(|| insta::assert_snapshot!(format!("run_{name}"), outcome.to_string()));
    }
    // Every report that is named is there, with its scripts where there is something to script.
    for report in outcome.json()["summary"]["databases"].as_array().expect("databases") {
        let page = std::path::Path::new(report["report"].as_str().expect("a report"));
        assert!(page.is_file(), "{}", page.display());
        let scripted = report["verdict"] == "drifted";
        for script in ["revert.sql", "adopt.sql"] {
            assert_eq!(page.with_file_name(script).is_file(), scripted, "{script} of {report}");
        }
    }
}

/// The one message of a webhook, its signature checked.
fn signed(requests: &[Received]) -> (String, Value) {
    let [request] = requests else { panic!("{} requests", requests.len()) };
    let verifier = standardwebhooks::Webhook::new(SECRET).expect("a secret");
    verifier.verify(&request.body, &request.headers).expect("it is signed");
    let id = request.headers["webhook-id"].to_str().expect("text").to_owned();
    (id, serde_json::from_slice(&request.body).expect("JSON"))
}

#[tokio::test]
async fn subscribers_hear_of_each_change_once() {
    let server = server().await;
    server.database("told", "postgres").await;
    server.deploy("postgres", "told", MIGRATIONS).await;
    let receiver = Receiver::start();
    let subscribers = r#"
[[subscriber]]
name   = "pager"
kind   = "webhook"
url    = { env = "HOOK_URL" }
secret = { env = "HOOK_SECRET" }

[[subscriber]]
name = "dba-slack"
kind = "slack"
url  = { env = "SLACK_URL" }
"#;
    let site = site(&[database("told", server.port()).as_str(), subscribers].concat());
    let run = || {
        Driftline::new(["run"])
            .env("HOOK_URL", receiver.url("/hook"))
            .env("HOOK_SECRET", SECRET)
            .env("SLACK_URL", receiver.url("/slack"))
            .in_folder(site.path())
            .run()
    };
    let nobody_was_told = || {
        assert!(receiver.take("/hook").is_empty());
        assert!(receiver.take("/slack").is_empty());
    };

    run().exits(0);
    nobody_was_told();

    let mut ids = Vec::new();
    for (sql, code, kind, change) in [
        ("ALTER TABLE orders ALTER COLUMN note TYPE varchar(300)", 2, "drift.detected", "new"),
        ("ALTER TABLE orders ALTER COLUMN note TYPE varchar(400)", 2, "drift.detected", "changed"),
        ("ALTER TABLE orders ALTER COLUMN note TYPE varchar(200)", 0, "drift.resolved", "resolved"),
    ] {
        server.run("told", sql).await;
        let outcome = run().exits(code);
        assert_eq!(outcome.stderr, "", "{outcome}");
        let (id, body) = signed(&receiver.take("/hook"));
        assert_eq!(body["type"], kind, "{body}");
        assert_eq!(body["data"]["items"][0]["change"], change, "{body}");
        assert!(!body.to_string().contains("varchar"), "a message holds no schema text: {body}");
        let [slack] = &receiver.take("/slack")[..] else { panic!("one message for Slack") };
        let slack = String::from_utf8(slack.body.clone()).expect("UTF-8");
        assert!(slack.contains("told") && slack.contains("orders.note"), "{slack}");
        ids.push(id);
        // Nothing happened since.
        run().exits(code);
        nobody_was_told();
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);

    // A receiver that is ill gets the same message when it is well again.
    receiver.answers("500 Internal Server Error");
    server.run("told", "CREATE INDEX by_hand ON orders (note)").await;
    let outcome = run().exits(2);
    assert!(outcome.stderr.contains("warning: pager (127.0.0.1) did not take the message"), "{outcome}");
    assert!(!outcome.to_string().contains("/hook"), "the address is a secret\n{outcome}");
    let refused = receiver.take("/hook");
    assert!(!refused.is_empty());
    let refused: Vec<_> = refused.iter().map(|request| request.headers["webhook-id"].clone()).collect();
    receiver.take("/slack");
    receiver.answers("200 OK");
    run().exits(2);
    let (id, _) = signed(&receiver.take("/hook"));
    assert!(refused.iter().all(|refused| *refused == id), "{refused:?} and then {id}");
    assert_eq!(receiver.take("/slack").len(), 1);
    run().exits(2);
    nobody_was_told();
}
