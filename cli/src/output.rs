//! Writing to the terminal: results on stdout, everything else on stderr, colours only for people.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use anstream::ColorChoice;
use driftline_report::{Report, Style};
use indicatif::{ProgressBar, ProgressStyle};

use crate::arguments::Format;

/// Logs go to stderr, and only what was asked for.
pub(crate) fn start_logging(verbose: u8) {
    let default = ["driftline=warn", "driftline=info", "driftline=debug"][usize::from(verbose.min(2))];
    driftline_logging::start_for_people(if verbose == 0 { "off" } else { default });
}

/// Whether a result on stdout gets colours: on a terminal, unless `NO_COLOR` or the like says no.
pub(crate) fn style() -> Style {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        ColorChoice::Never => Style::Plain,
        _ => Style::Coloured,
    }
}

/// Prints a result.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.write_all(end.as_bytes()))
        .and_then(|()| stdout.flush())
    {
        // Whoever reads has had enough, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Says something on stderr.
pub(crate) fn say(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Says why the command failed, with every cause that the sentence so far does not hold already.
pub(crate) fn error(error: &anyhow::Error) {
    let mut sentence = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if sentence.is_empty() {
            sentence = cause;
        } else if !sentence.contains(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    let _ = writeln!(anstream::stderr().lock(), "\u{1b}[1;31merror\u{1b}[0m: {sentence}");
}

/// A report as asked for.
pub(crate) fn report(report: &Report, format: Format) -> String {
    match format {
        Format::Text => driftline_report::to_text(report, style()),
        Format::Json => driftline_report::to_json(report),
        Format::Markdown => driftline_report::to_markdown(report),
    }
}

/// Progress over several databases: on a terminal only.
pub(crate) fn progress(databases: usize) -> ProgressBar {
    if databases < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {pos}/{len} databases  {msg}");
    let bar = ProgressBar::new(databases as u64);
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
