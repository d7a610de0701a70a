//! Runs in which something fails: it is the result of its database, or operations are told; never silence.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use driftline_tests::cost::{READS, WRITES_AND_LISTINGS};
use driftline_tests::{Encryption, Server};
use serde_json::{Value, json};

use crate::emulator::Fault;
use crate::receiver::{Received, Receiver};
use crate::site::{Changes, Site};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Databases on loopback that should be like the first of them, and two subscribers.
fn config(port: u16, names: &[String]) -> String {
    let mut text = r#"
[[subscriber]]
name   = "pager"
kind   = "webhook"
url    = { env = "HOOK_URL" }
secret = { env = "HOOK_SECRET" }

[[subscriber]]
name  = "everybody"
kind  = "sns"
topic = "arn:aws:sns:eu-central-1:123456789012:driftline-DriftTopic"
"#
    .to_owned();
    for name in names {
        // Nobody listens on the first port.
        let port = if name == "gone" { 1 } else { port };
        let other = if *name == names[0] { &names[1] } else { &names[0] };
        text.push_str(&format!(
            "\n[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{port}\"\n\
             database = \"{name}\"\nuser = \"postgres\"\nauth = {{ method = \"none\" }}\n\
             source = {{ database = \"{other}\" }}\n"
        ));
    }
    text
}

async fn databases(names: &[String]) -> Server {
    let server = Server::start(Encryption::Off);
    server.run("template1", "CREATE TABLE users (id int PRIMARY KEY)").await;
    for name in names.iter().filter(|name| *name != "gone") {
        server.run("postgres", &format!("CREATE DATABASE \"{name}\" TEMPLATE template1 STRATEGY file_copy")).await;
    }
    server
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("db-{number:02}")).collect()
}

fn subscribers<'a>(hook: &str) -> Vec<(Option<&'a str>, &'a str, String)> {
    vec![(Some("Notify"), "HOOK_URL", hook.to_owned()), (Some("Notify"), "HOOK_SECRET", SECRET.to_owned())]
}

fn reason(line: &Value) -> &str {
    line["reason"].as_str().unwrap_or_else(|| panic!("no reason: {line}"))
}

/// Fifty databases: one is gone, of one the function crashes, of one it hangs. The others have their answers.
#[tokio::test(flavor = "multi_thread")]
async fn three_of_fifty_fail_and_say_why() {
    let mut names = names(49);
    names.push("gone".to_owned());
    let server = databases(&names).await;
    server.run("db-07", "ALTER TABLE users ADD COLUMN vip boolean").await;
    let receiver = Receiver::start();
    let changes = Changes {
        environment: subscribers(&receiver.url("/hook")),
        time_limits: vec![("Inspect", 15)],
        ..Changes::default()
    };
    let Some(site) = Site::deploy(&config(server.port(), &names), changes) else { return };
    site.lambda.set_faults(|function, event| match (function, event["database"].as_str()) {
        ("driftline-InspectFunction", Some("db-20")) => Some(Fault::Crash),
        ("driftline-InspectFunction", Some("db-30")) => Some(Fault::Hang),
        _ => None,
    });

    let summary = site.run("2026-11-20T06:00:00Z");
    assert_eq!(summary.len(), 50);
    let with = |verdict: &str| -> Vec<&str> {
        summary.iter().filter(|(_, line)| line["verdict"] == verdict).map(|(name, _)| name.as_str()).collect()
    };
    assert_eq!(with("in_sync").len(), 46, "{summary:?}\n{}", site.logs());
    assert_eq!(
        (with("drifted"), with("unreachable"), with("unknown")),
        (vec!["db-07"], vec!["gone"], vec!["db-20", "db-30"])
    );
    assert!(reason(&summary["gone"]).contains("127.0.0.1:1"), "{}", summary["gone"]);
    assert!(reason(&summary["db-20"]).contains("Runtime.ExitError"), "{}", summary["db-20"]);
    assert!(reason(&summary["db-30"]).contains("did not finish within its time"), "{}", summary["db-30"]);

    // Those who want to know are told of each of the four, once by each way.
    let mut told: Vec<(String, String)> = receiver
        .take("/hook")
        .iter()
        .map(|request| serde_json::from_slice::<Value>(&request.body).expect("JSON"))
        .map(|body| {
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            (text(&body["data"]["database"]), text(&body["type"]))
        })
        .collect();
    told.sort();
    let expected = [
        ("db-07", "drift.detected"),
        ("db-20", "drift.no_answer"),
        ("db-30", "drift.no_answer"),
        ("gone", "drift.no_answer"),
    ];
    assert_eq!(told, expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));
    assert_eq!(site.told().len(), 4);
    // One look at each: nothing is repeated that cannot succeed.
    let invocations = site.lambda.invocations();
    let of = |function: &str| invocations.iter().filter(|(name, _, _)| name.contains(function)).count();
    assert_eq!((of("Dispatch"), of("Inspect"), of("Summarize")), (1, 50, 1));
    // What a database costs, on the second run, is what docs/cost.md counts with.
    let (dear_before, cheap_before) = site.bucket_requests();
    let mut counts = site.wait(&site.fire("2026-11-20T18:00:00Z")).output;
    counts.as_object_mut().expect("counts").remove("run");
    assert_eq!(counts, json!({ "databases": 50, "in_sync": 46, "drifted": 1, "no_answer": 3, "findings": 1 }));
    assert_eq!(site.told().len(), 0, "everything is as it was");
    let (dear, cheap) = site.bucket_requests();
    let each = |requests: usize| requests as f64 / 50.0;
    let (dear, cheap) = (each(dear - dear_before), each(cheap - cheap_before));
    assert!(
        dear <= WRITES_AND_LISTINGS && cheap <= READS,
        "{dear} writes and listings, {cheap} reads for each database"
    );
}

