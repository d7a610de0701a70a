//! Whatever no other rule speaks of: an attribute differs.

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Judgement {
    let cosmetic = matches!(&difference.change, Change::Modified { attributes }
        if attributes.iter().all(|change| change.attribute == "comment" || change.attribute == "column_comments"));
    if cosmetic {
        Judgement::new(
            Severity::Info,
            "Only the comment differs.",
            "Adopt it if the new text is better; nothing depends on it.",
        )
    } else {
        Judgement::new(
            Severity::Warning,
            format!("The {} is not as the migrations say.", difference.label),
            "Set it back, or write a migration that says the same.",
        )
    }
}
