//! `report.html`: one file that needs nothing else, neither a network nor a script.

use askama::Template;
use driftline_drift::{Change, LifecycleChange, Severity, Verdict};

use crate::line_diff::{Line, Row, side_by_side};
use crate::text::lifecycle_name;
use crate::value::text_of;
use crate::visible::{one_line, visible};
use crate::wording::{
    SEVERITIES, next_steps, plural, severity_name, summary_line, verdict_meaning, verdict_name, verdict_predicate,
};
use crate::{Report, ReportedFinding};

/// The scripts that lie beside the report, to be shown in it and linked from it. Without findings they are left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scripts<'a> {
    /// The script that takes live back to expected.
    pub revert: Option<ScriptFile<'a>>,
    /// The migration that makes expected match live.
    pub adopt: Option<ScriptFile<'a>>,
}

/// A script and where it lies.
#[derive(Clone, Copy, Debug)]
pub struct ScriptFile<'a> {
    /// Its file name, relative to the report: `revert.sql`. A name with anything but letters, digits, `.`, `-` and `_`
    /// is shown and not linked.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// The report as a page.
pub fn to_html(report: &Report, scripts: Scripts<'_>) -> String {
    page(report, scripts).render().expect("the template only formats strings and numbers, which cannot fail")
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    database: String,
    verdict_class: &'static str,
    verdict: &'static str,
    predicate: &'static str,
    meaning: &'static str,
    summary: String,
    /// The first line of the reason, and the lines after it, which quote SQL or a server.
    reason: Option<(String, String)>,
    steps: &'static [&'static str],
    facts: Vec<Fact>,
    counts: Vec<Count>,
    findings: Vec<FindingView>,
    groups: Vec<Group>,
    gaps: Vec<GapView>,
    not_compared: Vec<String>,
    pending: Vec<String>,
    resolved: Vec<String>,
    notes: Vec<String>,
    scripts: Vec<ScriptView>,
    run: String,
}

struct Fact {
    name: &'static str,
    value: String,
    code: bool,
}

struct Count {
    class: &'static str,
    name: &'static str,
    number: usize,
}

/// The findings of one severity, by their range in the list of all.
struct Group {
    class: &'static str,
    name: &'static str,
    meaning: &'static str,
    findings: Vec<usize>,
}

struct GapView {
    what: String,
    why: String,
}

struct ScriptView {
    heading: &'static str,
    meaning: &'static str,
    name: String,
    linked: bool,
    sql: Sql,
}

struct FindingView {
    id: String,
    class: &'static str,
    severity: &'static str,
    change: &'static str,
    label: String,
    name: String,
    status: String,
    explanation: String,
    advice: String,
    rule: String,
    attributes: Vec<AttributeView>,
    comparisons: Vec<Comparison>,
    revert: Sql,
    adopt: Sql,
}

/// SQL to be copied.
struct Sql {
    text: String,
    /// Whether characters are spelled out in it, so that a copy would not be the same.
    altered: bool,
}

impl Sql {
    fn of(text: &str) -> Self {
        let text = text.trim_end();
        let shown = visible(text);
        Self { altered: shown != text, text: shown.into_owned() }
    }
}

struct AttributeView {
    name: String,
    expected: String,
    live: String,
}

/// A text of an object, side by side.
struct Comparison {
    caption: Option<String>,
    panes: Vec<Pane>,
}

struct Pane {
    heading: &'static str,
    /// Names the pane for who cannot see where it stands.
    description: String,
    lines: Vec<PaneLine>,
}

struct PaneLine {
    class: &'static str,
    number: String,
    before: String,
    changed: String,
    after: String,
}

