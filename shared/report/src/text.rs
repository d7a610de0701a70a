//! What a terminal shows.

use driftline_drift::{AttributeChange, Change, LifecycleChange};

use crate::line_diff::unified;
use crate::value::text_of;
use crate::visible::{one_line, visible};
use crate::wording::{
    SEVERITIES, counts_in_words, next_steps, plural, severity_name, summary_line, verdict_meaning, verdict_name,
};
use crate::{Report, ReportedFinding, Style};

/// Columns that text keeps to, as far as names and values allow.
pub(crate) const WIDTH: usize = 80;

/// Lines of a body's diff that are shown before the reader is sent to the report.
const DIFF_LINES: usize = 10;

/// Where the details of a finding begin.
const INDENT: &str = "            ";

/// The report as a terminal shows it: headline, findings by severity, what else there is to know, and a last line that
/// sums up. Ends with a line break.
pub fn to_text(report: &Report, style: Style) -> String {
    let mut text = headline(report, style);
    let named_lifecycle = report.findings.iter().any(|found| found.lifecycle != LifecycleChange::New);
    let label_width = report.findings.iter().map(|found| found.finding.difference.label.chars().count()).max();
    for severity in SEVERITIES {
        let mut findings = report.findings.iter().filter(|found| found.finding.severity == severity).peekable();
        if findings.peek().is_some() {
            text.push_str(&format!("\n{}\n", style.severity(severity, severity_name(severity))));
        }
        for found in findings {
            text.push('\n');
            text.push_str(&finding(found, label_width.unwrap_or(0), named_lifecycle, style));
        }
    }
    let gaps = report.coverage.gaps.iter().map(|gap| format!("{}: {}", gap.what, gap.why));
    list(&mut text, "Not seen", gaps, style);
    list(&mut text, "Resolved since the last answer", report.resolved.iter().cloned(), style);
    list(&mut text, "Notes", report.notes.iter().cloned(), style);
    text.push_str(&format!("\n{}\n", style.bold(summary_line(report))));
    text
}

fn headline(report: &Report, style: Style) -> String {
    let verdict = verdict_name(report.verdict);
    let indent = " ".repeat(verdict.len() + 2);
    let counts = match report.counts() {
        counts if counts.total() > 0 => format!(": {}", counts_in_words(counts)),
        _ => String::new(),
    };
    let mut text =
        format!("{}  {}{counts}\n", style.verdict(report.verdict, verdict), style.bold(one_line(&report.database)));
    let mut facts = Vec::new();
    if let Some(version) = &report.source.deployed_version {
        facts.push(format!("version {} deployed", one_line(version)));
    }
    if !report.source.pending.is_empty() {
        facts.push(format!("{} pending", plural(report.source.pending.len(), "migration")));
    }
    if !report.source.description.is_empty() {
        facts.push(one_line(&report.source.description).into_owned());
    }
    if let Some(version) = &report.server_version {
        facts.push(format!("server {}", one_line(version)));
    }
    if !facts.is_empty() {
        text.push_str(&style_lines(&wrapped(&facts.join(", "), &indent), |line| style.dim(line)));
    }
    if !report.verdict.is_answer() {
        text.push('\n');
        match &report.reason {
            Some(reason) => text.push_str(&reason_lines(reason)),
            None => text.push_str(&wrapped(verdict_meaning(report.verdict), "  ")),
        }
        text.push('\n');
        for step in next_steps(report.verdict) {
            text.push_str(&item(step));
        }
    }
    text
}

/// The reason with its first line wrapped; later lines quote SQL or a server and stay as they are.
fn reason_lines(reason: &str) -> String {
    let reason = visible(reason.trim_end());
    let (first, rest) = reason.split_once('\n').unwrap_or((&reason, ""));
    let mut text = wrapped(first, "  ");
    text.extend(rest.lines().map(|line| format!("{}\n", format!("  {line}").trim_end())));
    text
}

