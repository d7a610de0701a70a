//! The words that every format shares: what a verdict means, and counts in sentences.

use driftline_drift::{Severity, Verdict};

use crate::{Counts, Report};

/// The verdict in one or two words, for a headline.
pub(crate) fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::InSync => "In sync",
        Verdict::Drifted => "Drifted",
        Verdict::Deploying => "Deploying",
        Verdict::Dirty => "Dirty",
        Verdict::Incomplete => "Incomplete",
        Verdict::Unreachable => "Unreachable",
        Verdict::Unknown => "Unknown",
    }
}

/// What the verdict says about the database, to be read after its name.
pub(crate) fn verdict_predicate(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::InSync => "is in sync",
        Verdict::Drifted => "has drifted",
        Verdict::Deploying => "is being deployed",
        Verdict::Dirty => "has a failed migration",
        Verdict::Incomplete => "was not seen completely",
        Verdict::Unreachable => "could not be reached",
        Verdict::Unknown => "could not be judged",
    }
}

/// What the verdict means, in a sentence or two.
pub(crate) fn verdict_meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::InSync => {
            "Everything was seen, and nothing differs from what the source defines at the deployed version."
        }
        Verdict::Drifted => "The live schema is not what the source defines at the deployed version.",
        Verdict::Deploying => {
            "A migrator is at work right now, so there is no deployed version to compare with. This is no statement about drift."
        }
        Verdict::Dirty => {
            "The migration history says that a migration failed or was applied in part, so nobody can say what the schema should be. This is no statement about drift."
        }
        Verdict::Incomplete => {
            "No difference was found, but not everything could be seen. This is not the same as being in sync."
        }
        Verdict::Unreachable => "The database did not let us in, so nothing is known of its schema.",
        Verdict::Unknown => {
            "There is no usable history or source, so nothing is known of what the schema should be. This is no statement about drift."
        }
    }
}

/// What to do about a verdict that is no answer, step by step; nothing for an answer.
pub(crate) fn next_steps(verdict: Verdict) -> &'static [&'static str] {
    match verdict {
        Verdict::InSync | Verdict::Drifted => &[],
        Verdict::Deploying => &[
            "Let the deployment finish and run again; the next scheduled run does so by itself.",
            "If nobody is deploying, look for a session that was left behind and still holds the migrator's lock.",
        ],
        Verdict::Dirty => &[
            "Find out how far the failed migration got: the history table names its version.",
            "Finish it or undo it by hand, then tell the migrator so, with its own command for repairing the history.",
            "Run again.",
        ],
        Verdict::Incomplete => &[
            "Read the list of what was not seen: every entry says why, and what would change it.",
            "Grant what is missing, and run again.",
        ],
        Verdict::Unreachable => &[
            "Check that the endpoint is right, and that its network lets this machine or function in.",
            "Check that the role exists, may log in, and that its password or token is accepted.",
            "Run again. Other databases of the same run are not affected.",
        ],
        Verdict::Unknown => &[
            "Mend what the sentence above names, and run again.",
            "Until then nothing is known of this database; findings of earlier runs stay as they were.",
        ],
    }
}

/// Severities, most severe first.
pub(crate) const SEVERITIES: [Severity; 3] = [Severity::Critical, Severity::Warning, Severity::Info];

/// `Critical`, for a heading.
pub(crate) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::Warning => "Warning",
        Severity::Info => "Info",
    }
}

/// `1 finding`, `2 findings`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `3 critical, 1 warning, 2 info`, or `no findings`.
pub(crate) fn counts_in_words(counts: Counts) -> String {
    let parts: Vec<String> = [
        (counts.critical, "critical".to_owned()),
        (counts.warning, if counts.warning == 1 { "warning".to_owned() } else { "warnings".to_owned() }),
        (counts.info, "info".to_owned()),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// The last line of a report: `6 findings (3 critical, 2 warnings, 1 info), 2 ignored, 1 resolved.`
///
/// Without an answer there is no count to give: zero findings would sound like one.
pub(crate) fn summary_line(report: &Report) -> String {
    let counts = report.counts();
    let mut parts = Vec::new();
    if counts.total() > 0 {
        parts.push(format!("{} ({})", plural(counts.total(), "finding"), counts_in_words(counts)));
    } else if report.verdict.is_answer() || report.verdict == Verdict::Incomplete {
        parts.push("No findings".to_owned());
    } else {
        parts.push("Nothing was compared".to_owned());
    }
    if report.ignored > 0 {
        parts.push(format!("{} ignored", report.ignored));
    }
    if !report.resolved.is_empty() {
        parts.push(format!("{} resolved", report.resolved.len()));
    }
    if !report.coverage.gaps.is_empty() {
        parts.push(format!("{} not seen", report.coverage.gaps.len()));
    }
    format!("{}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_words() {
        assert_eq!(counts_in_words(Counts { critical: 3, warning: 2, info: 1 }), "3 critical, 2 warnings, 1 info");
        assert_eq!(counts_in_words(Counts { critical: 0, warning: 1, info: 0 }), "1 warning");
        assert_eq!(counts_in_words(Counts::default()), "no findings");
    }

    #[test]
    fn only_verdicts_without_an_answer_have_steps() {
        use Verdict::*;
        for verdict in [InSync, Drifted, Deploying, Dirty, Incomplete, Unreachable, Unknown] {
            assert_eq!(next_steps(verdict).is_empty(), verdict.is_answer(), "{verdict}");
        }
    }
}
