//! The state machine: nothing runs for ever, nothing is lost, nothing large goes through it.

use std::collections::BTreeSet;
use std::path::Path;

use driftline_tests::template::Stack;
use serde_json::{Map, Value, json};

fn definition() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/statemachine.asl.json");
    std::fs::read_to_string(path).expect("readable")
}

fn machine() -> Value {
    serde_json::from_str(&definition()).expect("JSON")
}

type Fields = Map<String, Value>;

/// Every state, those of the maps too, with the states beside it.
fn states(machine: &Value) -> Vec<(String, Fields, Fields)> {
    let mut found = Vec::new();
    let beside = machine["States"].as_object().expect("states");
    for (name, state) in beside {
        let state = state.as_object().expect("a state");
        if let Some(inner) = state.get("ItemProcessor") {
            found.extend(states(inner));
        }
        found.push((name.clone(), state.clone(), beside.clone()));
    }
    found
}

#[test]
fn every_task_ends_in_time_is_tried_again_and_fails_into_a_state() {
    let mut tasks = 0;
    for (name, state, beside) in states(&machine()) {
        match state["Type"].as_str() {
            Some("Task") => {
                tasks += 1;
                assert!(state["TimeoutSeconds"].is_u64(), "{name}");
                for retry in state["Retry"].as_array().unwrap_or_else(|| panic!("{name} is not tried again")) {
                    assert_eq!(retry["JitterStrategy"], "FULL", "{name}");
                    assert!(retry["MaxDelaySeconds"].as_u64().is_some_and(|delay| delay <= 60), "{name}");
                }
            }
            Some("Map") => {}
            _ => continue,
        }
        let catch = state["Catch"].as_array().unwrap_or_else(|| panic!("{name} catches nothing"));
        let last = catch.last().unwrap_or_else(|| panic!("{name} catches nothing"));
        assert_eq!(last["ErrorEquals"], json!(["States.ALL"]), "{name}");
        assert!(beside.contains_key(last["Next"].as_str().unwrap_or_default()), "{name}");
    }
    assert_eq!(tasks, 11);
}

/// A task that gave up before its function did would start it a second time beside the first.
#[test]
fn tasks_wait_longer_than_their_functions_run() {
    let stack = Stack::new(&[]);
    let mut seen = BTreeSet::new();
    for (name, state, _) in states(&machine()) {
        let Some(function) = state.get("Parameters").and_then(|it| it["FunctionName"].as_str()) else { continue };
        let function = function.trim_start_matches("${").trim_end_matches("FunctionArn}");
        let limit = stack.properties(&format!("{function}Function"))["Timeout"].as_u64().expect("a time limit");
        assert!(limit < state["TimeoutSeconds"].as_u64().expect("checked elsewhere"), "{name}");
        seen.insert(function.to_owned());
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}

#[test]
fn the_maps_are_distributed_tolerant_paced_and_give_nothing_back() {
    let machine = machine();
    let mut distributed = 0;
    for (name, state, _) in states(&machine) {
        if state["Type"] != "Map" || state["ItemProcessor"]["ProcessorConfig"]["Mode"] != "DISTRIBUTED" {
            continue;
        }
        distributed += 1;
        assert_eq!(state["ItemProcessor"]["ProcessorConfig"]["ExecutionType"], "STANDARD", "{name}");
        assert_eq!(state["ToleratedFailurePercentage"], 100.0, "{name}");
        assert_eq!(
            state["MaxConcurrencyPath"], "$.pace.concurrency",
            "{name}: without one there are ten thousand at once"
        );
        assert!(state["ItemReader"]["Parameters"]["Key.$"].is_string(), "{name}: the list lies in the bucket");
        assert!(state.get("Label").is_some(), "{name}: the name of its executions");
        assert_eq!(state["ResultPath"], Value::Null, "{name}");
        // Whatever way a child ends, it ends with nothing.
        for (inner, last) in state["ItemProcessor"]["States"].as_object().expect("states") {
            if last.get("End").is_some() {
                let is_empty = last.get("OutputPath") == Some(&Value::Null) || last["Result"] == json!({});
                assert!(is_empty, "{name}: {inner}");
            }
        }
    }
    assert_eq!(distributed, 3);
}

/// What the definition wants filled in is what the template fills in.
#[test]
fn substitutions_are_complete() {
    let text = definition();
    let wanted: BTreeSet<&str> = text.split("${").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    let given = Stack::new(&[]).properties("RunStateMachine")["DefinitionSubstitutions"].clone();
    let given: BTreeSet<&str> = given.as_object().expect("substitutions").keys().map(String::as_str).collect();
    assert_eq!(wanted, given);
}

/// A run that cannot be done says so where operators look, and a failed step says so where its database's readers look.
#[test]
fn failures_are_told() {
    let machine = machine();
    for name in ["Dispatch", "List the jobs", "Summarize"] {
        assert_eq!(machine["States"][name]["Catch"][0]["Next"], "Tell operations", "{name}");
    }
    let told = &machine["States"]["Tell operations"];
    assert_eq!(told["Parameters"]["TopicArn"], "${OperationsTopicArn}");
    assert_eq!((&told["Next"], &told["Catch"][0]["Next"]), (&json!("The run failed"), &json!("The run failed")));
    let children = &machine["States"]["Check every database"]["ItemProcessor"]["States"];
    for (state, field) in [("Inspect", "inspect"), ("Expect", "expect"), ("Compare", "compare")] {
        let catch = &children[state]["Catch"][0];
        assert_eq!(catch["Next"], "Record the failure", "{state}");
        // The name under which `compare` reads it.
        assert_eq!(catch["ResultPath"], format!("$.failed.{field}"), "{state}");
    }
}
