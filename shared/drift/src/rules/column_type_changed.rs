//! A column has another type.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    if difference.key.kind != Kind::Column {
        return None;
    }
    let change = difference.attribute("data_type")?;
    let (expected, live) = (change.expected.as_str()?, change.live.as_str()?);
    Some(Judgement::new(
        Severity::Critical,
        format!(
            "The column is {live} where the migrations say {expected}: values may be accepted, refused or rounded differently than the application expects."
        ),
        "Find out who relies on the new type. Going back rewrites the table, and fails where a value does not convert.",
    ))
}
