//! An index that queries cannot use, left behind by a failed concurrent build.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let invalid = difference.key.kind == Kind::Index && difference.attribute("valid")?.live == false;
    invalid.then(|| {
        Judgement::new(
            Severity::Warning,
            "The index is invalid: every write pays for it and no query can use it. A CREATE INDEX CONCURRENTLY failed half-way.",
            "Run REINDEX INDEX CONCURRENTLY on it, or drop it and build it again.",
        )
    })
}
