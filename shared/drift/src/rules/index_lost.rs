//! An index is gone.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let gone = difference.change == Change::Missing && difference.key.kind == Kind::Index;
    gone.then(|| {
        Judgement::new(
            Severity::Warning,
            "The index is gone: queries that relied on it read the whole table, and a unique one no longer stops duplicates.",
            "Build it again with CREATE INDEX CONCURRENTLY.",
        )
    })
}
