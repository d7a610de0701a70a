//! A notification as a Slack message.
//!
//! Slack's limits: 50 blocks, 150 characters of header, 3,000 of section text
//! (<https://docs.slack.dev/reference/block-kit/blocks>); a message has no documented limit as a whole, but long ones
//! are refused, so it keeps to 12,000 characters.

use driftline_drift::LifecycleChange;
use serde_json::{Value, json};

use crate::notification::{LONGEST_TITLE, Notification, NotificationItem, fitting};
use crate::visible::{one_line, shortened};
use crate::wording::severity_name;

const LONGEST_HEADER: usize = 150;
const LONGEST_SECTION: usize = 3_000;
const LONGEST_CHANGE: usize = 300;
const LONGEST_FALLBACK: usize = 200;
const LONGEST_LOCATION: usize = 200;
const LONGEST_FACT: usize = 100;

/// Characters of JSON for the items. What is left of the 12,000 is for everything else, each part of which has its own
/// limit.
const ITEM_BUDGET: usize = 6_000;

/// The body of a Slack message: blocks, and `text` for what cannot show blocks.
pub fn to_slack(notification: &Notification) -> Value {
    let headline = notification.headline();
    let header = shortened(&headline, LONGEST_HEADER);
    let change = notification.change_in_words();
    let mut blocks = vec![
        json!({ "type": "header", "text": { "type": "plain_text", "text": header, "emoji": false } }),
        section(&escaped(&shortened(&one_line(&change), LONGEST_CHANGE))),
    ];

    let lines: Vec<String> = notification.items.iter().map(item_line).collect();
    let shown = fitting(lines.iter().map(|line| json!(line).to_string().chars().count()), ITEM_BUDGET);
    for (change, heading) in
        [(LifecycleChange::New, "New"), (LifecycleChange::Changed, "Changed"), (LifecycleChange::Resolved, "Resolved")]
    {
        let mut text = String::new();
        for (_, line) in notification.items.iter().zip(&lines).take(shown).filter(|(item, _)| item.change == change) {
            if text.chars().count() + line.chars().count() + 1 > LONGEST_SECTION {
                blocks.push(section(&text));
                text.clear();
            }
            if text.is_empty() {
                text.push_str(&format!("*{heading}*"));
            }
            text.push('\n');
            text.push_str(line);
        }
        if !text.is_empty() {
            blocks.push(section(&text));
        }
    }
    if shown < lines.len() {
        blocks.push(section(&format!("and {} more", lines.len() - shown)));
    }
    if let Some(report) = &notification.report {
        blocks.push(section(&report_link(report)));
    }
    let mut facts = vec![format!("Run {}", code(&notification.run, LONGEST_FACT))];
    if let Some(version) = &notification.deployed_version {
        facts.push(format!("version {} deployed", code(version, LONGEST_FACT)));
    }
    facts.push(notification.engine.as_str().to_owned());
    blocks.push(json!({
        "type": "context",
        "elements": [{ "type": "mrkdwn", "text": facts.join(" · "), "verbatim": true }],
    }));

    let fallback = format!("{headline}: {}", one_line(&change));
    json!({ "text": escaped(&shortened(&fallback, LONGEST_FALLBACK)), "blocks": blocks })
}

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } })
}

fn item_line(item: &NotificationItem) -> String {
    let title = one_line(&item.title);
    format!("• {}  {}", severity_name(item.severity).to_lowercase(), code_of(&shortened(&title, LONGEST_TITLE)))
}

fn code(text: &str, limit: usize) -> String {
    code_of(&shortened(&one_line(text), limit))
}

/// A code span, or the bare text where it holds a backtick: Slack has no way to write one inside a span.
fn code_of(text: &str) -> String {
    if text.contains('`') { escaped(text).into_owned() } else { format!("`{}`", escaped(text)) }
}

/// A link where it is one, else the path.
fn report_link(report: &str) -> String {
    let is_link = (report.starts_with("https://") || report.starts_with("http://"))
        && !report.contains(|character: char| character.is_whitespace() || matches!(character, '|' | '<' | '>'))
        && escaped(report).chars().count() <= 5 * LONGEST_LOCATION;
    if is_link {
        format!("<{}|Open the report>", report.replace('&', "&amp;"))
    } else {
        format!("Report: {}", code(report, LONGEST_LOCATION))
    }
}

/// The three characters that Slack reads as markup (<https://docs.slack.dev/messaging/formatting-message-text>).
fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(['&', '<', '>']) {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").into()
    } else {
        text.into()
    }
}
