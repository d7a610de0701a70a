//! What subscribers are told: names, kinds and counts, and no schema text.
//!
//! **Reader/writer rule.** A notification is stored before it is sent and is the `data` of a webhook's body. Fields are
//! added, never renamed or given another meaning; readers pass over fields they do not know.

use driftline_catalog::Engine;
use driftline_drift::{Lifecycle, LifecycleChange, Severity, Verdict};
use serde::{Deserialize, Serialize};

use crate::text::lifecycle_name;
use crate::visible::{one_line, shortened};
use crate::wording::{counts_in_words, severity_name, verdict_meaning, verdict_name, verdict_predicate};
use crate::{Counts, Report};

/// Characters of a reason that leave the account. Later lines may quote SQL and never do.
const LONGEST_REASON: usize = 300;

/// Characters of a title that are shown; longer names are cut.
pub(crate) const LONGEST_TITLE: usize = 300;

/// Bytes of items in [`to_plain_text`]: far below the 256 KiB that SNS takes.
const PLAIN_TEXT_BUDGET: usize = 60_000;

/// Characters of a subject: SNS takes fewer than 100.
const LONGEST_SUBJECT: usize = 99;

/// What changed about one database since the last answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// The database's name in the config.
    pub database: String,
    /// Its engine.
    pub engine: Engine,
    /// The answer.
    pub verdict: Verdict,
    /// For a verdict that is no answer: what happened, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The run, as in [`Report::run`].
    pub run: String,
    /// The version that is deployed, as the migrator's history says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployed_version: Option<String>,
    /// All findings of the run, old ones too.
    pub counts: Counts,
    /// What is new, then what changed, then what is resolved, each most severe first; not what is as before.
    pub items: Vec<NotificationItem>,
    /// Where the report is: a path in the store or a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

/// What became of one object's finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotificationItem {
    /// New, changed or resolved.
    pub change: LifecycleChange,
    /// How bad it is, or was when it is resolved.
    pub severity: Severity,
    /// The finding: `missing index public.orders.orders_created_at_idx`; for a resolved one the object alone.
    pub title: String,
}

impl Notification {
    /// What there is to tell of a report. `location` is where the report is, `lifecycle` what became of its findings:
    /// the resolved ones are read from it. For a verdict that is no answer it is empty, since nothing was tracked.
    pub fn of(report: &Report, engine: Engine, lifecycle: &Lifecycle, location: Option<String>) -> Self {
        let current =
            report.findings.iter().filter(|found| found.lifecycle != LifecycleChange::Unchanged).map(|found| {
                NotificationItem {
                    change: found.lifecycle,
                    severity: found.finding.severity,
                    title: one_line(&found.finding.title()).into_owned(),
                }
            });
        let resolved = lifecycle.changes.iter().filter(|(_, (change, _))| *change == LifecycleChange::Resolved).map(
            |(object, (change, severity))| NotificationItem {
                change: *change,
                severity: *severity,
                title: one_line(object).into_owned(),
            },
        );
        let mut items: Vec<NotificationItem> = current.chain(resolved).collect();
        items.sort_by_key(|item| (item.change, std::cmp::Reverse(item.severity)));
        Self {
            database: report.database.clone(),
            engine,
            verdict: report.verdict,
            reason: report.reason.as_deref().map(short_reason),
            run: report.run.clone(),
            deployed_version: report.source.deployed_version.clone(),
            counts: report.counts(),
            items,
            report: location,
        }
    }

    /// `orders has drifted`.
    pub(crate) fn headline(&self) -> String {
        format!("{} {}", one_line(&self.database), verdict_predicate(self.verdict))
    }

    /// `2 new, 1 resolved; 3 critical in all`, or what the verdict means where no item changed.
    pub(crate) fn change_in_words(&self) -> String {
        if self.items.is_empty() {
            return self.reason.clone().unwrap_or_else(|| verdict_meaning(self.verdict).to_owned());
        }
        let all = match self.counts.total() {
            0 => "nothing differs any more".to_owned(),
            _ => format!("{} in all", counts_in_words(self.counts)),
        };
        format!("{}; {all}", self.item_counts())
    }

    fn item_counts(&self) -> String {
        [LifecycleChange::New, LifecycleChange::Changed, LifecycleChange::Resolved]
            .into_iter()
            .map(|change| (change, self.items.iter().filter(|item| item.change == change).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(change, count)| format!("{count} {}", lifecycle_name(change)))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The first line of a reason, cut: messages of replays quote the failing statement on later lines.
pub(crate) fn short_reason(reason: &str) -> String {
    let line = reason.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    shortened(&one_line(line), LONGEST_REASON).into_owned()
}

/// How many items fit into a budget, given what each costs.
pub(crate) fn fitting(costs: impl Iterator<Item = usize>, budget: usize) -> usize {
    costs
        .scan(0, |spent, cost| {
            *spent += cost;
            Some(*spent)
        })
        .take_while(|spent| *spent <= budget)
        .count()
}

/// One line for the subject of an SNS message: ASCII, fewer than 100 characters, no line break.
pub fn subject(notification: &Notification) -> String {
    let mut subject = format!("Driftline: {}", notification.headline());
    let changes = notification.item_counts();
    if !changes.is_empty() {
        subject.push_str(&format!(": {changes}"));
    }
    let ascii: String =
        subject.chars().map(|character| if matches!(character, ' '..='~') { character } else { '?' }).collect();
    if ascii.len() <= LONGEST_SUBJECT { ascii } else { format!("{}...", &ascii[..LONGEST_SUBJECT - 3]) }
}

/// The notification as an e-mail shows it. Ends with a line break.
pub fn to_plain_text(notification: &Notification) -> String {
    let mut text = format!("{}: {}\n\n", notification.headline(), notification.change_in_words());
    let lines: Vec<String> = notification
        .items
        .iter()
        .map(|item| {
            let title = one_line(&item.title);
            format!(
                "  {:<9} {:<9} {}\n",
                lifecycle_name(item.change),
                severity_name(item.severity).to_lowercase(),
                shortened(&title, LONGEST_TITLE)
            )
        })
        .collect();
    let shown = fitting(lines.iter().map(String::len), PLAIN_TEXT_BUDGET);
    text.push_str(&lines[..shown].concat());
    if shown < lines.len() {
        text.push_str(&format!("  and {} more\n", lines.len() - shown));
    }
    if !lines.is_empty() {
        text.push('\n');
    }
    let mut fact = |name: &str, value: &str| text.push_str(&format!("{name:<9} {}\n", one_line(value)));
    fact("Verdict:", verdict_name(notification.verdict));
    fact(
        "Findings:",
        &if notification.verdict.is_answer() || notification.counts.total() > 0 {
            counts_in_words(notification.counts).replace("no findings", "none")
        } else {
            "no answer".to_owned()
        },
    );
    if let Some(version) = &notification.deployed_version {
        fact("Deployed:", version);
    }
    fact("Run:", &notification.run);
    if let Some(report) = &notification.report {
        fact("Report:", report);
    }
    text
}
