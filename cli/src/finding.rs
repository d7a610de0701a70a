//! What a command that looks around found.

use crate::exit::Exit;
use crate::output;

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    about: String,
    text: String,
    is_wrong: bool,
}

impl Finding {
    pub(crate) fn fine(about: impl Into<String>, text: impl Into<String>) -> Self {
        Self { about: about.into(), text: text.into(), is_wrong: false }
    }

    pub(crate) fn wrong(about: impl Into<String>, text: impl Into<String>) -> Self {
        Self { about: about.into(), text: text.into(), is_wrong: true }
    }
}

impl Finding {
    pub(crate) fn is_wrong(&self) -> bool {
        self.is_wrong
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.about, self.text)
    }
}

/// A line for each.
pub(crate) fn print(findings: &[Finding]) -> anyhow::Result<Exit> {
    let width = findings.iter().map(|finding| finding.about.len()).max().unwrap_or_default();
    for Finding { about, text, is_wrong } in findings {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        output::print(&format!("{:<6}  {about:<width$}  {text}", if *is_wrong { "not ok" } else { "ok" }))?;
    }
    Ok(if findings.iter().any(|finding| finding.is_wrong) { Exit::NoAnswer } else { Exit::InSync })
}
