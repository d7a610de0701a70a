//! A check or foreign key is gone.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let gone = difference.change == Change::Missing && difference.key.kind == Kind::Constraint;
    gone.then(|| {
        Judgement::new(
            Severity::Critical,
            format!("The {} is gone: the database accepts rows that the migrations forbid.", difference.label),
            "Look for rows that break it, then add it back, NOT VALID first and validated later on a large table.",
        )
    })
}
