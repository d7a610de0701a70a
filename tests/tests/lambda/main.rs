//! Each function answers a real Lambda invocation.

#![expect(clippy::print_stderr, reason = "a skipped test has to say so")]

mod emulator;

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
    let store = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::create_dir(store.path().join("config")).expect("the store can be written");
    std::fs::write(store.path().join("config/driftline.toml"), config).expect("the store can be written");
    let url = format!("file://{}", store.path().display());
    let emulator = Emulator::start(&FUNCTIONS, &[("DRIFTLINE_STORE", &url), ("RUST_LOG", "info")])?;
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
