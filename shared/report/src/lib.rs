//! Findings as JSON, text, Markdown and HTML.
//!
//! [`Report`] is what one run says of one database; every other module turns it into something a person or a program
//! reads. [`Notification`] is the part of it that may leave the account, and [`summary`] is a run over several
//! databases. This crate does no I/O and knows no clock.

mod html;
mod json;
mod line_diff;
mod markdown;
mod model;
mod notification;
mod slack;
mod style;
pub mod summary;
mod text;
mod value;
mod visible;
mod webhook;
mod wording;

pub use html::{ScriptFile, Scripts, to_html};
pub use json::to_json;
pub use markdown::to_markdown;
pub use model::{Counts, FORMAT, Report, ReportedFinding, SourceSummary};
pub use notification::{Notification, NotificationItem, subject, to_plain_text};
pub use slack::to_slack;
pub use style::Style;
pub use text::to_text;
pub use webhook::{event_type, to_webhook};
