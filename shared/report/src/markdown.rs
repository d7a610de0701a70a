//! `report.md`, in the dialect of GitHub.

use driftline_drift::{AttributeChange, Change, LifecycleChange};

use crate::text::lifecycle_name;
use crate::value::text_of;
use crate::visible::{one_line, visible};
use crate::wording::{next_steps, severity_name, summary_line, verdict_meaning, verdict_name, verdict_predicate};
use crate::{Report, ReportedFinding};

/// The report as Markdown: headline, facts, a table of the findings, then each finding with its SQL.
pub fn to_markdown(report: &Report) -> String {
    let mut text = format!("# {} {}\n\n", code(&report.database), verdict_predicate(report.verdict));
    text.push_str(&format!("{}\n\n", verdict_meaning(report.verdict)));
    if let Some(reason) = &report.reason {
        text.push_str(&fenced("text", reason));
        text.push('\n');
    }
    facts(&mut text, report);
    let steps = next_steps(report.verdict);
    if !steps.is_empty() {
        text.push_str("\n## What to do\n\n");
        for (position, step) in steps.iter().enumerate() {
            text.push_str(&format!("{}. {step}\n", position + 1));
        }
    }
    if !report.findings.is_empty() {
        text.push_str("\n## Findings\n\n| | Severity | Change | Kind | Object | Status |\n| ---: | --- | --- | --- | --- | --- |\n");
        for (position, found) in report.findings.iter().enumerate() {
            table_row(&mut text, position + 1, found);
        }
        for (position, found) in report.findings.iter().enumerate() {
            finding(&mut text, position + 1, found);
        }
    }
    let gaps = report.coverage.gaps.iter().map(|gap| format!("{}: {}", gap.what, gap.why));
    list(&mut text, "Not seen", gaps);
    let resolved: Vec<String> = report.resolved.iter().map(|object| format!("- {}\n", code(object))).collect();
    section(&mut text, "Resolved since the last answer", &resolved);
    let pending: Vec<String> = report.source.pending.iter().map(|file| format!("- {}\n", code(file))).collect();
    section(&mut text, "Pending migrations", &pending);
    list(&mut text, "Notes", report.notes.iter().cloned());
    list(&mut text, "Never compared", report.coverage.not_compared.iter().cloned());
    text
}

fn facts(text: &mut String, report: &Report) {
    let source = &report.source;
    let mut fact = |name: &str, value: String| text.push_str(&format!("- **{name}**: {value}\n"));
    fact("Verdict", format!("{} ({})", verdict_name(report.verdict), code(report.verdict.as_str())));
    fact("Result", summary_line(report));
    fact("Run", code(&report.run));
    if !source.description.is_empty() {
        fact("Source", prose(&source.description));
    }
    if let Some(version) = &source.deployed_version {
        fact("Deployed version", code(version));
    }
    if !source.pending.is_empty() {
        fact("Pending migrations", format!("{}; they are no drift", source.pending.len()));
    }
    if let Some(version) = &report.server_version {
        fact("Server", prose(version));
    }
}

fn table_row(text: &mut String, number: usize, found: &ReportedFinding) {
    let difference = &found.finding.difference;
    let status = match found.lifecycle {
        LifecycleChange::Unchanged => format!("since {}", code(&found.since)),
        change => lifecycle_name(change).to_owned(),
    };
    let cells = [
        number.to_string(),
        severity_name(found.finding.severity).to_owned(),
        difference.change.as_str().to_owned(),
        prose(&difference.label),
        code(&difference.key.qualified_name()),
        status,
    ];
    text.push_str(&format!("| {} |\n", cells.map(|cell| table_cell(&cell)).join(" | ")));
}

fn finding(text: &mut String, number: usize, found: &ReportedFinding) {
    let difference = &found.finding.difference;
    text.push_str(&format!(
        "\n### {number}. {} {} {}\n\n",
        difference.change.as_str(),
        prose(&difference.label),
        code(&difference.key.qualified_name())
    ));
    text.push_str(&format!(
        "**{}.** {} {}\n",
        severity_name(found.finding.severity),
        prose(&found.finding.explanation),
        prose(&found.finding.advice)
    ));
    if let Change::Modified { attributes } = &difference.change {
        text.push('\n');
        for change in attributes {
            attribute(text, change);
        }
    }
    let sides = [("Expected", &found.expected), ("Live", &found.live)];
    for (heading, sql) in sides {
        if let Some(sql) = sql {
            text.push_str(&format!("\n{heading}:\n\n{}", fenced("sql", sql)));
        }
    }
    let ways_out = [
        ("Revert (takes the database back)", &found.revert),
        ("Adopt (a migration that makes it official)", &found.adopt),
    ];
    for (heading, sql) in ways_out {
        text.push_str(&format!("\n{heading}:\n\n{}", fenced("sql", sql)));
        if visible(sql) != *sql {
            text.push_str("\nInvisible characters are spelled out here; take them from the script file.\n");
        }
    }
}

fn attribute(text: &mut String, change: &AttributeChange) {
    let (expected, live) = (text_of(&change.expected), text_of(&change.live));
    if expected.contains('\n') || live.contains('\n') {
        text.push_str(&format!("- {}:\n\n", code(&change.attribute)));
        let lines: String = crate::line_diff::unified(&expected, &live)
            .into_iter()
            .map(|(sign, line)| format!("{}{line}\n", if sign == '@' { ' ' } else { sign }))
            .collect();
        // The indentation keeps the block inside the list item.
        text.extend(fenced("diff", &lines).lines().map(|line| format!("  {line}\n")));
    } else {
        text.push_str(&format!("- {}: {} → {}\n", code(&change.attribute), code(&expected), code(&live)));
    }
}

fn list(text: &mut String, heading: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| format!("- {}\n", prose(&item))).collect();
    section(text, heading, &items);
}

fn section(text: &mut String, heading: &str, items: &[String]) {
    if !items.is_empty() {
        text.push_str(&format!("\n## {heading}\n\n{}", items.concat()));
    }
}

/// A code span. It is fenced by one backtick more than the longest run in the text.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text);
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let padding = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{padding}{text}{padding}{fence}")
}

/// A cell of a table: a bar would end it, even inside a code span.
pub(crate) fn table_cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Running text in which nothing is Markdown or HTML.
pub(crate) fn prose(text: &str) -> String {
    let text = one_line(text);
    let mut result = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let special = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '&' | '$' => true,
            // Inside a word an underscore is only an underscore.
            '_' => !(before.is_alphanumeric() && characters.peek().is_some_and(|next| next.is_alphanumeric())),
            '#' | '-' | '+' => result.is_empty(),
            _ => false,
        };
        if special {
            result.push('\\');
        }
        result.push(character);
        before = character;
    }
    result
}

fn fenced(language: &str, text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat((longest_run(&text) + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_any_name() {
        assert_eq!(code("public.orders"), "`public.orders`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("two\nlines"), "`two\\nlines`");
        assert_eq!(table_cell(&code("a|b")), "`a\\|b`");
    }

    #[test]
    fn prose_holds_no_markup() {
        assert_eq!(
            prose("Trigger public.orders_touch is <b>off</b>"),
            "Trigger public.orders_touch is \\<b\\>off\\</b\\>"
        );
        assert_eq!(prose("_x_ [link](url) `code` *strong*"), "\\_x\\_ \\[link\\](url) \\`code\\` \\*strong\\*");
        assert_eq!(prose("- no list"), "\\- no list");
    }

    #[test]
    fn fences_are_longer_than_any_run_inside() {
        assert_eq!(fenced("sql", "select '```';\n"), "````sql\nselect '```';\n````\n");
    }
}
