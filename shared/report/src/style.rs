//! Colours for the terminal.

use std::fmt::Display;

use driftline_drift::{Severity, Verdict};

/// Whether text carries colours. Who prints knows whether it prints to a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Nothing but text.
    #[default]
    Plain,
    /// ANSI colours: the sixteen that every terminal has and its owner has chosen.
    Coloured,
}

impl Style {
    pub(crate) fn bold(self, text: impl Display) -> String {
        self.apply(owo_colors::Style::new().bold(), text)
    }

    pub(crate) fn dim(self, text: impl Display) -> String {
        self.apply(owo_colors::Style::new().dimmed(), text)
    }

    pub(crate) fn removed(self, text: impl Display) -> String {
        self.apply(owo_colors::Style::new().red(), text)
    }

    pub(crate) fn added(self, text: impl Display) -> String {
        self.apply(owo_colors::Style::new().green(), text)
    }

    pub(crate) fn severity(self, severity: Severity, text: impl Display) -> String {
        let style = owo_colors::Style::new().bold();
        self.apply(
            match severity {
                Severity::Critical => style.red(),
                Severity::Warning => style.yellow(),
                Severity::Info => style.blue(),
            },
            text,
        )
    }

    pub(crate) fn verdict(self, verdict: Verdict, text: impl Display) -> String {
        let style = owo_colors::Style::new().bold();
        self.apply(
            match verdict {
                Verdict::InSync => style.green(),
                Verdict::Drifted => style.red(),
                _ => style.yellow(),
            },
            text,
        )
    }

    fn apply(self, style: owo_colors::Style, text: impl Display) -> String {
        match self {
            Self::Plain => text.to_string(),
            Self::Coloured => style.style(text).to_string(),
        }
    }
}