fn finding(found: &ReportedFinding, label_width: usize, named_lifecycle: bool, style: Style) -> String {
    let difference = &found.finding.difference;
    let change = format!("{:<8}", difference.change.as_str());
    let label = format!("{:<label_width$}", one_line(&difference.label));
    let name = difference.key.qualified_name();
    let lifecycle = match found.lifecycle {
        LifecycleChange::Unchanged => format!("(since {})", one_line(&found.since)),
        LifecycleChange::New | LifecycleChange::Changed | LifecycleChange::Resolved => {
            format!("({})", lifecycle_name(found.lifecycle))
        }
    };
    let name = one_line(&name);
    let mut text = format!("  {}  {label}  {}", style.severity(found.finding.severity, change), style.bold(&name));
    if named_lifecycle {
        let width = INDENT.len() + label.chars().count() + 2 + name.chars().count() + 2 + lifecycle.chars().count();
        text.push_str(&if width <= WIDTH { "  ".to_owned() } else { format!("\n{INDENT}") });
        text.push_str(&style.dim(lifecycle));
    }
    text.push('\n');
    if let Change::Modified { attributes } = &difference.change {
        for change in attributes {
            text.push_str(&attribute(change, style));
        }
    }
    text.push_str(&style_lines(&wrapped(&one_line(&found.finding.explanation), INDENT), |line| style.dim(line)));
    text
}

fn attribute(change: &AttributeChange, style: Style) -> String {
    let name = one_line(&change.attribute);
    let (expected, live) = (text_of(&change.expected), text_of(&change.live));
    if expected.contains('\n') || live.contains('\n') {
        return format!("{INDENT}{name}:\n{}", diff(&expected, &live, style));
    }
    let (expected, live) = (one_line(&expected), one_line(&live));
    let width = INDENT.len() + name.chars().count() + expected.chars().count() + live.chars().count() + 5;
    let between = if width <= WIDTH {
        " ".to_owned()
    } else {
        // Too long for one line: both values begin in the same column.
        format!("\n{INDENT}{}", " ".repeat(name.chars().count()))
    };
    format!("{INDENT}{name}: {}{between}→ {}\n", style.removed(expected), style.added(live))
}

fn diff(expected: &str, live: &str, style: Style) -> String {
    let lines = unified(expected, live);
    let mut text = String::new();
    // Leaving out a single line would take a line to say so.
    let shown = if lines.len() <= DIFF_LINES + 1 { lines.len() } else { DIFF_LINES };
    for (sign, line) in &lines[..shown] {
        let line = visible(line);
        text.push_str(&match sign {
            '-' => format!("{INDENT}  {}\n", style.removed(format_args!("- {line}"))),
            '+' => format!("{INDENT}  {}\n", style.added(format_args!("+ {line}"))),
            '@' => format!("{INDENT}  {}\n", style.dim(line)),
            _ => format!("{}\n", format!("{INDENT}    {line}").trim_end()),
        });
    }
    if shown < lines.len() {
        let rest = format!("… {}, see the report", plural(lines.len() - shown, "more line"));
        text.push_str(&format!("{INDENT}  {}\n", style.dim(rest)));
    }
    text
}

pub(crate) fn lifecycle_name(change: LifecycleChange) -> &'static str {
    match change {
        LifecycleChange::New => "new",
        LifecycleChange::Changed => "changed",
        LifecycleChange::Resolved => "resolved",
        LifecycleChange::Unchanged => "as before",
    }
}

fn list(text: &mut String, heading: &str, items: impl Iterator<Item = String>, style: Style) {
    let items: String = items.map(|text| item(&one_line(&text))).collect();
    if !items.is_empty() {
        text.push_str(&format!("\n{}\n{items}", style.bold(heading)));
    }
}

fn item(text: &str) -> String {
    wrapped(text, "    ").replacen("    ", "  - ", 1)
}

fn style_lines(text: &str, style: impl Fn(&str) -> String) -> String {
    text.lines().map(|line| format!("{}\n", style(line))).collect()
}

/// The text in lines of at most [`WIDTH`] columns, each indented. A word that is longer stays whole: names are copied
/// from here.
pub(crate) fn wrapped(text: &str, indent: &str) -> String {
    let room = WIDTH - indent.len();
    let mut result = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut width = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > room {
                result.push_str(&format!("{indent}{line}\n"));
                line.clear();
                width = 0;
            }
            if width > 0 {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
        }
        result.push_str(format!("{indent}{line}").trim_end());
        result.push('\n');
    }
    result
}
