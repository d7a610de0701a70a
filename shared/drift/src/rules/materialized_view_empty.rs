//! A materialised view holds no rows.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let empty = difference.key.kind == Kind::MaterializedView
        && difference.attribute("populated").is_some_and(|change| change.live == false);
    empty.then(|| {
        Judgement::new(
            Severity::Critical,
            "The materialized view holds no rows: every query on it fails until it is refreshed.",
            "Refresh it, and see why the job that does so has not.",
        )
    })
}
