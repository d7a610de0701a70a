//! The roles of the template against what the functions really do: nothing is denied, and nothing allowed for no reason.

use std::collections::BTreeSet;

use driftline_tests::rds::Authority;
use driftline_tests::template::{Stack, Statement};
use driftline_tests::{Driftline, Encryption, Server, folder_with, write_files};
use serde_json::json;

use crate::cloud::Call;
use crate::receiver::Receiver;
use crate::site::{Changes, Site};
use crate::whole_run::{SECRET, rds, rds_config};
use crate::{MIGRATIONS, event};

/// What no call of a function shows, and why it is allowed all the same.
const UNSEEN: &[(&str, &str)] = &[
    ("Log", "Lambda writes what the function prints, in its name"),
    ("Trace", "Lambda writes the traces, in its name"),
    ("JoinNetwork", "Lambda makes the network interfaces, in its name"),
    ("StoreList", "without it S3 answers `access denied` and not `not found`"),
    ("Key", "S3, Lambda and SNS use the key, in its name"),
    ("ConnectDatabase", "a token is signed without a call; RDS asks for the permission at the login, seen below"),
    ("ConnectScratch", "the same, on the scratch server"),
];

/// Whether a pattern of a policy, in which `*` is any text, is this text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    text.strip_prefix(start)
        .is_some_and(|text| (0..=text.len()).any(|at| text.is_char_boundary(at) && fits(rest, &text[at..])))
}

/// The calls that no statement of their function's role allows.
fn denied(statements: &[Statement], calls: &BTreeSet<Call>) -> Vec<String> {
    let is_allowed = |call: &Call| {
        statements.iter().any(|it| {
            it.owner == format!("{}Role", call.by)
                && it.actions.contains(&call.action)
                && it.resources.iter().any(|resource| fits(resource, &call.resource))
        })
    };
    let denied = calls.iter().filter(|call| !is_allowed(call));
    denied.map(|call| format!("{} may not {} on {}", call.by, call.action, call.resource)).collect()
}

/// What the functions' roles allow and none of the calls needed, but for what no call shows.
fn unused(statements: &[Statement], calls: &BTreeSet<Call>) -> Vec<String> {
    let mut unused = Vec::new();
    for statement in statements.iter().filter(|it| UNSEEN.iter().all(|(sid, _)| *sid != it.sid)) {
        let Some(function) = statement.owner.strip_suffix("Role") else { continue };
        if !matches!(function, "Dispatch" | "Inspect" | "Expect" | "Compare" | "Notify" | "Summarize") {
            continue;
        }
        for action in &statement.actions {
            for resource in &statement.resources {
                let is_used =
                    |call: &Call| call.by == function && call.action == *action && fits(resource, &call.resource);
                if !calls.iter().any(is_used) {
                    unused.push(format!("{function} may {action} on {resource} and never does"));
                }
            }
        }
    }
    unused
}

/// What `driftline publish` writes for the database `billing` from what the first run saw, by key.
fn published(site: &Site, config: &str, scratch: &Server) -> Vec<(String, Vec<u8>)> {
    let store = tempfile::tempdir().expect("a temporary folder can be made");
    let surroundings = "snapshots/billing/surroundings.json";
    let seen = site.object(surroundings).expect("the first run kept what surrounds the database");
    let mut files = vec![("driftline.toml".to_owned(), config.to_owned())];
    files.extend(MIGRATIONS.iter().map(|(file, text)| (format!("sources/billing/{file}"), (*text).to_owned())));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    write_files(store.path(), &[(surroundings, &seen.to_string())]);
    let url = format!("file://{}", store.path().display());
    let server = scratch.url("postgres");
    Driftline::new(["publish", "billing", "--store", &url, "--dev-url", &server])
        .in_folder(folder_with(&files).path())
        .run()
        .exits(0);
    let folder = store.path().join("published/billing");
    let objects =
        std::fs::read_dir(folder).expect("something is published").map(|entry| entry.expect("readable").path());
    objects
        .map(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8").to_owned();
            (format!("published/billing/{name}"), std::fs::read(path).expect("readable"))
        })
        .collect()
}

