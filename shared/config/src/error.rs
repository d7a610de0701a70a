//! What is wrong with a config.

use std::fmt;
use std::ops::Range;

/// What is wrong with a config: every problem found, not only the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The file, as the reader knows it.
    pub file: String,
    /// The problems, in the order of the file.
    pub problems: Vec<Problem>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1; none for a problem of the file as a whole.
    pub line: Option<usize>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl Problem {
    pub(crate) fn at(text: &str, span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        let line = span.map(|span| {
            text.as_bytes()[..span.start.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
        });
        Self { line, message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, problem) in self.problems.iter().enumerate() {
            if place != 0 {
                writeln!(formatter)?;
            }
            match problem.line {
                Some(line) => write!(formatter, "{}:{line}: {}", self.file, problem.message)?,
                None => write!(formatter, "{}: {}", self.file, problem.message)?,
            }
        }
        Ok(())
    }
}
