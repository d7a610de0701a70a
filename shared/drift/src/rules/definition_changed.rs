//! The text of a view, function, trigger or rule is not what the migrations say.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

/// What changes nothing of what runs.
const BESIDES: &[&str] = &[
    "comment",
    "column_comments",
    "column_settings",
    "populated",
    "tablespace",
    "access_method",
    "cost",
    "rows",
    "support",
];

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let code = matches!(
        difference.key.kind,
        Kind::Function | Kind::View | Kind::MaterializedView | Kind::Trigger | Kind::Rule | Kind::EventTrigger
    ) && matches!(&difference.change, Change::Modified { attributes }
        if attributes.iter().any(|change| !BESIDES.contains(&change.attribute.as_str())));
    code.then(|| {
        Judgement::new(
            Severity::Critical,
            format!("The {} was edited in the database: what runs here is not what was reviewed, and the next migration that replaces it undoes the edit.", difference.label),
            "Read the edit side by side. If it is a fix, put it into a migration before it is lost.",
        )
    })
}

#[cfg(test)]
mod tests {
    use driftline_catalog::Key;
    use serde_json::json;

    use super::*;
    use crate::AttributeChange;

    #[test]
    fn a_comment_is_no_edit() {
        let is_edit = |attributes: &[&str]| {
            let change = |attribute: &&str| AttributeChange {
                attribute: (*attribute).to_owned(),
                expected: json!("a"),
                live: json!("b"),
            };
            let attributes = attributes.iter().map(change).collect();
            let key = Key::in_schema(Kind::Function, "app", "total(integer)");
            judge(&Difference { key, label: "function".into(), change: Change::Modified { attributes } }).is_some()
        };
        assert!(is_edit(&["body"]));
        assert!(is_edit(&["body", "comment"]));
        assert!(!is_edit(&["comment", "cost"]));
    }
}
