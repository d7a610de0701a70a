//! The functions as Lambda runs them: each by itself, and all of them as the deployed state machine does.

mod canary;
mod cloud;
mod emulator;
mod failures;
mod mariadb;
mod newcomers;
mod permissions;
#[path = "../run/receiver.rs"]
mod receiver;
mod servers;
mod site;
mod whole_run;

use std::collections::BTreeMap;
use std::time::Duration;

use driftline_tests::functions::FUNCTIONS;
use driftline_tests::{Encryption, Server, write_files};
use emulator::{Emulator, Function};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The closed set of names that `infra/statemachine.asl.json` may retry or catch.
const ERROR_NAMES: [&str; 6] = ["Retryable", "Throttled", "Unreachable", "AccessDenied", "InvalidConfig", "Internal"];

const CONFIG: &str = r#"
[[database]]
name     = "orders"
engine   = "postgres"
endpoint = "orders.abc123.eu-central-1.rds.amazonaws.com:5432"
database = "orders"
user     = "driftline"
auth     = { method = "rds-iam" }
source   = { migrations = "sources/orders", history = "auto" }

[[database]]
name     = "billing"
engine   = "postgres"
endpoint = "billing.abc123.eu-central-1.rds.amazonaws.com:5432"
database = "billing"
user     = "driftline"
auth     = { method = "rds-iam" }
source   = { migrations = "sources/billing", history = "auto" }
"#;

/// The functions with a store of their own that holds `config`.
fn functions(config: &str) -> (Emulator, TempDir) {
    functions_with(config, &[], &[])
}

/// The same with migrations of `orders` in the store, and more in their environment.
fn functions_with(config: &str, migrations: &[(&str, &str)], more: &[(&str, String)]) -> (Emulator, TempDir) {
    let store = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::create_dir(store.path().join("config")).expect("the store can be written");
    std::fs::write(store.path().join("config/driftline.toml"), config).expect("the store can be written");
    write_files(&store.path().join("sources/orders"), migrations);
    let url = format!("file://{}", store.path().display());
    let mut environment =
        BTreeMap::from([("DRIFTLINE_STORE".to_owned(), url), ("RUST_LOG".to_owned(), "info".to_owned())]);
    environment.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let function = |name: &str| Function {
        name: name.to_owned(),
        program: emulator::program(name),
        environment: environment.clone(),
        memory: 512,
        time_limit: Duration::from_secs(60),
    };
    (Emulator::start(FUNCTIONS.map(function).into()), store)
}

/// What the state machine asks `dispatch` when the schedule of `infra/template.yaml` fired, its placeholders filled in.
fn scheduled(time: &str, execution: &str) -> Value {
    let event = json!({
        "version": "0",
        "id": "d32c5kddcf5bb8c3",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "123456789012",
        "time": time,
        "region": "eu-central-1",
        "resources": ["arn:aws:scheduler:eu-central-1:123456789012:schedule/driftline/TwiceADay"],
        "detail": {},
    });
    started(event, "2026-11-20T06:00:03.141Z", execution)
}

/// What the state machine asks `dispatch` in an execution that began at this time with this input.
fn started(event: Value, time: &str, execution: &str) -> Value {
    let execution = format!("arn:aws:states:eu-central-1:123456789012:execution:driftline:{execution}");
    json!({ "event": event, "execution": execution, "started": time })
}

/// An event on the account's bus.
fn event(detail_type: &str, detail: &Value) -> Value {
    json!({
        "version": "0", "id": "1", "detail-type": detail_type, "source": "ci", "account": "123456789012",
        "time": "2026-11-20T09:00:00Z", "region": "eu-central-1", "resources": [], "detail": detail,
    })
}

