//! A view's columns have other types than the migrations say, and its query is the same: what it selects changed.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Change, Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    let retyped = matches!(difference.key.kind, Kind::View | Kind::MaterializedView)
        && matches!(&difference.change, Change::Modified { attributes }
            if attributes.iter().all(|change| change.attribute == "columns"));
    retyped.then(|| {
        Judgement::new(
            Severity::Warning,
            format!("Nobody edited the {}: its query is the same, but what it selects has other types.", difference.label),
            "Look at the tables, views and functions it selects from, which differ too; with them it will be right again.",
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
    fn an_edit_is_more() {
        let is_retyped = |attributes: &[&str]| {
            let change = |attribute: &&str| AttributeChange {
                attribute: (*attribute).to_owned(),
                expected: json!(["total integer"]),
                live: json!(["total bigint"]),
            };
            let attributes = attributes.iter().map(change).collect();
            let key = Key::in_schema(Kind::View, "app", "totals");
            judge(&Difference { key, label: "view".into(), change: Change::Modified { attributes } }).is_some()
        };
        assert!(is_retyped(&["columns"]));
        assert!(!is_retyped(&["columns", "query"]));
    }
}
