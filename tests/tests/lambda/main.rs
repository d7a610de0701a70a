//! Each function answers a real Lambda invocation.

#![expect(clippy::print_stderr, reason = "a skipped test has to say so")]

mod emulator;

use driftline_tests::{Encryption, Server, write_files};
use emulator::Emulator;
use serde_json::{Value, json};
use tempfile::TempDir;

const FUNCTIONS: [&str; 6] = ["dispatch", "inspect", "expect", "compare", "notify", "summarize"];

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
fn functions(config: &str) -> Option<(Emulator, TempDir)> {
    functions_with(config, &[], &[])
}

/// The same with migrations of `orders` in the store, and more in their environment.
fn functions_with(config: &str, migrations: &[(&str, &str)], more: &[(&str, String)]) -> Option<(Emulator, TempDir)> {
    let store = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::create_dir(store.path().join("config")).expect("the store can be written");
    std::fs::write(store.path().join("config/driftline.toml"), config).expect("the store can be written");
    write_files(&store.path().join("sources/orders"), migrations);
    let url = format!("file://{}", store.path().display());
    let mut environment = vec![("DRIFTLINE_STORE", url.as_str()), ("RUST_LOG", "info")];
    environment.extend(more.iter().map(|(name, value)| (*name, value.as_str())));
    let emulator = Emulator::start(&FUNCTIONS, &environment)?;
    Some((emulator, store))
}

/// What the schedule of `infra/template.yaml` sends, its placeholders filled in, as the state machine passes it on.
fn scheduled(time: &str, execution: &str) -> Value {
    json!({
        "version": "0",
        "id": "d32c5kddcf5bb8c3",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "123456789012",
        "time": time,
        "region": "eu-central-1",
        "resources": ["arn:aws:scheduler:eu-central-1:123456789012:schedule/driftline/TwiceADay"],
        "detail": {},
        "execution": execution,
    })
}

fn databases(answer: &Value) -> Vec<&str> {
    let jobs = answer["jobs"].as_array().unwrap_or_else(|| panic!("no jobs in {answer}"));
    let mut names: Vec<_> =
        jobs.iter().map(|job| job["database"].as_str().expect("a job names its database")).collect();
    names.sort_unstable();
    names
}

#[test]
fn dispatch_makes_one_job_per_database_from_every_kind_of_event() {
    let Some((lambda, _store)) = functions(CONFIG) else { return };

    // The schedule: the run is the planned time, and everything is checked.
    let first = scheduled("2026-11-20T06:00:00Z", "arn:aws:states:eu-central-1:123456789012:execution:driftline:first");
    let answer = lambda.invoke("dispatch", &first).expect("dispatch takes the schedule's event");
    assert_eq!(answer["run"], "2026-11-20T06:00:00Z");
    assert_eq!(databases(&answer), ["billing", "orders"]);
    assert!(answer["jobs"].as_array().expect("jobs").iter().all(|job| job["run"] == answer["run"]), "{answer}");
    assert_eq!(answer["undelivered"], json!([]));

    // A retry of the same execution is no second run.
    let again = lambda.invoke("dispatch", &first).expect("dispatch can be retried");
    assert_eq!(again, answer);

    // On demand: only what was asked for, in a run of its own.
    let answer = lambda.invoke("dispatch", &json!({"databases": ["orders"]})).expect("dispatch takes a list of names");
    assert_eq!(databases(&answer), ["orders"]);
    assert_ne!(answer["run"], "2026-11-20T06:00:00Z");
    assert!(answer["run"].as_str().is_some_and(|run| run.ends_with('Z')), "{answer}");

    // A name that the configuration does not have is never silently left out.
    let error = lambda.invoke("dispatch", &json!({"databases": ["ordres"]})).expect_err("there is no such database");
    assert_eq!(error.error_type, "InvalidConfig");
    assert!(error.error_message.contains("ordres"), "{error:?}");
}

#[test]
fn what_is_no_message_is_refused_with_a_name_of_the_error_contract() {
    let Some((lambda, _store)) = functions(CONFIG) else { return };
    for function in FUNCTIONS {
        let event = json!({"databases": "orders", "run": 7, "delivery": false});
        let error = lambda.invoke(function, &event).expect_err("this is no message of any step");
        assert!(ERROR_NAMES.contains(&error.error_type.as_str()), "{function}: {error:?}");
        assert!(!error.error_message.is_empty(), "{function}: {error:?}");
    }
}

#[test]
fn a_configuration_that_does_not_parse_is_said_and_not_retried() {
    let Some((lambda, _store)) = functions("[[database]]\nnmae = \"orders\"\n") else { return };
    let event =
        scheduled("2026-11-20T18:00:00Z", "arn:aws:states:eu-central-1:123456789012:execution:driftline:second");
    let error = lambda.invoke("dispatch", &event).expect_err("the configuration has a misspelt key");
    assert_eq!(error.error_type, "InvalidConfig");
    assert!(error.error_message.contains("nmae"), "{error:?}");
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
    let Some((lambda, store)) = functions_with(&chain_config(&live), &MIGRATIONS, &more) else { return };
    let step = |function: &str, event: &Value| {
        lambda.invoke(function, event).unwrap_or_else(|error| panic!("{function} on {event}: {error:?}"))
    };

    let event = scheduled("2026-11-20T06:00:00Z", "arn:aws:states:eu-central-1:123456789012:execution:driftline:chain");
    let dispatched = step("dispatch", &event);
    let [job] = &dispatched["jobs"].as_array().expect("jobs")[..] else { panic!("one job: {dispatched}") };
    let inspected = step("inspect", job);
    assert_eq!(inspected["inspection"].get("no_answer"), None, "{inspected}");
    let expected = step("expect", &inspected);
    assert_eq!(expected["expectation"].get("no_answer"), None, "{expected}");
    let compared = step("compare", &expected);
    assert_eq!(compared["verdict"], "drifted", "{compared}");
    let [delivery] = &compared["deliveries"].as_array().expect("deliveries")[..] else { panic!("one: {compared}") };
    let notified = step("notify", delivery);
    assert_eq!((&notified["subscriber"], notified.get("given_up")), (&json!("pager"), None), "{notified}");
    assert!(answered.join().expect("the receiver is well").contains("public.orders.vip"));
    let summary = step("summarize", &json!({ "run": dispatched["run"], "jobs": dispatched["jobs"] }));
    assert_eq!(summary["databases"][0]["verdict"], "drifted", "{summary}");
    assert_eq!(summary["databases"][0]["counts"], compared["counts"], "{summary}");

    // What travels through the workflow says nothing of the schema.
    for message in [&dispatched, &inspected, &expected, &compared, &notified] {
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
