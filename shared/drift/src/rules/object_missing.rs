//! Something the migrations made is gone.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let gone = difference.change == Change::Missing;
    gone.then(|| {
        let explanation = match difference.key.kind {
            Kind::Table => "The table is gone, and its rows with it.".to_owned(),
            Kind::ForeignTable => "The foreign table is gone; its rows, which another server has, are not.".to_owned(),
            Kind::Publication => {
                "The publication is gone: whoever subscribed to it gets no changes any more.".to_owned()
            }
            Kind::Column => "The column is gone, and its values with it.".to_owned(),
            _ => format!("The {} is gone; whatever uses it fails.", difference.label),
        };
        let advice = match difference.key.kind {
            Kind::Table | Kind::Column => {
                "The revert script makes it again, empty. Lost rows come back only from a backup."
            }
            _ => "The revert script makes it again.",
        };
        Judgement::new(Severity::Critical, explanation, advice)
    })
}