/// A proxy that lets a session of the database begin and then goes away, or keeps it waiting for ever.
fn failing(server: u16, breaks: bool) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("the loopback interface has a free port");
    let port = listener.local_addr().expect("it listens").port();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let server = std::net::TcpStream::connect(("127.0.0.1", server)).expect("the server listens");
                let (mut from, mut to) = (client.try_clone().expect("a handle"), server.try_clone().expect("a handle"));
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
                // The login is over after a few hundred bytes; what was asked for is still to come.
                let _ = std::io::copy(&mut std::io::Read::take(&server, 1000), &mut &client);
                if breaks {
                    let _ = client.shutdown(std::net::Shutdown::Both);
                    let _ = server.shutdown(std::net::Shutdown::Both);
                } else {
                    std::thread::sleep(std::time::Duration::from_secs(600));
                }
            });
        }
    });
    port
}

/// One database goes away in the middle of an inspection, one answers no more, and a third has nowhere to be replayed: each
/// is a result that says so, and the fourth has its answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_and_one_that_is_slow_are_results() {
    let names = ["breaks", "waits", "nowhere", "fine"].map(str::to_owned);
    let server = databases(&names).await;
    server.run("nowhere", "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)").await;
    server.run("nowhere", "INSERT INTO schema_migrations VALUES (1, false)").await;
    let database = |name: &str, port: u16, source: &str| {
        format!(
            "\n[[database]]\nname = \"{name}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:{port}\"\n\
             database = \"{}\"\nuser = \"postgres\"\nauth = {{ method = \"none\" }}\nsource = {{ {source} }}\n",
            name.trim_end_matches("-too")
        )
    };
    let config = [
        database("breaks", failing(server.port(), true), "database = \"fine\""),
        database("waits", failing(server.port(), false), "database = \"fine\""),
        database("nowhere", server.port(), "migrations = \"sources/nowhere\""),
        database("fine", server.port(), "database = \"fine-too\""),
        database("fine-too", server.port(), "database = \"fine\""),
    ]
    .concat();
    let changes = Changes { time_limits: vec![("Inspect", 20)], ..Changes::default() };
    let Some(site) = Site::deploy(&config, changes) else { return };
    site.put("sources/nowhere/1_users.up.sql", "CREATE TABLE users (id int PRIMARY KEY);");
    let summary = site.run("2026-11-20T06:00:00Z");
    let verdict = |name: &str| summary[name]["verdict"].as_str().expect("a verdict").to_owned();
    assert_eq!(verdict("fine"), "in_sync", "{summary:?}");
    // With neither a published schema nor a server to replay on, it says what to do.
    for (name, words) in [
        ("breaks", "error communicating with database"),
        ("waits", "inspect did not finish within its time"),
        ("nowhere", "no server here to replay migrations on. Publish what is expected from CI"),
    ] {
        assert_eq!(verdict(name), "unknown", "{summary:?}");
        assert!(reason(&summary[name]).contains(words), "{}", summary[name]);
    }
}

