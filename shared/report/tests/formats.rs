//! Every format over the same reports, as a person reads it.

#![expect(clippy::print_stderr, reason = "tests say where pages to look at lie")]

mod reports;

use std::collections::BTreeMap;

use driftline_catalog::Engine;
use driftline_drift::{Lifecycle, LifecycleChange, Severity, Verdict};
use driftline_report::summary::{self, DatabaseSummary, RunSummary};
use driftline_report::{
    Notification, NotificationItem, Report, ScriptFile, Scripts, Style, event_type, subject, to_html, to_json,
    to_markdown, to_plain_text, to_slack, to_text, to_webhook,
};

const SCRIPTS: Scripts<'_> = Scripts {
    revert: Some(ScriptFile { name: "revert.sql", text: "-- Read this before you run it.\nBEGIN;\nCOMMIT;\n" }),
    adopt: Some(ScriptFile { name: "adopt.sql", text: "-- Read this before you commit it.\n" }),
};

const HOSTILE_SCRIPTS: Scripts<'_> = Scripts {
    revert: Some(ScriptFile { name: "a\"><script>.sql", text: "-- </script><b>\r\n" }),
    adopt: Some(ScriptFile { name: "javascript:alert(1)", text: "" }),
};

fn each(check: impl Fn(&Report)) {
    for (name, report) in reports::all() {
        insta::with_settings!({ snapshot_suffix => name, omit_expression => true, sort_maps => true }, { check(&report) });
    }
}

fn notification(report: &Report) -> Notification {
    let resolved = report.resolved.iter().map(|object| (object.clone(), (LifecycleChange::Resolved, Severity::Info)));
    let lifecycle = Lifecycle { states: BTreeMap::new(), changes: resolved.collect() };
    Notification::of(report, Engine::Postgres, &lifecycle, Some(format!("reports/{}/{}/", report.database, report.run)))
}

#[test]
fn json() {
    for (name, report) in reports::all() {
        let text = to_json(&report);
        assert!(text.ends_with("}\n"));
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report, "{name}");
    }
    insta::assert_snapshot!(to_json(&reports::drifted()));
}

#[test]
fn text() {
    each(|report| insta::assert_snapshot!(to_text(report, Style::Plain)));
}

