//! A run over several databases: one line each, and totals.

use driftline_drift::Verdict;
use serde::{Deserialize, Serialize};

use crate::markdown::{code, table_cell};
use crate::visible::{one_line, shortened};
use crate::wording::{counts_in_words, plural, verdict_name};
use crate::{Counts, Report, Style};

/// The format this version writes.
pub const FORMAT: u32 = 1;

/// What one run says of all its databases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// The format of the file.
    pub format: u32,
    /// The run, as in [`Report::run`].
    pub run: String,
    /// The databases, in the order of the config.
    pub databases: Vec<DatabaseSummary>,
}

/// One line of a run's summary. It holds names and counts only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatabaseSummary {
    /// The database's name in the config.
    pub database: String,
    /// The answer.
    pub verdict: Verdict,
    /// Findings by severity.
    pub counts: Counts,
    /// Migration files that are not applied yet.
    pub pending: usize,
    /// The version that is deployed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployed_version: Option<String>,
    /// For a verdict that is no answer: the first line of what happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where the report is: a path, a path in the store or a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

impl DatabaseSummary {
    /// The line of one report, which lies at `location`.
    pub fn of(report: &Report, location: Option<String>) -> Self {
        Self {
            database: report.database.clone(),
            verdict: report.verdict,
            counts: report.counts(),
            pending: report.source.pending.len(),
            deployed_version: report.source.deployed_version.clone(),
            reason: report.reason.as_deref().map(crate::notification::short_reason),
            report: location,
        }
    }
}

/// How many databases got which kind of verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// In sync.
    pub in_sync: usize,
    /// Drifted.
    pub drifted: usize,
    /// Any verdict that is no answer.
    pub no_answer: usize,
    /// Findings over all databases.
    pub findings: usize,
}

impl RunSummary {
    /// A summary in this version's format.
    pub fn new(run: impl Into<String>, databases: Vec<DatabaseSummary>) -> Self {
        Self { format: FORMAT, run: run.into(), databases }
    }

    /// Databases by kind of verdict.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for database in &self.databases {
            match database.verdict {
                Verdict::InSync => totals.in_sync += 1,
                Verdict::Drifted => totals.drifted += 1,
                _ => totals.no_answer += 1,
            }
            totals.findings += database.counts.total();
        }
        totals
    }

    fn totals_in_words(&self) -> String {
        if self.databases.is_empty() {
            return "No database was looked at.".to_owned();
        }
        let totals = self.totals();
        let mut parts = Vec::new();
        if totals.drifted > 0 {
            parts.push(format!("{} drifted ({})", totals.drifted, plural(totals.findings, "finding")));
        }
        if totals.no_answer > 0 {
            parts.push(format!("{} without an answer", totals.no_answer));
        }
        if totals.in_sync > 0 {
            parts.push(format!("{} in sync", totals.in_sync));
        }
        format!("{}: {}.", plural(self.databases.len(), "database"), parts.join(", "))
    }
}

/// The summary as a terminal shows it. Ends with a line break.
pub fn to_text(summary: &RunSummary, style: Style) -> String {
    if summary.databases.is_empty() {
        return format!("{}\n", summary.totals_in_words());
    }
    let headings = ["DATABASE", "VERDICT", "FINDINGS", "PENDING", "DEPLOYED"].map(str::to_owned);
    let rows: Vec<[String; 5]> = summary.databases.iter().map(cells).collect();
    let mut widths = headings.each_ref().map(|heading| heading.len());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &[String; 5], paint: &dyn Fn(usize, String) -> String| {
        let mut line: Vec<String> = Vec::new();
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let last = column == cells.len() - 1;
            line.push(paint(column, if last { cell.clone() } else { format!("{cell:<width$}") }));
        }
        format!("{}\n", line.join("  ").trim_end())
    };
    let mut text = line(&headings, &|_, cell| style.dim(cell));
    for (database, row) in summary.databases.iter().zip(&rows) {
        text.push_str(&line(row, &|column, cell| match column {
            0 => style.bold(cell),
            1 => style.verdict(database.verdict, cell),
            _ => cell,
        }));
        if let Some(reason) = &database.reason {
            text.push_str(&style.dim(format_args!("  {}", shortened(&one_line(reason), crate::text::WIDTH - 2))));
            text.push('\n');
        }
    }
    text.push_str(&format!("\n{}\n", style.bold(summary.totals_in_words())));
    text
}

/// The summary as Markdown.
pub fn to_markdown(summary: &RunSummary) -> String {
    let mut text = format!("# Run {}\n\n{}\n", code(&summary.run), summary.totals_in_words());
    if summary.databases.is_empty() {
        return text;
    }
    text.push_str("\n| Database | Verdict | Findings | Pending | Deployed | |\n");
    text.push_str("| --- | --- | --- | ---: | --- | --- |\n");
    for database in &summary.databases {
        let [_, verdict, findings, pending, _] = cells(database);
        let deployed = database.deployed_version.as_deref().map(|version| table_cell(&code(version)));
        let remark = match (&database.reason, &database.report) {
            (Some(reason), _) => table_cell(&crate::markdown::prose(reason)),
            (None, Some(report)) => table_cell(&code(report)),
            (None, None) => String::new(),
        };
        text.push_str(&format!(
            "| {} | {verdict} | {findings} | {pending} | {} | {remark} |\n",
            table_cell(&code(&database.database)),
            deployed.unwrap_or_default(),
        ));
    }
    text
}

fn cells(database: &DatabaseSummary) -> [String; 5] {
    let compared = matches!(database.verdict, Verdict::InSync | Verdict::Drifted | Verdict::Incomplete);
    [
        one_line(&database.database).into_owned(),
        verdict_name(database.verdict).to_lowercase(),
        // Without a comparison there is no count: "no findings" would sound like an answer.
        if compared { counts_in_words(database.counts).replace("no findings", "none") } else { "-".to_owned() },
        if database.pending > 0 { database.pending.to_string() } else { "-".to_owned() },
        database.deployed_version.as_deref().map_or_else(|| "-".to_owned(), |version| one_line(version).into_owned()),
    ]
}