/// Lambda has no room a few times, then it has; and for one database it never has.
#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_function_is_tried_again_and_then_said() {
    let names = names(3);
    let server = databases(&names).await;
    let changes = Changes { environment: subscribers("http://127.0.0.1:1/hook"), ..Changes::default() };
    let Some(site) = Site::deploy(&config(server.port(), &names), changes) else { return };
    let refused = std::sync::atomic::AtomicUsize::new(0);
    site.lambda.set_faults(move |function, event| {
        let count = |limit| refused.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < limit;
        let is_refused = match (function, event["database"].as_str()) {
            ("driftline-CompareFunction", Some("db-02")) => event.get("failed").is_none(),
            ("driftline-ExpectFunction", _) => count(3),
            _ => false,
        };
        is_refused.then_some(Fault::Throttle)
    });
    let summary = site.run("2026-11-20T06:00:00Z");
    assert_eq!((&summary["db-01"]["verdict"], &summary["db-03"]["verdict"]), (&json!("in_sync"), &json!("in_sync")));
    assert_eq!(summary["db-02"]["verdict"], "unknown");
    assert!(reason(&summary["db-02"]).contains("MaxConcurrency"), "{}", summary["db-02"]);
    let asked = site.lambda.invocations();
    let of_two = asked.iter().filter(|(name, event, _)| name.contains("Compare") && event["database"] == "db-02");
    assert_eq!(
        of_two.count(),
        1 + 6 + 1,
        "the first time, the retries of the definition, and the record of the failure"
    );
}

/// The same scheduled time is delivered twice at once: one run, one look, one message.
#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_fires_twice_makes_one_run() {
    let names = names(3);
    let server = databases(&names).await;
    server.run("db-03", "ALTER TABLE users ADD COLUMN vip boolean").await;
    let receiver = Receiver::start();
    let changes = Changes { environment: subscribers(&receiver.url("/hook")), ..Changes::default() };
    let Some(site) = Site::deploy(&config(server.port(), &names), changes) else { return };
    let executions = ["2026-11-20T06:00:00Z"; 2].map(|time| site.fire(time));
    let ended = executions.map(|execution| site.wait(&execution));
    assert!(ended.iter().all(|ended| ended.status == "SUCCEEDED"), "{ended:?}\n{}", site.logs());
    let skipped: Vec<&Value> = ended.iter().map(|it| &it.output).filter(|it| it["outcome"] == "skipped").collect();
    assert_eq!(skipped.len(), 1, "{ended:?}");
    assert_eq!(site.summary("2026-11-20T06:00:00Z").len(), 3);
    let invocations = site.lambda.invocations();
    let of = |function: &str| invocations.iter().filter(|(name, _, _)| name.contains(function)).count();
    assert_eq!((of("Dispatch"), of("Inspect"), of("Notify"), of("Summarize")), (2, 3, 2, 1));
    assert_eq!((receiver.take("/hook").len(), site.told().len()), (1, 1));
}

/// A receiver that is dead for one run: what it missed is sent by the next, under the same id, and only to it.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_is_sent_by_the_next_run() {
    let names = names(2);
    let server = databases(&names).await;
    let receiver = Receiver::start();
    receiver.answers("503 Service Unavailable");
    let changes = Changes { environment: subscribers(&receiver.url("/hook")), ..Changes::default() };
    let Some(site) = Site::deploy(&config(server.port(), &names), changes) else { return };
    site.run("2026-11-20T06:00:00Z");
    server.run("db-02", "ALTER TABLE users ADD COLUMN vip boolean").await;
    site.run("2026-11-20T18:00:00Z");
    let refused = receiver.take("/hook");
    assert!(2 < refused.len(), "it was tried again: {}", refused.len());
    assert_eq!(site.told().len(), 2, "both databases, to the subscriber that lives");

    receiver.answers("204 No Content");
    let counted = site.run("2026-11-21T06:00:00Z");
    assert_eq!(counted["db-02"]["verdict"], "drifted");
    let id = |request: &crate::receiver::Received| request.headers["webhook-id"].to_str().expect("text").to_owned();
    let mut before: Vec<String> = refused.iter().map(id).collect();
    before.sort();
    before.dedup();
    let mut after: Vec<String> = receiver.take("/hook").iter().map(id).collect();
    after.sort();
    assert_eq!(after, before);
    assert_eq!(site.told().len(), 0, "nobody else hears it twice");
    let log = site.lambda.log("driftline-DispatchFunction");
    assert!(log.contains(r#""Undelivered":2"#), "{log}");
}

/// A proxy to a receiver, which does this once a first message has arrived there and before the answer comes back.
fn interrupted(receiver: &Receiver, interrupt: &Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback interface has a free port");
    let port = listener.local_addr().expect("it listens").port();
    let address = receiver.url("").trim_start_matches("http://").to_owned();
    let (interrupt, is_first) = (Arc::clone(interrupt), Arc::new(AtomicBool::new(true)));
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let (interrupt, is_first, address) = (Arc::clone(&interrupt), Arc::clone(&is_first), address.clone());
            std::thread::spawn(move || {
                let mut server = TcpStream::connect(address).expect("the receiver listens");
                let (mut from, mut to) = (client.try_clone().expect("a handle"), server.try_clone().expect("a handle"));
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
                let mut answer = Vec::new();
                server.read_to_end(&mut answer).expect("an answer");
                if is_first.swap(false, Ordering::SeqCst) {
                    interrupt.get().expect("what to do")();
                } else {
                    let _ = client.write_all(&answer);
                }
                let _ = client.shutdown(Shutdown::Both);
            });
        }
    });
    port
}

