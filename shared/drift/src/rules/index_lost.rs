//! An index is gone, or statistics that planning needs.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    if difference.change != Change::Missing {
        return None;
    }
    if difference.key.kind == Kind::Statistics {
        return Some(Judgement::new(
            Severity::Warning,
            "Extended statistics are gone: the planner guesses how the columns belong together, and may choose slow plans.",
            "Create them again and run ANALYZE on the table.",
        ));
    }
    (difference.key.kind == Kind::Index).then(|| {
        Judgement::new(
            Severity::Warning,
            "The index is gone: queries that relied on it read the whole table, and a unique one no longer stops duplicates.",
            "Build it again with CREATE INDEX CONCURRENTLY.",
        )
    })
}
