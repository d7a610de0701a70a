//! Collecting what was found, and failing with everything that is not listed.

use std::collections::{BTreeMap, BTreeSet};

use crate::Exceptions;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The case's name.
    pub case: String,
    /// The major versions of the two sides; the same where both are on one server.
    pub majors: (u32, u32),
    /// A sentence, stable between runs.
    pub problem: String,
}

/// What a suite tried, and what came of it.
#[derive(Debug, Default)]
pub struct Judgement {
    tried: BTreeSet<(String, (u32, u32))>,
    skipped: usize,
    found: BTreeSet<Found>,
}

impl Judgement {
    /// Adds a case that was tried, with its problems.
    pub fn tried(&mut self, case: &str, majors: (u32, u32), problems: impl IntoIterator<Item = String>) {
        self.tried.insert((case.to_owned(), majors));
        let found = problems.into_iter().map(|problem| Found { case: case.to_owned(), majors, problem });
        self.found.extend(found);
    }

    /// Adds a case that cannot be tried here, and says so.
    pub fn skipped(&mut self, case: &str, major: u32, why: &str) {
        eprintln!("skipped {case} on PostgreSQL {major}: {}", why.lines().next().unwrap_or_default());
        self.skipped += 1;
    }

    /// Says what there was.
    ///
    /// # Panics
    ///
    /// When there is a problem that is not listed, something is listed that is no problem any more, or nothing was
    /// tried.
    pub fn finish(self, suite: &str, exceptions: &Exceptions) {
        let excused = |found: &Found| exceptions.all().any(|exception| exception.excuses(found));
        let (listed, unlisted): (Vec<_>, Vec<_>) = self.found.iter().partition(|found| excused(found));
        eprintln!(
            "{suite}: {} tried, {} skipped, {} problems, {} listed",
            self.tried.len(),
            self.skipped,
            unlisted.len(),
            listed.len()
        );
        // The same problem on several versions is one line.
        let mut lines: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for Found { case, majors: (low, high), problem } in &unlisted {
            let versions = if low == high { low.to_string() } else { format!("{low}-{high}") };
            lines.entry((case, problem)).or_default().push(versions);
        }
        let lines: Vec<String> = lines
            .into_iter()
            .map(|((case, problem), versions)| format!("{case} [{}]: {problem}", versions.join(" ")))
            .collect();
        if let Some(file) = std::env::var_os("DRIFTLINE_TEST_LIST") {
            std::fs::write(file, lines.join("\n")).expect("the list can be written");
        }
        assert!(unlisted.is_empty(), "{} problems:\n{}", lines.len(), lines.join("\n"));
        // A reason that is no longer needed would hide the next problem of the same name. On some versions alone a reason
        // may have nothing to excuse.
        let is_whole = std::env::var_os("DRIFTLINE_TEST_MAJOR").is_none();
        let stale: Vec<&str> = exceptions
            .all()
            .filter(|_| is_whole)
            .filter(|exception| self.tried.iter().any(|(case, majors)| exception.is_about(case, *majors)))
            .filter(|exception| !self.found.iter().any(|found| exception.excuses(found)))
            .map(|exception| exception.line.as_str())
            .collect();
        assert!(stale.is_empty(), "listed as exceptions and not found any more:\n{}", stale.join("\n"));
        assert!(!self.tried.is_empty(), "not one case could be tried");
    }
}
