//! Somebody may log in, or may do more than anybody wrote down.

use driftline_catalog::Kind;
use serde_json::Value;

use super::Judgement;
use crate::{AttributeChange, Change, Difference, Severity};

/// What a role may, besides what it is granted.
const RIGHTS: &[&str] =
    &["login", "superuser", "inherit", "create_role", "create_database", "replication", "bypass_row_security"];

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    if difference.key.kind != Kind::Role {
        return None;
    }
    let (severity, explanation) = match &difference.change {
        Change::Missing => return None,
        Change::Extra => (Severity::Critical, "There is a role that should not be: somebody may come in with it."),
        Change::Modified { attributes } if attributes.iter().any(widens) => {
            (Severity::Critical, "The role may more than it should: look at who has it, and what was done with it.")
        }
        Change::Modified { attributes } if attributes.iter().all(|change| change.attribute == "comment") => {
            return None;
        }
        Change::Modified { .. } => {
            (Severity::Warning, "The role is not as it should be: whoever works with it may be refused.")
        }
    };
    Some(Judgement::new(severity, explanation, "Set it back unless somebody can say why it was changed."))
}

/// Whether the live role may more by this attribute.
fn widens(change: &AttributeChange) -> bool {
    let entries = |value: &Value| value.as_array().cloned().unwrap_or_default();
    match change.attribute.as_str() {
        "locked" => change.live == Value::Bool(false),
        "member_of" | "default_roles" => {
            entries(&change.live).iter().any(|entry| !entries(&change.expected).contains(entry))
        }
        right => RIGHTS.contains(&right) && change.live == Value::Bool(true),
    }
}

#[cfg(test)]
mod tests {
    use driftline_catalog::Key;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_role_loses_is_less_bad_than_what_it_gets() {
        let severity = |attribute: &str, expected, live| {
            let attributes = vec![AttributeChange { attribute: attribute.into(), expected, live }];
            let key = Key::in_schema(Kind::Role, "", "clerk");
            let found = Difference { key, label: "role".into(), change: Change::Modified { attributes } };
            judge(&found).map(|judgement| judgement.severity)
        };
        assert_eq!(severity("superuser", json!(false), json!(true)), Some(Severity::Critical));
        assert_eq!(severity("superuser", json!(true), json!(false)), Some(Severity::Warning));
        assert_eq!(severity("member_of", json!([]), json!(["boss"])), Some(Severity::Critical));
        assert_eq!(severity("member_of", json!(["boss"]), json!([])), Some(Severity::Warning));
        assert_eq!(severity("connection_limit", json!(5), json!(-1)), Some(Severity::Warning));
        assert_eq!(severity("comment", json!(null), json!("new")), None);
    }
}