/// Every way that a database is looked at, an expected schema is found and a message is sent.
#[tokio::test(flavor = "multi_thread")]
async fn roles_allow_what_functions_do_and_nothing_else() {
    let (live, scratch) = (Server::start(Encryption::Off), Server::start(Encryption::Off));
    live.run("postgres", "CREATE ROLE rds_iam; CREATE ROLE driftline LOGIN PASSWORD 'secret'").await;
    live.run("postgres", "GRANT rds_iam TO driftline").await;
    for database in ["orders", "billing"] {
        live.database(database, "postgres").await;
        live.deploy("postgres", database, &MIGRATIONS).await;
        live.run(database, "GRANT SELECT ON schema_migrations TO driftline").await;
    }
    let (authority, receiver) = (Authority::new(), Receiver::start());
    let rds = rds(&authority, &live);
    let mut config = rds_config(&rds, &authority);
    for (name, database, source) in [
        ("billing", "billing", "published = true, migrations = \"sources/billing\""),
        ("copy", "orders", "database = \"billing\""),
    ] {
        config.push_str(&format!(
            r#"
[[database]]
name     = "{name}"
engine   = "postgres"
endpoint = "127.0.0.1:{}"
database = "{database}"
user     = "driftline"
auth     = {{ method = "secrets-manager", secret = "driftline/database", path = ".password" }}
source   = {{ {source} }}
"#,
            live.port()
        ));
    }
    // Servers that are watched whole: one that says which databases it has, and one that does not answer.
    for (name, port) in [("all", live.port()), ("dead", 9)] {
        config.push_str(&format!(
            "[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{port}\"\nuser = \"driftline\"\n\
             databases = {{ include = [\"billing\"] }}\nsource = {{ database = \"billing\" }}\n\
             auth = {{ method = \"secrets-manager\", secret = \"driftline/database\", path = \".password\" }}\n"
        ));
    }
    // What RDS has: nothing, and that is said.
    config.push_str(
        "[[discover]]\nname = \"found\"\nregion = \"eu-central-1\"\n[discover.database]\nuser = \"driftline\"\n\
         auth = { method = \"rds-iam\" }\nsource = { database = \"billing\" }\n",
    );
    let Some(site) = Site::deploy(&config, Changes::default()) else { return };
    for (file, text) in MIGRATIONS {
        site.put(&format!("sources/orders/{file}"), text);
    }
    site.cloud.create_secret("driftline/scratch", &json!({ "url": scratch.url("postgres") }));
    site.cloud.create_secret("driftline/pager", &json!({ "url": receiver.url("/hook"), "key": SECRET }));
    site.cloud.create_secret("driftline/database", &json!({ "password": "secret" }));

    // A first look, after which it is known what to publish; then drift, and a receiver that is away for it.
    let first = site.run("2026-11-20T06:00:00Z");
    assert_eq!(
        (&first["orders"]["verdict"], &first["copy"]["verdict"]),
        (&json!("in_sync"), &json!("in_sync")),
        "{first:?}"
    );
    assert_eq!(first["billing"]["verdict"], "unknown", "{first:?}");
    for (key, object) in published(&site, &config, &scratch) {
        site.put(&key, object);
    }
    live.run("billing", "ALTER TABLE orders ADD COLUMN vip boolean").await;
    receiver.answers("503 Service Unavailable");
    assert_eq!(site.run("2026-11-20T18:00:00Z")["billing"]["verdict"], "drifted");
    receiver.answers("204 No Content");
    // The same time once more; an event, and another right after it.
    for execution in [
        site.fire("2026-11-20T18:00:00Z"),
        site.start(&event("driftline.check", &json!({ "databases": ["orders"] }))),
        site.start(&event("driftline.check", &json!({ "databases": ["orders"] }))),
    ] {
        assert_eq!(site.wait(&execution).status, "SUCCEEDED", "{}", site.logs());
    }
    // Any step can be tried again after all that it does is done.
    for (function, event, _) in site.lambda.invocations() {
        site.lambda.invoke(&function, &event).unwrap_or_else(|error| panic!("{function} on {event}: {error:?}"));
    }
    let heard = rds.heard();
    assert!(heard.iter().all(|login| login == "driftline was let in"), "{heard:?}");

    let calls: BTreeSet<Call> = site.cloud.calls().into_iter().collect();
    let statements = Stack::new(&[("ScratchUser", "scratch")]).statements();
    assert_eq!((denied(&statements, &calls), unused(&statements, &calls)), (Vec::new(), Vec::new()));
}
