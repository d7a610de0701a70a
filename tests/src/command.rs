//! Running the command as a person would, in an environment that holds nothing of this machine's.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::binary;

/// The slowest runs take a few seconds; a loaded machine may take twenty times as long.
const PATIENCE: Duration = Duration::from_secs(180);

/// The command, about to be run.
#[derive(Debug)]
pub struct Driftline {
    command: Command,
    home: TempDir,
}

/// How it ended, and what it said.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// What it printed as its result.
    pub stdout: String,
    /// What it said besides.
    pub stderr: String,
}

impl Driftline {
    /// The command with these arguments, a home of its own, and no network but loopback to download anything from.
    ///
    /// # Panics
    ///
    /// When the command does not compile.
    pub fn new<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        Self::at(binary(), arguments)
    }

    /// The same, from a copy of the command at another place.
    ///
    /// # Panics
    ///
    /// When there is no room for a temporary folder.
    pub fn at<A: AsRef<OsStr>>(program: &Path, arguments: impl IntoIterator<Item = A>) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let mut command = Command::new(program);
        command.args(arguments).env_clear().env("HOME", home.path()).env("AWS_EC2_METADATA_DISABLED", "true");
        for name in ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "DRIFTLINE_POSTGRES_BIN"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        Self { command, home }
    }

    /// With an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Started in a folder.
    #[must_use]
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The command itself, for what is not provided here, and its home, which goes when it is dropped.
    pub fn into_parts(self) -> (Command, TempDir) {
        (self.command, self.home)
    }

    /// Runs it to its end.
    ///
    /// # Panics
    ///
    /// When it does not start or does not end.
    pub fn run(self) -> Outcome {
        let (command, _home) = self.into_parts();
        let output = assert_cmd::Command::from_std(command).timeout(PATIENCE).output().expect("the command runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the command writes UTF-8");
        Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Outcome {
    /// Fails with everything that was said unless the exit code is this one.
    ///
    /// # Panics
    ///
    /// When the exit code is another one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// The result as JSON.
    ///
    /// # Panics
    ///
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// The findings of a JSON report, `extra column public.orders.note` for example, sorted.
    ///
    /// # Panics
    ///
    /// When it is no report.
    #[track_caller]
    pub fn findings(&self) -> Vec<String> {
        let report = self.json();
        let word = |finding: &serde_json::Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        let title = |finding: &serde_json::Value| {
            let difference = &finding["difference"];
            let path = ["schema", "parent", "name"].map(|part| word(difference, part));
            let path: Vec<String> = path.into_iter().filter(|part| !part.is_empty()).collect();
            format!("{} {} {}", word(difference, "change"), word(difference, "label"), path.join("."))
        };
        let mut titles: Vec<String> =
            report["findings"].as_array().unwrap_or_else(|| panic!("no report\n{self}")).iter().map(title).collect();
        titles.sort();
        titles
    }

    /// Everything that was said, for a snapshot: with each of these texts replaced, in this order.
    pub fn transcript(&self, replacements: &[(&str, &str)]) -> String {
        let mut text = self.to_string();
        for (from, to) in replacements {
            text = text.replace(from, to);
        }
        text
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => writeln!(formatter, "exit code {code}")?,
            None => writeln!(formatter, "ended by a signal")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(formatter, "--- {name} ---\n{text}")?;
            }
        }
        Ok(())
    }
}
