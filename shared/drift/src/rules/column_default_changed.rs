//! A column has another default.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    if difference.key.kind != Kind::Column {
        return None;
    }
    ["default", "generated", "identity.generation"].iter().find_map(|name| difference.attribute(name))?;
    Some(Judgement::new(
        Severity::Warning,
        "Rows that leave the column out get another value than the migrations say.",
        "Set the default back; rows that were written meanwhile keep what they got.",
    ))
}
