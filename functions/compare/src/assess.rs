//! From two snapshots to a report and its scripts. Pure: the command uses it without a store.

use std::collections::BTreeMap;

use driftline_catalog::{Coverage, Gap, Key, Snapshot};
use driftline_ddl::{Action, Purpose, Rendered, Script, ScriptHeader, changes, describe};
use driftline_drift::{
    CompareOptions, Comparison, Finding, FindingState, Lifecycle, LifecycleChange, Verdict, compare, judge, track,
};
use driftline_report::{FORMAT, Report, ReportedFinding, SourceSummary};

/// What is assessed, as the report names it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The run.
    pub run: String,
    /// The database.
    pub database: String,
    /// The live server's version.
    pub server_version: Option<String>,
    /// Where the expected schema comes from.
    pub source: SourceSummary,
    /// What else a reader should know.
    pub notes: Vec<String>,
}

/// A report with its scripts and what became of findings.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The report.
    pub report: Report,
    /// What became of findings since the last answer.
    pub lifecycle: Lifecycle,
    /// The script that takes live back to expected.
    pub revert: String,
    /// The migration that makes expected match live.
    pub adopt: String,
}

impl Assessment {
    /// A report that says why there is no answer.
    pub fn without_answer(subject: Subject, verdict: Verdict, reason: String) -> Self {
        let Subject { run, database, server_version, source, notes } = subject;
        let report = Report {
            format: FORMAT,
            run,
            database,
            verdict,
            reason: Some(reason),
            server_version,
            source,
            findings: Vec::new(),
            resolved: Vec::new(),
            coverage: Coverage::default(),
            ignored: 0,
            notes,
        };
        Self { report, lifecycle: Lifecycle::default(), revert: String::new(), adopt: String::new() }
    }
}

/// Compares, judges, tracks, and renders.
pub fn assess(
    subject: Subject,
    expected: &Snapshot,
    live: &Snapshot,
    options: &CompareOptions,
    before: &BTreeMap<String, FindingState>,
) -> Assessment {
    let Comparison { differences, ignored, partitions, unmatched_patterns, not_compared, not_comparable } =
        compare(expected, live, options);
    let mut findings: Vec<Finding> = differences.into_iter().map(judge).collect();
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.difference.key.cmp(&b.difference.key)));
    let lifecycle = track(before, &findings, &subject.run);
    let coverage = coverage(expected, live, not_compared, not_comparable);
    let keys: Vec<Key> = findings.iter().map(|finding| finding.difference.key.clone()).collect();
    let (expected_texts, live_texts) = (describe(expected, &keys), describe(live, &keys));
    let revert = changes(live, expected, &keys);
    let adopt = changes(expected, live, &keys);

    let mut notes = subject.notes;
    notes.extend(
        unmatched_patterns.iter().map(|pattern| {
            format!("ignore pattern `{pattern}` matches nothing on either side; is it a typing mistake?")
        }),
    );
    notes.extend(partitions.iter().map(|(parent, count)| {
        let plural = if *count == 1 { "" } else { "s" };
        format!("{count} partition{plural} of {parent} only one side has: they come and go on a schedule")
    }));
    let header = |purpose| ScriptHeader { purpose, database: subject.database.clone(), notes: Vec::new() };
    let report = Report {
        format: FORMAT,
        verdict: Verdict::of_comparison(findings.len(), coverage.is_complete()),
        reason: None,
        server_version: subject.server_version,
        source: subject.source,
        resolved: lifecycle
            .changes
            .iter()
            .filter(|(_, (change, _))| *change == LifecycleChange::Resolved)
            .map(|(object, _)| object.clone())
            .collect(),
        coverage,
        ignored,
        notes,
        findings: findings
            .into_iter()
            .zip(expected_texts.into_iter().zip(live_texts))
            .map(|(finding, texts)| reported(finding, texts, &lifecycle, &revert, &adopt))
            .collect(),
        run: subject.run,
        database: subject.database.clone(),
    };
    Assessment {
        report,
        lifecycle,
        revert: revert.to_sql(&header(Purpose::Revert)),
        adopt: adopt.to_sql(&header(Purpose::Adopt)),
    }
}

fn reported(
    finding: Finding,
    (expected, live): (Option<String>, Option<String>),
    lifecycle: &Lifecycle,
    revert: &Script,
    adopt: &Script,
) -> ReportedFinding {
    let key = finding.difference.key.clone();
    let object = key.to_string();
    ReportedFinding {
        lifecycle: lifecycle.changes.get(&object).map_or(LifecycleChange::New, |(change, _)| *change),
        since: lifecycle.states.get(&object).map(|state| state.since.clone()).unwrap_or_default(),
        expected,
        live,
        revert: sql_of(revert, &key),
        adopt: sql_of(adopt, &key),
        finding,
    }
}

/// The part of a script that is about one object, or why there is none.
fn sql_of(script: &Script, key: &Key) -> String {
    let mut lines = Vec::new();
    for step in script.steps.iter().filter(|step| step.key == *key) {
        match &step.outcome {
            Rendered::Statements { statements, hazards } => {
                lines.extend(hazards.iter().map(|hazard| format!("-- HAZARD: {hazard}")));
                lines.extend(statements.iter().cloned());
            }
            Rendered::Covered { by } => lines.push(format!("-- done with {by}")),
            Rendered::NotRendered { reason } => lines.push(format!("-- not rendered: {}", reason.replace('\n', " "))),
        }
        if step.action == Action::DropToRecreate {
            lines.push("-- and created again at its place in the script".to_owned());
        }
    }
    lines.join("\n")
}

/// What both sides could not see, and what could not be compared.
fn coverage(expected: &Snapshot, live: &Snapshot, not_compared: Vec<String>, not_comparable: Vec<Gap>) -> Coverage {
    let mut gaps = live.coverage.gaps.clone();
    gaps.extend(
        expected
            .coverage
            .gaps
            .iter()
            .filter(|gap| !live.coverage.gaps.contains(gap))
            .map(|gap| Gap { what: format!("{} (expected schema)", gap.what), why: gap.why.clone() }),
    );
    gaps.extend(not_comparable);
    let mut left_out = live.coverage.not_compared.clone();
    left_out.extend(not_compared.into_iter().map(|name| format!("{name}: not compared, older snapshot")));
    Coverage { gaps, not_compared: left_out, ..Coverage::default() }
}
