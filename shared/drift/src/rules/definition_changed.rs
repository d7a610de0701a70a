//! The text of a view, function, trigger or rule is not what the migrations say.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let code = matches!(
        difference.key.kind,
        Kind::Function | Kind::View | Kind::MaterializedView | Kind::Trigger | Kind::Rule | Kind::EventTrigger
    ) && matches!(difference.change, Change::Modified { .. });
    code.then(|| {
        Judgement::new(
            Severity::Critical,
            format!("The {} was edited in the database: what runs here is not what was reviewed, and the next migration that replaces it undoes the edit.", difference.label),
            "Read the edit side by side. If it is a fix, put it into a migration before it is lost.",
        )
    })
}
