//! `docs/cost.md` against the state machine that is deployed, and the sums.

use std::path::Path;

use driftline_tests::cost::{Month, READS, WRITES_AND_LISTINGS};
use driftline_tests::template::Stack;
use serde_json::Value;

/// The states on the way of a run in which all is well and nobody has to be told anything.
fn way(machine: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut next = machine["StartAt"].as_str();
    while let Some(name) = next {
        names.push(name.to_owned());
        let state = &machine["States"][name];
        // A run that begins, with nothing left over from the one before and no server to ask.
        next = match name {
            "Is there a run to do?" => state["Choices"][0]["Next"].as_str(),
            _ => state["Next"].as_str().or_else(|| state["Default"].as_str()),
        };
    }
    names
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cost.md");
    std::fs::read_to_string(path).expect("readable")
}

#[test]
fn the_page_on_costs_has_the_sums_of_what_is_deployed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/statemachine.asl.json");
    let machine: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("JSON");
    let (of_run, each) = (way(&machine), way(&machine["States"]["Check every database"]["ItemProcessor"]));
    assert_eq!(each, ["Inspect", "Expect", "Compare", "Tell every subscriber"]);
    assert_eq!(Stack::new(&[]).of_type("AWS::CloudWatch::Alarm").len(), 6, "the alarms that the page counts");

    let page = page();
    let months =
        |is_free| [10.0, 50.0, 100.0, 1000.0].map(|databases| Month::new(databases, each.len(), of_run.len(), is_free));
    let (list, free) = (months(false), months(true));
    let row = |label: &str, months: &[Month; 4], value: &dyn Fn(&Month) -> f64| {
        let bold = if label.starts_with("**") { "**" } else { "" };
        let cells = months.iter().map(|month| format!(" {bold}${:.2}{bold} |", value(month)));
        format!("| {label} |{}", cells.collect::<String>())
    };
    let rows = [
        row("state transitions", &list, &|month| month.transitions),
        row("S3, writing and listing", &list, &|month| month.writing),
        row("S3, reading", &list, &|month| month.reading),
        row("Lambda, time", &list, &|month| month.time),
        row("Lambda, invocations", &list, &|month| month.invocations),
        row("logs", &list, &|month| month.logs),
        row("metrics and six alarms", &list, &|month| month.watching),
        row("**a month**", &list, &Month::total),
        row("**with the free tier that never ends**", &free, &Month::total),
    ];
    let missing: Vec<&String> = rows.iter().filter(|row| !page.lines().any(|line| line == row.as_str())).collect();
    assert!(missing.is_empty(), "docs/cost.md has not:\n{missing:#?}");
    for counted in [
        format!("{} for each database", ["no", "one", "two", "three", "four", "five"][each.len()]),
        format!("60.8 × ({} N + {}) × $0.000025", each.len(), of_run.len()),
        format!("at most {WRITES_AND_LISTINGS} and {READS} for each database"),
    ] {
        assert!(page.contains(&counted), "docs/cost.md has not: {counted}");
    }
    // What was promised: a dollar for fifty, fifteen for a thousand.
    assert!(free[1].total() <= 1.0 && free[3].total() <= 15.0 && list[3].total() <= 15.0, "{list:?} {free:?}");
}
