//! What is listed as known, each with the reason: `case: problem  # reason`, one a line.
//!
//! `case [13 14]: ...` is for these major versions only, `case [at 14]: ...` for two versions with the step to 14 between
//! them. A `*` at the end of the case or the problem stands for anything.

use crate::verdict::Found;

/// A list of exceptions.
#[derive(Debug)]
pub struct Exceptions(Vec<Exception>);

#[derive(Debug)]
pub(crate) struct Exception {
    case: String,
    versions: Versions,
    problem: String,
    pub(crate) line: String,
}

#[derive(Debug)]
enum Versions {
    All,
    These(Vec<u32>),
    Step(u32),
}

impl Exceptions {
    /// Reads a list.
    ///
    /// # Panics
    ///
    /// When a line is no exception with a reason.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(lines.map(|line| Exception::read(line).unwrap_or_else(|| panic!("no exception: {line}"))).collect())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Exception> {
        self.0.iter()
    }
}

impl Exception {
    fn read(line: &str) -> Option<Self> {
        let (text, reason) = line.split_once("  # ")?;
        let (head, problem) = text.split_once(": ")?;
        let (case, versions) = match head.split_once(" [") {
            None => (head, Versions::All),
            Some((case, versions)) => {
                let versions = versions.strip_suffix(']')?;
                let versions = match versions.strip_prefix("at ") {
                    Some(version) => Versions::Step(version.parse().ok()?),
                    None => Versions::These(versions.split(' ').map(|one| one.parse().ok()).collect::<Option<_>>()?),
                };
                (case, versions)
            }
        };
        let known = !reason.trim().is_empty();
        known.then(|| Self { case: case.into(), versions, problem: problem.into(), line: line.into() })
    }

    /// Whether it speaks of this case on this version, or these two.
    pub(crate) fn is_about(&self, case: &str, majors: (u32, u32)) -> bool {
        let (low, high) = majors;
        is_like(&self.case, case)
            && match &self.versions {
                Versions::All => true,
                Versions::These(versions) => low == high && versions.contains(&low),
                Versions::Step(version) => low < *version && *version <= high,
            }
    }

    pub(crate) fn excuses(&self, found: &Found) -> bool {
        self.is_about(&found.case, found.majors) && is_like(&self.problem, &found.problem)
    }
}

fn is_like(pattern: &str, text: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == text, |start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_for_cases_and_versions() {
        let exceptions = Exceptions::read("# why\na [13 14]: b  # c\nd* [at 16]: e*  # f\n");
        let excused = |case: &str, majors, problem: &str| {
            let found = Found { case: case.into(), majors, problem: problem.into() };
            exceptions.all().any(|exception| exception.excuses(&found))
        };
        assert!(excused("a", (13, 13), "b"));
        assert!(!excused("a", (15, 15), "b"));
        assert!(!excused("a", (13, 14), "b"));
        assert!(excused("dd", (13, 16), "ee"));
        assert!(!excused("dd", (16, 18), "ee"));
    }
}