fn page(report: &Report, scripts: Scripts<'_>) -> Page {
    let findings: Vec<FindingView> = report.findings.iter().enumerate().map(finding).collect();
    let groups = SEVERITIES
        .into_iter()
        .map(|severity| Group {
            class: severity.as_str(),
            name: severity_name(severity),
            meaning: severity_meaning(severity),
            findings: (0..findings.len())
                .filter(|index| report.findings[*index].finding.severity == severity)
                .collect(),
        })
        .filter(|group| !group.findings.is_empty())
        .collect();
    let counts = report.counts();
    let lines = |texts: &[String]| texts.iter().map(|text| one_line(text).into_owned()).collect();
    Page {
        database: one_line(&report.database).into_owned(),
        verdict_class: match report.verdict {
            Verdict::InSync => "good",
            Verdict::Drifted => "critical",
            _ => "warning",
        },
        verdict: verdict_name(report.verdict),
        predicate: verdict_predicate(report.verdict),
        meaning: verdict_meaning(report.verdict),
        summary: summary_line(report),
        reason: report.reason.as_deref().map(|reason| {
            let (first, rest) = reason.trim_end().split_once('\n').unwrap_or((reason, ""));
            (one_line(first).into_owned(), visible(rest.trim_matches('\n')).into_owned())
        }),
        steps: next_steps(report.verdict),
        facts: facts(report),
        // Zero findings without a comparison would read as an answer.
        counts: if report.verdict == Verdict::Drifted {
            [(Severity::Critical, counts.critical), (Severity::Warning, counts.warning), (Severity::Info, counts.info)]
                .map(|(severity, number)| Count { class: severity.as_str(), name: severity_name(severity), number })
                .into()
        } else {
            Vec::new()
        },
        findings,
        groups,
        gaps: report
            .coverage
            .gaps
            .iter()
            .map(|gap| GapView { what: one_line(&gap.what).into_owned(), why: one_line(&gap.why).into_owned() })
            .collect(),
        not_compared: lines(&report.coverage.not_compared),
        pending: lines(&report.source.pending),
        resolved: lines(&report.resolved),
        notes: lines(&report.notes),
        scripts: if report.findings.is_empty() { Vec::new() } else { script_views(scripts) },
        run: one_line(&report.run).into_owned(),
    }
}

fn facts(report: &Report) -> Vec<Fact> {
    let source = &report.source;
    let version = source.deployed_version.as_deref().map(|text| one_line(text).into_owned());
    let server = report.server_version.as_deref().map(|text| one_line(text).into_owned());
    let pending = (!source.pending.is_empty()).then(|| plural(source.pending.len(), "migration"));
    let ignored = (report.ignored > 0).then(|| plural(report.ignored, "difference"));
    let described = (!source.description.is_empty()).then(|| one_line(&source.description).into_owned());
    [
        ("Run", Some(one_line(&report.run).into_owned()), false),
        ("Source", described, false),
        ("Deployed version", version, true),
        ("Pending", pending, false),
        ("Server", server, false),
        ("Ignored", ignored, false),
    ]
    .into_iter()
    .filter_map(|(name, value, code)| value.map(|value| Fact { name, value, code }))
    .collect()
}

fn severity_meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Data can be lost or wrong, access is wider than it should be, or queries fail.",
        Severity::Warning => "Slower queries, or a change that the next migration may trip over.",
        Severity::Info => "Worth knowing; nothing breaks.",
    }
}

fn script_views(scripts: Scripts<'_>) -> Vec<ScriptView> {
    let view = |heading, meaning, script: ScriptFile<'_>| ScriptView {
        heading,
        meaning,
        name: one_line(script.name).into_owned(),
        linked: is_plain_file_name(script.name),
        sql: Sql::of(script.text),
    };
    let revert = "Takes the live database back to what its source defines, for all findings together.";
    let adopt = "A migration that makes the source match the live database, for all findings together.";
    let revert = scripts.revert.map(|script| view("Revert everything", revert, script));
    let adopt = scripts.adopt.map(|script| view("Adopt everything", adopt, script));
    revert.into_iter().chain(adopt).collect()
}

fn is_plain_file_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_'))
}