/// The function ends between sending a message and marking it as sent: the next run sends that one again, under the same
/// id, and nobody hears anything else twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_send_and_mark_repeats_that_message_under_its_id() {
    let names = names(3);
    let server = databases(&names).await;
    server.run("db-03", "ALTER TABLE users ADD COLUMN vip boolean").await;
    let receiver = Receiver::start();
    let crash = Arc::new(OnceLock::new());
    let hook = format!("http://127.0.0.1:{}/hook", interrupted(&receiver, &crash));
    // One message alone, so that no other is at work when its function ends.
    let config = config(server.port(), &names).replace("kind  = \"sns\"", "kind  = \"sns\"\non = [\"resolved\"]");
    let Some(site) = Site::deploy(&config, Changes { environment: subscribers(&hook), ..Changes::default() }) else {
        return;
    };
    assert!(crash.set(Box::new(site.lambda.crash("driftline-NotifyFunction")) as Box<_>).is_ok());
    let ids = || -> Vec<String> {
        let id = |request: &Received| request.headers["webhook-id"].to_str().expect("text").to_owned();
        receiver.take("/hook").iter().map(id).collect()
    };
    site.run("2026-11-20T06:00:00Z");
    let first = ids();
    assert_eq!(first.len(), 1, "{}", site.logs());
    assert_eq!(site.run("2026-11-20T18:00:00Z")["db-03"]["verdict"], "drifted");
    assert_eq!(ids(), first);
    site.run("2026-11-21T06:00:00Z");
    assert_eq!((ids().len(), site.told().len()), (0, 0));
}

/// `compare` may not write to the bucket: there is no result at all, and the summary says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_denied_bucket_leaves_no_database_healthy() {
    let names = names(2);
    let server = databases(&names).await;
    let deny = crate::emulator::deny_everything();
    let mut environment = subscribers("http://127.0.0.1:1/hook");
    environment.push((Some("Compare"), "AWS_ENDPOINT_URL_S3", deny));
    let Some(site) = Site::deploy(&config(server.port(), &names), Changes { environment, ..Changes::default() }) else {
        return;
    };
    let summary = site.run("2026-11-20T06:00:00Z");
    assert!(summary.values().all(|line| line["verdict"] == "unknown"), "{summary:?}");
    assert!(reason(&summary["db-01"]).contains("did not finish"), "{summary:?}");
    assert!(site.lambda.log("driftline-CompareFunction").contains("AccessDenied"));
    assert!(site.lambda.log("driftline-SummarizeFunction").contains(r#""DatabasesWithoutAnswer":2"#));
}

/// A config that does not parse, and a bucket that is gone: operations are told what, and no database is called healthy.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_cannot_begin_is_told_to_operations() {
    let broken = "[[database]]\nnmae = \"orders\"\n";
    let Some(site) = Site::deploy(broken, Changes::default()) else { return };
    let ended = site.wait(&site.fire("2026-11-20T06:00:00Z"));
    assert_eq!((ended.status.as_str(), ended.error.as_str()), ("FAILED", "InvalidConfig"), "{ended:?}");
    assert!(ended.cause.contains("nmae"), "{ended:?}");
    let told = site.operations();
    assert!(told.len() == 1 && told[0].contains("nmae") && told[0].contains("execution:"), "{told:?}");
    assert!(site.keys("runs/").is_empty() && site.keys("reports/").is_empty());
    assert_eq!(site.told().len(), 0);
    assert_eq!(site.lambda.invocations().len(), 1, "what cannot get better is not tried again");
    // Mended, the same site works: nothing of the failed run is in the way.
    site.put("config/driftline.toml", config(1, &["gone".to_owned(), "away".to_owned()]));
    assert_eq!(site.run("2026-11-20T06:00:00Z")["gone"]["verdict"], "unreachable");

    let Some(site) = Site::deploy("", Changes { has_no_bucket: true, ..Changes::default() }) else { return };
    let ended = site.wait(&site.start(&json!({ "databases": ["orders"] })));
    assert_eq!(ended.status, "FAILED", "{ended:?}");
    let told = site.operations();
    assert!(told.len() == 1 && told[0].contains("driftline-store"), "{told:?}");
}
