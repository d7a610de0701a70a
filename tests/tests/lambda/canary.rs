//! The functions with the log at its loudest: secrets come out nowhere, and the text of schemas only where it belongs.
//! `../canary/` does the same with the command.

use driftline_tests::canary::{holds, may_hold_schema, readable};
use driftline_tests::rds::Authority;
use driftline_tests::{Encryption, Server};
use serde_json::json;

use crate::emulator::Fault;
use crate::receiver::Receiver;
use crate::site::{Changes, Site};
use crate::whole_run::{SECRET, rds, rds_config};

const SECRETS: &[&str] = &[
    "wJalrXUtnFEMI",
    "canaryofsession",
    "canaryofscratch",
    "canaryofpassword",
    "canaryofhook",
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "X-Amz-Signature",
];

const SCHEMA: &[&str] =
    &["canaryindefault", "canaryincomment", "canaryinbody", "canarybyhand", "canaryinbroken", "canaryinnotice"];

const MIGRATION: &str = "\
CREATE TABLE orders (id int PRIMARY KEY, note text DEFAULT 'canaryindefault');
COMMENT ON TABLE orders IS 'canaryincomment';
CREATE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'canaryinbody'; END $$;
DO $$ BEGIN RAISE NOTICE 'canaryinnotice'; RAISE WARNING 'canaryinnotice'; END $$;
";
const BROKEN: &str = "CREATE TABLE a (id int); ALTER TABLE a ADD COLUMN note int DEFAULT 'canaryinbroken'::text::int;";

/// More ways to the same database: with a password from Secrets Manager, with a wrong one, and with migrations that fail.
fn more(port: u16) -> String {
    let database = |name: &str, secret: &str, migrations: &str| {
        format!(
            "\n[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{port}\"\ndatabase = \"orders\"\n\
             user = \"watcher\"\nauth = {{ method = \"secrets-manager\", secret = \"{secret}\", path = \".password\" }}\n\
             source = {{ migrations = \"sources/{migrations}\" }}\n"
        )
    };
    ["password", "wrong", "missing"].map(|name| database(name, name, "orders")).concat()
        + &database("broken", "password", "broken")
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_out_nowhere_and_schemas_only_where_they_belong() {
    let server = Server::start(Encryption::Off);
    for sql in [
        "CREATE ROLE rds_iam; CREATE ROLE driftline LOGIN; GRANT rds_iam TO driftline",
        "CREATE ROLE watcher LOGIN PASSWORD 'canaryofpassword'",
        "CREATE ROLE migrator LOGIN SUPERUSER PASSWORD 'canaryofscratch'",
    ] {
        server.run("postgres", sql).await;
    }
    server.database("orders", "postgres").await;
    server.deploy("postgres", "orders", &[("1_a.up.sql", MIGRATION)]).await;
    server.run("orders", "GRANT SELECT ON schema_migrations TO driftline, watcher").await;
    server.run("orders", "ALTER TABLE orders ALTER note SET DEFAULT 'canarybyhand'").await;

    let authority = Authority::new();
    let (rds, receiver) = (rds(&authority, &server), Receiver::start());
    let config = rds_config(&rds, &authority) + &more(server.port());
    let loud = |name: &'static str, value: &str| (None, name, value.to_owned());
    let environment = vec![
        loud("RUST_LOG", "trace"),
        loud("AWS_LAMBDA_LOG_LEVEL", "TRACE"),
        loud("AWS_SESSION_TOKEN", "canaryofsession"),
    ];
    let Some(site) = Site::deploy(&config, Changes { environment, ..Changes::default() }) else { return };
    site.put("sources/orders/1_a.up.sql", MIGRATION);
    site.put("sources/broken/1_a.up.sql", BROKEN);
    let scratch = server.url_as("migrator:canaryofscratch", "postgres");
    site.cloud.create_secret("driftline/scratch", &json!({ "url": scratch }));
    site.cloud.create_secret("driftline/pager", &json!({ "url": receiver.url("/canaryofhook"), "key": SECRET }));
    site.cloud.create_secret("password", &json!({ "password": "canaryofpassword" }));
    site.cloud.create_secret("wrong", &json!({ "password": "canaryofpasswordthatis" }));

    // Everybody is told, and the marks went through all of it.
    let first = site.run("2026-11-20T06:00:00Z");
    let verdicts: Vec<_> =
        first.iter().map(|(name, line)| (name.as_str(), line["verdict"].as_str().unwrap_or(""))).collect();
    let expected = [
        ("broken", "unknown"),
        ("missing", "unreachable"),
        ("orders", "drifted"),
        ("password", "drifted"),
        ("wrong", "unreachable"),
    ];
    assert_eq!(verdicts, expected, "{first:?}\n{}", site.logs());
    let hooks = receiver.take("/canaryofhook");
    assert_eq!(hooks.len(), 5);
    assert!(site.logs().contains("DEBUG"), "the log is at its loudest\n{}", site.logs());

    // What fails on the way: a function that crashes, a receiver that is ill.
    receiver.answers("500 Internal Server Error");
    server.run("orders", "ALTER TABLE orders ALTER note SET DEFAULT 'canarybyhand2'").await;
    site.lambda.set_faults(|function, event| {
        (function.contains("Expect") && event["database"] == "password").then_some(Fault::Crash)
    });
    let history = site.history_of_a_run("2026-11-20T18:00:00Z");

    let said: String =
        site.lambda.invocations().iter().map(|(function, event, _)| format!("{function} {event}\n")).collect();
    let mut looked_at = vec![
        ("the logs".to_owned(), site.logs()),
        ("the workflow's state".to_owned(), said),
        ("the workflow's history".to_owned(), history),
        ("the topic".to_owned(), format!("{:?}", site.told())),
        ("operations".to_owned(), format!("{:?}", site.operations())),
    ];
    looked_at
        .extend(hooks.iter().map(|hook| ("a webhook".to_owned(), String::from_utf8_lossy(&hook.body).into_owned())));
    for (place, text) in &looked_at {
        let found: Vec<_> = SECRETS.iter().chain(SCHEMA).filter(|mark| holds(text.as_bytes(), mark)).collect();
        assert!(found.is_empty(), "{found:?} in {place}:\n{text}");
    }
    // In the bucket: no secret at all, the text of schemas in what is made of it.
    let mut seen = Vec::new();
    for key in site.keys("") {
        let content = readable(&key, site.content(&key));
        let is_of_schemas = may_hold_schema(&key);
        let schema = SCHEMA.iter().filter(|_| !is_of_schemas);
        let found: Vec<_> = SECRETS.iter().chain(schema).filter(|mark| holds(&content, mark)).collect();
        assert!(found.is_empty(), "{found:?} in {key}:\n{}", String::from_utf8_lossy(&content));
        seen.extend(
            SCHEMA.iter().filter(|mark| is_of_schemas && !key.starts_with("sources/") && holds(&content, mark)),
        );
    }
    for mark in SCHEMA.iter().filter(|mark| **mark != "canaryinnotice") {
        assert!(seen.contains(&mark), "{mark} is in no report");
    }
}