fn finding((index, found): (usize, &ReportedFinding)) -> FindingView {
    let finding = &found.finding;
    let difference = &finding.difference;
    let (expected, live) = (found.expected.as_deref(), found.live.as_deref());
    let mut attributes = Vec::new();
    let mut comparisons = Vec::new();
    if let Change::Modified { attributes: changes } = &difference.change {
        for change in changes {
            let name = one_line(&change.attribute).into_owned();
            let (before, after) = (text_of(&change.expected), text_of(&change.live));
            if !(before.contains('\n') || after.contains('\n')) {
                let (expected, live) = (one_line(&before).into_owned(), one_line(&after).into_owned());
                attributes.push(AttributeView { name, expected, live });
            } else if !(expected.is_some_and(|sql| sql.contains(&*before))
                && live.is_some_and(|sql| sql.contains(&*after)))
            {
                // A body whose text already stands in the SQL below is not shown twice.
                comparisons.push(comparison(Some(name), Some(&before), Some(&after)));
            }
        }
    }
    if expected.is_some() || live.is_some() {
        let caption = if comparisons.is_empty() { None } else { Some("The whole object".to_owned()) };
        comparisons.push(comparison(caption, expected, live));
    }
    let since = one_line(&found.since);
    FindingView {
        // The same object that differs in the same way keeps its address from run to run.
        id: match &finding.fingerprint {
            print if !print.is_empty() && print.chars().all(|char| char.is_ascii_alphanumeric()) => {
                format!("finding-{print}")
            }
            _ => format!("number-{}", index + 1),
        },
        class: finding.severity.as_str(),
        severity: severity_name(finding.severity),
        change: difference.change.as_str(),
        label: one_line(&difference.label).into_owned(),
        name: one_line(&difference.key.qualified_name()).into_owned(),
        status: match found.lifecycle {
            LifecycleChange::Unchanged => format!("since {since}"),
            change => lifecycle_name(change).to_owned(),
        },
        explanation: one_line(&finding.explanation).into_owned(),
        advice: one_line(&finding.advice).into_owned(),
        rule: one_line(&finding.rule).into_owned(),
        attributes,
        comparisons,
        revert: Sql::of(&found.revert),
        adopt: Sql::of(&found.adopt),
    }
}

fn comparison(caption: Option<String>, expected: Option<&str>, live: Option<&str>) -> Comparison {
    let of_what = caption.as_deref().map(|caption| format!(", {caption}")).unwrap_or_default();
    let pane = |heading, rows: &[Row], left| Pane {
        heading,
        description: format!("{heading}{of_what}"),
        lines: rows.iter().map(|row| side(row, left)).collect(),
    };
    let whole = |heading, text| vec![pane(heading, &side_by_side(text, text), true)];
    let panes = match (expected, live) {
        (Some(expected), Some(live)) if expected == live => whole("Expected and live", expected),
        (Some(expected), Some(live)) => {
            let rows = side_by_side(expected, live);
            vec![pane("Expected", &rows, true), pane("Live", &rows, false)]
        }
        (Some(expected), None) => whole("Expected, and not live", expected),
        (None, Some(live)) => whole("Live, and not expected", live),
        (None, None) => Vec::new(),
    };
    Comparison { caption, panes }
}

fn side(row: &Row, left: bool) -> PaneLine {
    let plain = |class, text| PaneLine {
        class,
        number: String::new(),
        before: text,
        changed: String::new(),
        after: String::new(),
    };
    match row {
        Row::Folded(count) => plain("folded", format!("{count} unchanged lines")),
        Row::Lines(expected, live) => match if left { expected } else { live } {
            None => plain("filler", String::new()),
            Some(Line { number, same, before, changed, after }) => PaneLine {
                class: match (same, left) {
                    (true, _) => "same",
                    (false, true) => "removed",
                    (false, false) => "added",
                },
                number: number.to_string(),
                before: visible(before).into_owned(),
                changed: visible(changed).into_owned(),
                after: visible(after).into_owned(),
            },
        },
    }
}
