//! A subscription does not replicate.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let disabled = difference.key.kind == Kind::Subscription
        && difference.attribute("enabled").is_some_and(|change| change.live == false);
    disabled.then(|| {
        Judgement::new(
            Severity::Critical,
            "The subscription is disabled: nothing comes in, and the publisher keeps its log until it does.",
            "Enable it again, or drop it together with its slot.",
        )
    })
}
