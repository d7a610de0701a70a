//! A constraint that the migrations do not know refuses rows.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let extra = difference.change == Change::Extra && difference.key.kind == Kind::Constraint;
    extra.then(|| {
        Judgement::new(
            Severity::Warning,
            format!(
                "A {} that no migration made: writes that pass in every other environment can fail here.",
                difference.label
            ),
            "Write a migration that adds it if the rule is wanted, or drop it.",
        )
    })
}
