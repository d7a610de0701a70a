//! A column may be null where it must not, or the other way round.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    if difference.key.kind != Kind::Column {
        return None;
    }
    let change = difference.attribute("not_null")?;
    Some(if change.live == false {
        Judgement::new(
            Severity::Critical,
            "The column accepts nulls that the migrations forbid; code that relies on a value may find none.",
            "Look for null rows before setting it back: SET NOT NULL reads the whole table under an exclusive lock.",
        )
    } else {
        Judgement::new(
            Severity::Warning,
            "The column refuses nulls that the migrations allow; writes that leave it out fail.",
            "Write a migration that says the same if the rule is wanted, or drop NOT NULL.",
        )
    })
}
