//! Who may see or change what is not as the migrations say.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    if difference.key.kind == Kind::Policy {
        return Some(Judgement::new(
            Severity::Critical,
            format!(
                "A row security policy is {}: rows may be visible to, or writable by, the wrong people.",
                difference.change.as_str()
            ),
            "Treat it as a security incident until somebody says why.",
        ));
    }
    let Change::Modified { attributes } = &difference.change else { return None };
    let first = attributes
        .iter()
        .map(|change| change.attribute.as_str())
        .find(|name| matches!(*name, "owner" | "row_security" | "force_row_security" | "security_definer"))?;
    let explanation = match first {
        "owner" => {
            "Another role owns it: owners can change and drop it, and views and SECURITY DEFINER functions run with their rights."
        }
        "security_definer" => "The function runs with other rights than the migrations say.",
        _ => "Row security is not as the migrations say: rows may be visible to, or hidden from, the wrong people.",
    };
    Some(Judgement::new(Severity::Critical, explanation, "Set it back unless somebody can say why it was changed."))
}
