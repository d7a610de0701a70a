//! Who notices when Driftline itself does not work.

use std::collections::BTreeSet;

use driftline_tests::template::Stack;
use serde_json::{Value, json};

use super::{FUNCTIONS, with_everything};

fn alarms(stack: &Stack) -> Vec<Value> {
    stack.of_type("AWS::CloudWatch::Alarm").into_iter().map(|name| stack.properties(name)).collect()
}

#[test]
fn the_essential_alarms_are_few_and_silence_is_one_of_them() {
    let stack = Stack::new(&[]);
    let essential = alarms(&stack);
    assert!(essential.len() <= 10, "{}", essential.len());
    let metrics: BTreeSet<&str> = essential.iter().filter_map(|alarm| alarm["MetricName"].as_str()).collect();
    let expected = [
        "ApproximateNumberOfMessagesVisible",
        "DatabasesWithoutAnswer",
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "Undelivered",
        "WholeRuns",
    ];
    assert_eq!(metrics, BTreeSet::from(expected));
    let silence = stack.properties("NoRunAlarm");
    assert_eq!(silence["TreatMissingData"], "breaching", "no run at all writes no metric");
    assert_eq!((&silence["Period"], &silence["EvaluationPeriods"]), (&json!(3600), &json!("14")));
    for alarm in &essential {
        // Little happens twice a day: no data means nothing, but for the alarm on silence.
        let is_silence = alarm["MetricName"] == "WholeRuns";
        assert_eq!(alarm["TreatMissingData"] == "breaching", is_silence, "{alarm}");
    }
}

#[test]
fn in_the_full_set_every_function_has_alarms_of_its_own() {
    let stack = with_everything();
    let full = alarms(&stack);
    for name in FUNCTIONS {
        let dimension = json!([{ "Name": "FunctionName", "Value": format!("driftline-{name}Function") }]);
        let of_it: Vec<&Value> = full.iter().filter(|alarm| alarm["Dimensions"] == dimension).collect();
        let mut metrics: Vec<&str> = of_it.iter().filter_map(|alarm| alarm["MetricName"].as_str()).collect();
        metrics.sort_unstable();
        assert_eq!(metrics, ["Duration", "Errors", "Throttles"], "{name}");
        let limit = stack.properties(&format!("{name}Function"))["Timeout"].as_u64().expect("a time limit");
        let duration = of_it.iter().find(|alarm| alarm["MetricName"] == "Duration").expect("one of them");
        assert_eq!(duration["Threshold"], limit * 800, "{name}: four fifths, in milliseconds");
    }
}

/// A notifier that is broken must not hide itself: alarms do not go the way that drift goes.
#[test]
fn every_alarm_goes_to_the_operations_topic() {
    let stack = with_everything();
    let topic = json!(["arn:aws:sns:eu-central-1:123456789012:driftline-OperationsTopic"]);
    for alarm in alarms(&stack) {
        assert_eq!((&alarm["AlarmActions"], &alarm["OKActions"]), (&topic, &topic), "{alarm}");
        assert!(alarm["AlarmDescription"].as_str().is_some_and(|text| text.ends_with('.')), "{alarm}");
    }
    // CloudWatch may not use the key that AWS manages for topics, so that topic has none unless a key is given.
    assert_eq!(Stack::new(&[]).properties("OperationsTopic").get("KmsMasterKeyId"), None);
    assert_eq!(Stack::new(&[]).properties("DriftTopic")["KmsMasterKeyId"], "alias/aws/sns");
}

/// What cannot be started lies somewhere, and nothing is started hours late.
#[test]
fn lost_starts_are_kept() {
    let stack = with_everything();
    let schedule = stack.properties("RunStateMachine")["Events"]["TwiceADay"]["Properties"].clone();
    let mut starters = vec![schedule];
    for rule in ["CheckRule", "RdsRule"] {
        starters.push(stack.properties(rule)["Targets"][0].clone());
    }
    for starter in starters {
        let queue = "arn:aws:sqs:eu-central-1:123456789012:driftline-DeadLetters";
        assert_eq!(starter["DeadLetterConfig"]["Arn"], queue, "{starter}");
        assert!(
            starter["RetryPolicy"]["MaximumEventAgeInSeconds"].as_u64().is_some_and(|age| age <= 3600),
            "{starter}"
        );
    }
    assert!(Stack::new(&[("WatchRdsEvents", "no")]).of_type("AWS::Events::Rule") == ["CheckRule"]);
}

/// Metrics that an alarm or the dashboard waits for are written by somebody.
#[test]
fn own_metrics_exist_in_the_functions() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let sources: String = ["dispatch", "summarize"]
        .iter()
        .map(|name| std::fs::read_to_string(root.join(name).join("src/main.rs")).expect("readable"))
        .collect();
    let stack = with_everything();
    let body = stack.properties("RunDashboard")["DashboardBody"].as_str().expect("a body").to_owned();
    let dashboard: Value = serde_json::from_str(&body).expect("the dashboard is JSON");
    let metrics = dashboard["widgets"].as_array().expect("widgets").iter();
    let shown = metrics.flat_map(|widget| widget["properties"]["metrics"].as_array().cloned().unwrap_or_default());
    let shown = shown.filter(|metric| metric[0] == "Driftline").map(|metric| metric[1].clone());
    let awaited = alarms(&stack)
        .into_iter()
        .filter(|alarm| alarm["Namespace"] == "Driftline")
        .map(|alarm| alarm["MetricName"].clone());
    let names: BTreeSet<String> =
        shown.chain(awaited).map(|name| name.as_str().unwrap_or_default().to_owned()).collect();
    assert!(5 <= names.len(), "{names:?}");
    for name in names {
        assert!(sources.contains(&format!("\"{name}\"")), "no function writes {name}");
    }
}
