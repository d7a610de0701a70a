//! A trigger fires on other occasions than it should.

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let change = difference.attribute("enabled")?;
    let name = difference.key.qualified_name();
    Some(if change.live == "disabled" {
        Judgement::new(
            Severity::Critical,
            format!(
                "Trigger {name} is disabled: what it kept up to date or refused is not happening, and nothing says so."
            ),
            "Enable it again, and check the rows that were written meanwhile.",
        )
    } else {
        Judgement::new(
            Severity::Warning,
            format!("Trigger {name} fires on other occasions than the migrations say."),
            "Set it back, or write a migration that says the same.",
        )
    })
}