#[test]
fn text_in_colour_differs_only_by_escape_sequences() {
    for (name, report) in reports::all() {
        let coloured = to_text(&report, Style::Coloured);
        assert!(coloured.contains("\u{1b}["), "{name}");
        let mut plain = String::new();
        for (position, part) in coloured.split("\u{1b}[").enumerate() {
            plain.push_str(if position == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(plain, to_text(&report, Style::Plain), "{name}");
    }
}

#[test]
fn text_keeps_to_80_columns_where_names_allow() {
    for (name, report) in reports::all().into_iter().filter(|(name, _)| *name != "hostile") {
        for line in to_text(&report, Style::Plain).lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

#[test]
fn nothing_from_a_database_acts_on_a_terminal() {
    let text = to_text(&reports::hostile(), Style::Plain) + &to_markdown(&reports::hostile());
    let acting: Vec<char> =
        text.chars().filter(|char| *char != '\n' && (char.is_control() || *char == '\u{202e}')).collect();
    assert_eq!(acting, []);
}

#[test]
fn markdown() {
    each(|report| insta::assert_snapshot!(to_markdown(report)));
}

/// The page without its style sheet, and in a place where a browser finds it.
fn page(name: &str, report: &Report) -> String {
    let html = to_html(report, if name == "hostile" { HOSTILE_SCRIPTS } else { SCRIPTS });
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("report-{name}.html"));
    std::fs::write(&path, &html).unwrap();
    eprintln!("look at {}", path.display());
    let (before, rest) = html.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}<style>…</style>{after}")
}

#[test]
fn html() {
    for (name, report) in reports::all() {
        insta::with_settings!({ snapshot_suffix => name, omit_expression => true }, {
            insta::assert_snapshot!(page(name, &report));
        });
    }
}

#[test]
fn a_page_needs_nothing_but_itself() {
    for (name, report) in reports::all() {
        let html = to_html(&report, if name == "hostile" { HOSTILE_SCRIPTS } else { SCRIPTS });
        for forbidden in ["<script", "<link", "url(", "@import", "<iframe", "<object", "<img", "href=\"javascript:"] {
            assert!(!html.contains(forbidden), "{name} holds {forbidden}");
        }
        let targets: Vec<&str> = html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(
            targets.iter().all(|target| target.starts_with('#') || matches!(*target, "./revert.sql" | "./adopt.sql")),
            "{name}: {targets:?}"
        );
        for target in targets.iter().filter_map(|target| target.strip_prefix('#')) {
            assert_eq!(html.matches(&format!("id=\"{target}\"")).count(), 1, "{name}: #{target}");
        }
    }
}

#[test]
fn a_page_of_a_thousand_findings_stays_small() {
    let html = to_html(&reports::large(1_000), Scripts::default());
    page("large", &reports::large(1_000));
    assert_eq!(html.matches("<article").count(), 1_000);
    assert!(html.len() < 8_000_000, "{} bytes", html.len());
}

/// Relative luminance and contrast as WCAG 2.2 defines them.
#[test]
fn the_page_has_enough_contrast_in_both_schemes() {
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }
    let style = include_str!("../templates/report.css");
    let (light, dark) = style.split_once("@media screen and (prefers-color-scheme: dark)").unwrap();
    for (scheme, text) in [("light", light), ("dark", dark)] {
        let colour = |name: &str| {
            let (_, rest) = text.split_once(&format!("--{name}: #")).unwrap();
            format!("#{}", rest.split(';').next().unwrap())
        };
        let pairs = [
            ("ink", "paper"),
            ("ink", "panel"),
            ("ink", "removed"),
            ("ink", "added"),
            ("ink", "removed-mark"),
            ("ink", "added-mark"),
            ("muted", "paper"),
            ("muted", "panel"),
            ("muted", "removed"),
            ("muted", "added"),
            ("link", "paper"),
            ("critical", "paper"),
            ("warning", "paper"),
            ("info", "paper"),
            ("good", "paper"),
        ];
        for (front, back) in pairs {
            let (a, b) = (luminance(&colour(front)), luminance(&colour(back)));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{scheme}: {front} on {back} is {contrast:.2}");
        }
    }
}

#[test]
fn slack() {
    each(|report| insta::assert_json_snapshot!(to_slack(&notification(report))));
}

fn hostile_notification(items: usize, title: &str) -> Notification {
    let item = |index: usize| NotificationItem {
        change: [LifecycleChange::New, LifecycleChange::Changed, LifecycleChange::Resolved][index * 3 / items.max(1)],
        severity: Severity::Critical,
        title: title.to_owned(),
    };
    Notification {
        database: title.repeat(3),
        engine: Engine::Postgres,
        verdict: Verdict::Drifted,
        reason: Some(title.repeat(3)),
        run: title.to_owned(),
        deployed_version: Some(title.to_owned()),
        counts: Default::default(),
        items: (0..items).map(item).collect(),
        report: Some(format!("https://example.net/{}", title.replace(char::is_whitespace, ""))),
    }
}

#[test]
fn slack_limits_hold_for_any_input() {
    let titles =
        ["short", &"&".repeat(400), &"<\"".repeat(400), &"Größe`".repeat(100), &"\\".repeat(400), "\n\n\u{1b}", "価格"];
    for title in titles {
        for items in [0, 1, 3, 40, 1_000] {
            let message = to_slack(&hostile_notification(items, title));
            let size = message.to_string().chars().count();
            assert!(size <= 12_000, "{size} characters for {items} of {title:.10}");
            let blocks = message["blocks"].as_array().unwrap();
            assert!(blocks.len() <= 50);
            assert!(!message["text"].as_str().unwrap().is_empty());
            for block in blocks {
                let text = block["text"]["text"].as_str().or(block["elements"][0]["text"].as_str()).unwrap();
                let limit = if block["type"] == "header" { 150 } else { 3_000 };
                assert!((1..=limit).contains(&text.chars().count()), "{block}");
                let link = text.starts_with("<https://");
                assert!(block["type"] == "header" || link || !text.contains('<'), "{block}");
            }
            if items == 1_000 {
                assert!(message.to_string().contains(" more\""), "{title:.10}");
            }
        }
    }
}

#[test]
fn subjects_fit_sns() {
    let shown: Vec<String> =
        reports::all().iter().map(|(name, report)| format!("{name}: {}", subject(&notification(report)))).collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    drifted: Driftline: shop has drifted: 5 new, 1 resolved
    in_sync: Driftline: shop is in sync: 1 resolved
    unreachable: Driftline: orders-prod could not be reached
    dirty: Driftline: billing has a failed migration
    deploying: Driftline: billing is being deployed
    unknown: Driftline: ledger could not be judged
    incomplete: Driftline: warehouse was not seen completely
    hostile: Driftline: <i>shop</i> has drifted: 1 new, 1 resolved
    ");
    for title in ["Größe\nX", "\u{1b}", &"long ".repeat(100)] {
        let subject = subject(&hostile_notification(3, title));
        assert!(subject.len() < 100 && subject.chars().all(|char| matches!(char, ' '..='~')), "{subject}");
    }
}

#[test]
fn plain_text() {
    each(|report| insta::assert_snapshot!(to_plain_text(&notification(report))));
    let long = to_plain_text(&hostile_notification(1_000, &"name".repeat(100)));
    assert!(long.len() < 100_000 && long.contains(" more\n"));
}

#[test]
fn notifications_hold_no_schema_text() {
    let said = |report: &Report| {
        let notification = notification(report);
        serde_json::to_string(&notification).unwrap()
            + &to_plain_text(&notification)
            + &to_slack(&notification).to_string()
    };
    // A body, a type, an expression; and the statement that a replay failed on.
    for text in ["call centre", "character varying", "quantity > 0", "DISABLE TRIGGER"] {
        assert!(to_json(&reports::drifted()).contains(text));
        assert!(!said(&reports::drifted()).contains(text), "{text}");
    }
    assert!(to_text(&reports::unknown(), Style::Plain).contains("secret-looking literal"));
    assert!(!said(&reports::unknown()).contains("secret-looking literal"));
}

#[test]
fn webhooks_say_what_happened() {
    let types: Vec<String> =
        reports::all().iter().map(|(name, report)| format!("{name}: {}", event_type(&notification(report)))).collect();
    insta::assert_snapshot!(types.join("\n"), @"
    drifted: drift.detected
    in_sync: drift.resolved
    unreachable: drift.no_answer
    dirty: drift.no_answer
    deploying: drift.no_answer
    unknown: drift.no_answer
    incomplete: drift.no_answer
    hostile: drift.detected
    ");
    let mut partly = notification(&reports::drifted());
    partly.items.retain(|item| item.change == LifecycleChange::Resolved);
    assert_eq!(event_type(&partly), "drift.resolved");

    let body = to_webhook(&notification(&reports::drifted()), "2026-03-02T06:00:00Z");
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(body) });
}

