//! A constraint that existing rows were never checked against.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let open = difference.key.kind == Kind::Constraint && difference.attribute("validated")?.live == false;
    open.then(|| {
        Judgement::new(
            Severity::Warning,
            "The constraint was added NOT VALID and never validated: new rows are checked, old ones may break it.",
            "Run ALTER TABLE ... VALIDATE CONSTRAINT; it reads the table under a light lock.",
        )
    })
}
