//! `report.json`.

use crate::Report;

/// The report as JSON: indented, the same bytes for the same report, with a line break at the end.
pub fn to_json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("reports are plain data with a JSON form");
    text.push('\n');
    text
}
