//! A trigger, or what is switched like one, acts on other occasions than it should.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let what = match difference.key.kind {
        Kind::Trigger => "Trigger",
        Kind::EventTrigger => "Event trigger",
        Kind::Rule => "Rule",
        _ => return None,
    };
    let change = difference.attribute("enabled")?;
    let name = difference.key.qualified_name();
    Some(if change.live == "disabled" {
        Judgement::new(
            Severity::Critical,
            format!(
                "{what} {name} is disabled: what it kept up to date or refused is not happening, and nothing says so."
            ),
            "Enable it again, and check the rows that were written meanwhile.",
        )
    } else {
        Judgement::new(
            Severity::Warning,
            format!("{what} {name} acts on other occasions than the migrations say."),
            "Set it back, or write a migration that says the same.",
        )
    })
}