#[test]
fn notifications_survive_the_store() {
    for (name, report) in reports::all() {
        let notification = notification(&report);
        let text = serde_json::to_string(&notification).unwrap();
        assert_eq!(serde_json::from_str::<Notification>(&text).unwrap(), notification, "{name}");
    }
}

#[test]
fn unchanged_findings_are_counted_and_not_told_again() {
    let notification = notification(&reports::drifted());
    assert!(notification.items.iter().all(|item| !item.title.contains("tmp_refund_reason")));
    assert_eq!(notification.counts.total(), 6);
    assert_eq!(notification.items.len(), 6, "five new and one resolved");
}

#[test]
fn summaries() {
    let databases = reports::all().iter().map(|(_, report)| DatabaseSummary::of(report, None)).collect();
    let summary = RunSummary::new("2026-03-02T06:00:00Z", databases);
    insta::assert_snapshot!("summary_text", summary::to_text(&summary, Style::Plain));
    insta::assert_snapshot!("summary_markdown", summary::to_markdown(&summary));
    let text = serde_json::to_string(&summary).unwrap();
    assert_eq!(serde_json::from_str::<RunSummary>(&text).unwrap(), summary);
}

#[test]
fn a_summary_of_nothing_says_so() {
    let summary = RunSummary::new("now", Vec::new());
    insta::assert_snapshot!(summary::to_text(&summary, Style::Plain) + &summary::to_markdown(&summary), @"
    No database was looked at.
    # Run `now`

    No database was looked at.
    ");
}