/// The names in a list that `dispatch` kept.
fn databases(store: &TempDir, answer: &Value) -> Vec<String> {
    let list = answer["jobs"]["list"].as_str().unwrap_or_else(|| panic!("no list of jobs in {answer}"));
    let jobs = std::fs::read(store.path().join(list)).expect("the list lies in the store");
    let jobs: Vec<Value> = serde_json::from_slice(&jobs).expect("an array, as a distributed Map reads it");
    assert_eq!(answer["jobs"]["count"], jobs.len(), "{answer}");
    assert!(jobs.iter().all(|job| job["run"] == answer["run"]), "{jobs:?}");
    let mut names: Vec<_> =
        jobs.iter().map(|job| job["database"].as_str().expect("a job names its database").to_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn dispatch_lists_one_job_per_database_whatever_starts_the_run() {
    let (lambda, store) = functions(CONFIG);
    let dispatch =
        |event: &Value| lambda.invoke("dispatch", event).unwrap_or_else(|error| panic!("{event}: {error:?}"));

    // The schedule: the run is the planned time, and everything is checked.
    let first = scheduled("2026-11-20T06:00:00Z", "first");
    let answer = dispatch(&first);
    assert_eq!((&answer["outcome"], &answer["run"]), (&json!("begins"), &json!("2026-11-20T06:00:00Z")), "{answer}");
    assert_eq!(databases(&store, &answer), ["billing", "orders"]);
    assert_eq!(answer["undelivered"]["count"], 0, "{answer}");

    // A retry of the same execution is no second run. The same time in another execution is, and has nothing to do.
    assert_eq!(dispatch(&first), answer);
    let twice = dispatch(&scheduled("2026-11-20T06:00:00Z", "second"));
    assert_eq!(twice["outcome"], "skipped", "{twice}");
    assert!(twice["reason"].as_str().is_some_and(|reason| reason.contains("another execution")), "{twice}");

    // On demand: only what was asked for, in a run of its own, whose name does not depend on when it is tried again.
    let asked = started(json!({ "databases": ["orders"] }), "2026-11-20T06:00:00.5Z", "asked");
    let answer = dispatch(&asked);
    assert_eq!(databases(&store, &answer), ["orders"]);
    assert_eq!(answer["run"], "2026-11-20T06:00:01Z", "the schedule has the second before");
    assert_eq!(dispatch(&asked), answer);

    // A name that the configuration does not have is never silently left out.
    let wrong = started(json!({ "databases": ["ordres"] }), "2026-11-20T06:00:00Z", "wrong");
    let error = lambda.invoke("dispatch", &wrong).expect_err("there is no such database");
    assert_eq!(error.error_type, "InvalidConfig");
    assert!(error.error_message.contains("ordres"), "{error:?}");
}

#[test]
fn an_event_has_a_database_checked_once_in_ten_minutes() {
    let (lambda, store) = functions(CONFIG);
    let dispatch = |event: Value, time: &str, execution: &str| {
        let asked = started(event, time, execution);
        lambda.invoke("dispatch", &asked).unwrap_or_else(|error| panic!("{asked}: {error:?}"))
    };
    let failover = |instance: &str| {
        event("RDS DB Instance Event", &json!({ "EventCategories": ["failover"], "SourceIdentifier": instance }))
    };
    let check = event("driftline.check", &json!({ "databases": ["orders"] }));

    let answer = dispatch(failover("orders"), "2026-11-20T09:07:00Z", "a");
    assert_eq!(databases(&store, &answer), ["orders"], "the other database is on another instance");
    assert_eq!(dispatch(failover("orders"), "2026-11-20T09:07:00Z", "a"), answer, "a retry");
    // Three minutes later the clock is in the next ten minutes, and still it is too early.
    for (time, execution) in
        [("2026-11-20T09:07:01Z", "b"), ("2026-11-20T09:10:30Z", "c"), ("2026-11-20T09:16:59Z", "d")]
    {
        let skipped = dispatch(check.clone(), time, execution);
        assert_eq!(skipped["outcome"], "skipped", "{time}: {skipped}");
    }
    assert_eq!(databases(&store, &dispatch(check, "2026-11-20T09:17:00Z", "e")), ["orders"]);
    // Another database has ten minutes of its own.
    assert_eq!(databases(&store, &dispatch(failover("billing"), "2026-11-20T09:17:00Z", "f")), ["billing"]);
    // Nobody's instance starts nothing.
    let skipped = dispatch(failover("somebody-elses"), "2026-11-20T09:30:00Z", "g");
    assert_eq!(skipped["outcome"], "skipped", "{skipped}");
}

#[test]
fn what_is_no_message_is_refused_with_a_name_of_the_error_contract() {
    let (lambda, _store) = functions(CONFIG);
    for function in FUNCTIONS {
        let event = json!({"databases": "orders", "run": 7, "delivery": false});
        let error = lambda.invoke(function, &event).expect_err("this is no message of any step");
        assert!(ERROR_NAMES.contains(&error.error_type.as_str()), "{function}: {error:?}");
        assert!(!error.error_message.is_empty(), "{function}: {error:?}");
    }
}

#[test]
fn a_configuration_that_does_not_parse_is_said_and_not_retried() {
    let (lambda, _store) = functions("[[database]]\nnmae = \"orders\"\n");
    let event = scheduled("2026-11-20T18:00:00Z", "second");
    let error = lambda.invoke("dispatch", &event).expect_err("the configuration has a misspelt key");
    assert_eq!(error.error_type, "InvalidConfig");
    assert!(error.error_message.contains("nmae"), "{error:?}");
}

/// Ten thousand databases: lists and results lie in the store, and what goes through the workflow stays small.
#[test]
fn the_state_of_the_workflow_does_not_grow_with_the_databases() {
    let database = |number: usize| {
        format!(
            "[[database]]\nname = \"database-{number}\"\nengine = \"postgres\"\nendpoint = \"127.0.0.1:5432\"\n\
             database = \"x\"\nuser = \"x\"\nauth = {{ method = \"none\" }}\nsource = {{ schema = \"x.sql\" }}\n"
        )
    };
    let (lambda, store) = functions(&(1..=10_000).map(database).collect::<String>());
    let dispatched = lambda.invoke("dispatch", &scheduled("2026-11-20T06:00:00Z", "many")).expect("a run");
    assert_eq!(databases(&store, &dispatched).len(), 10_000);
    assert!(dispatched.to_string().len() < 400, "{dispatched}");
    // Of nobody there is a result, and nobody is forgotten.
    let summarized = lambda.invoke("summarize", &dispatched).expect("a summary");
    assert_eq!((&summarized["databases"], &summarized["no_answer"]), (&json!(10_000), &json!(10_000)), "{summarized}");
    assert!(summarized.to_string().len() < 400, "{summarized}");
}

/// What a function logs can be found by run, database and request, and it ends when Lambda asks it to.
#[test]
fn logs_are_json_with_run_database_and_request() {
    let (lambda, _store) = functions(CONFIG);
    let job = json!({ "run": "2026-11-20T06:00:00Z", "database": "not-in-the-config" });
    lambda.invoke("inspect", &job).expect_err("there is no such database");
    assert_eq!(lambda.shut_down("inspect"), [Some(0)]);
    let log = lambda.log("inspect");
    let lines: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let failed =
        lines.iter().find(|line| line.to_string().contains("the step failed")).unwrap_or_else(|| panic!("{log}"));
    let span = failed["spans"].as_array().and_then(|spans| spans.iter().find(|span| span["name"] == "step"));
    let span = span.unwrap_or_else(|| panic!("{failed}"));
    assert_eq!((&span["run"], &span["database"]), (&job["run"], &job["database"]), "{failed}");
    assert!(span["request_id"].as_str().is_some_and(|id| id.len() == 36), "{failed}");
    assert_eq!(failed["level"], "ERROR");
}

const MIGRATIONS: [(&str, &str); 2] = [
    ("1_orders.up.sql", "CREATE TABLE orders (id int PRIMARY KEY, note varchar(200));"),
    ("2_lines.up.sql", "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders);"),
];

/// One database on loopback, a second server to replay on, and a subscriber that nobody answers for.
fn chain_config(live: &Server) -> String {
    format!(
        r#"
[scratch]
url = {{ env = "SCRATCH_URL" }}

[[database]]
name     = "orders"
engine   = "postgres"
endpoint = "127.0.0.1:{}"
database = "orders"
user     = "postgres"
auth     = {{ method = "none" }}
source   = {{ migrations = "sources/orders" }}

[[subscriber]]
name   = "pager"
kind   = "webhook"
url    = {{ env = "HOOK_URL" }}
secret = {{ env = "HOOK_SECRET" }}
"#,
        live.port()
    )
}

/// Every step is a real invocation, and each is asked exactly what the one before answered.
#[tokio::test]
async fn the_whole_chain_finds_drift() {
    let (live, scratch) = (Server::start(Encryption::Off), Server::start(Encryption::Off));
    live.database("orders", "postgres").await;
    live.deploy("postgres", "orders", &MIGRATIONS).await;
    live.run("orders", "ALTER TABLE orders ADD COLUMN vip boolean").await;
    let receiver = std::net::TcpListener::bind("127.0.0.1:0").expect("the loopback interface has a free port");
    let hook = format!("http://{}/hook", receiver.local_addr().expect("it listens"));
    let answered = std::thread::spawn(move || {
        let (mut connection, _) = receiver.accept().expect("somebody calls");
        read_and_answer(&mut connection)
    });
    let more = [
        ("SCRATCH_URL", scratch.url("postgres")),
        ("HOOK_URL", hook),
        ("HOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
    ];
    let (lambda, store) = functions_with(&chain_config(&live), &MIGRATIONS, &more);
    let step = |function: &str, event: &Value| {
        lambda.invoke(function, event).unwrap_or_else(|error| panic!("{function} on {event}: {error:?}"))
    };

    let dispatched = step("dispatch", &scheduled("2026-11-20T06:00:00Z", "chain"));
    assert_eq!(databases(&store, &dispatched), ["orders"]);
    let inspected = step("inspect", &json!({ "run": dispatched["run"], "database": "orders" }));
    assert_eq!(inspected["inspection"].get("no_answer"), None, "{inspected}");
    let expected = step("expect", &inspected);
    assert_eq!(expected["expectation"].get("no_answer"), None, "{expected}");
    let compared = step("compare", &expected);
    assert_eq!(compared["verdict"], "drifted", "{compared}");
    let [delivery] = &compared["deliveries"].as_array().expect("deliveries")[..] else { panic!("one: {compared}") };
    let notified = step("notify", delivery);
    assert_eq!((&notified["subscriber"], notified.get("given_up")), (&json!("pager"), None), "{notified}");
    assert!(answered.join().expect("the receiver is well").contains("public.orders.vip"));
    let summarized = step("summarize", &dispatched);
    assert_eq!((&summarized["databases"], &summarized["drifted"]), (&json!(1), &json!(1)), "{summarized}");
    let summary = std::fs::read(store.path().join("runs/2026-11-20T06:00:00Z/summary.json")).expect("a summary");
    let summary: Value = serde_json::from_slice(&summary).expect("JSON");
    assert_eq!(summary["databases"][0]["counts"], compared["counts"], "{summary}");

    // What travels through the workflow says nothing of the schema.
    for message in [&dispatched, &inspected, &expected, &compared, &notified, &summarized] {
        assert!(!message.to_string().contains("vip"), "{message}");
    }
    let report = store.path().join("reports/orders/2026-11-20T06:00:00Z/report.json");
    let report: Value = serde_json::from_slice(&std::fs::read(report).expect("there is a report")).expect("JSON");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{report}");
    assert_eq!(report["findings"][0]["difference"]["name"], "vip", "{report}");

    // A retry of a step does no harm, and tells nobody twice: the receiver is gone.
    assert_eq!(step("compare", &expected), compared);
    assert_eq!(step("notify", delivery), notified);
}

/// The body of one request, which is taken with thanks.
fn read_and_answer(connection: &mut std::net::TcpStream) -> String {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    let mut reader = BufReader::new(connection.try_clone().expect("a handle can be copied"));
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().expect("a number");
            }
            Some(_) => {}
            None if line.starts_with("POST ") => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    connection.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").expect("it listens");
    String::from_utf8(body).expect("UTF-8")
}
