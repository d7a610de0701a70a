//! A primary key, unique constraint or unique index is gone.

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let gone = difference.change == Change::Missing
        && matches!(difference.label.as_str(), "primary key" | "unique constraint" | "exclusion constraint");
    gone.then(|| {
        Judgement::new(
            Severity::Critical,
            format!(
                "The {} is gone: nothing stops duplicates any more, and upserts that name it fail.",
                difference.label
            ),
            "Look for duplicates first; adding it back fails while there are any.",
        )
    })
}
