//! Who may see or change what is not as the migrations say.

use std::collections::BTreeSet;

use driftline_catalog::Kind;

use super::Judgement;
use crate::{AttributeChange, Change, Difference, Severity, privileges};

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
    if difference.key.kind == Kind::Grant {
        return Some(judge_grant(&difference.change));
    }
    let Change::Modified { attributes } = &difference.change else { return None };
    let first = attributes.iter().map(|change| change.attribute.as_str()).find(|name| {
        matches!(*name, "owner" | "row_security" | "force_row_security" | "security_definer")
            || privileges::is_list(name)
    })?;
    let explanation = match first {
        "owner" => {
            "Another role owns it: owners can change and drop it, and views and SECURITY DEFINER functions run with their rights."
        }
        list if privileges::is_list(list) => {
            "Somebody was given a privilege, or lost one, that the migrations do not speak of: look at who may do what now."
        }
        "security_definer" => "The function runs with other rights than the migrations say.",
        _ => "Row security is not as the migrations say: rows may be visible to, or hidden from, the wrong people.",
    };
    // A privilege that somebody lost makes queries fail, and opens nothing.
    let severity = match first {
        list if privileges::is_list(list) && !widens(attributes) => Severity::Warning,
        _ => Severity::Critical,
    };
    Some(Judgement::new(severity, explanation, "Set it back unless somebody can say why it was changed."))
}

/// Where the privileges of an account are an object of its own.
fn judge_grant(change: &Change) -> Judgement {
    let widens = match change {
        Change::Extra => true,
        Change::Missing => false,
        Change::Modified { attributes } => attributes.iter().any(|change| {
            let [expected, live] = [&change.expected, &change.live].map(|value| each(value).collect::<BTreeSet<_>>());
            change.live == true || !live.is_subset(&expected)
        }),
    };
    Judgement::new(
        if widens { Severity::Critical } else { Severity::Warning },
        "Somebody was given a privilege, or lost one, that the migrations do not speak of: look at who may do what now.",
        "Set it back unless somebody can say why it was changed.",
    )
}

/// Whether somebody may do something on the live side that the expected side does not allow.
fn widens(attributes: &[AttributeChange]) -> bool {
    attributes
        .iter()
        .filter(|change| privileges::is_list(&change.attribute))
        .any(|change| !single(&change.live).is_subset(&single(&change.expected)))
}

/// Each privilege with its grantee. An owner's entry says what the owner has left, and widens nothing.
fn single(entries: &serde_json::Value) -> BTreeSet<(&str, &str)> {
    each(entries).filter(|(grantee, _)| !grantee.ends_with("(owner)")).collect()
}

/// Each privilege with what stands before it, a grantee or a column; a list of privileges alone has neither.
fn each(entries: &serde_json::Value) -> impl Iterator<Item = (&str, &str)> {
    let texts = entries.as_array().into_iter().flatten().filter_map(|entry| entry.as_str());
    texts
        .map(|text| text.rsplit_once(": ").unwrap_or(("", text)))
        .flat_map(|(subject, list)| list.split(", ").map(move |privilege| (subject, privilege)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn taking_a_privilege_away_widens_nothing() {
        let change = |expected, live| [AttributeChange { attribute: "privileges".into(), expected, live }];
        assert!(widens(&change(json!([]), json!(["app: SELECT"]))));
        assert!(widens(&change(json!(["app: SELECT"]), json!(["app: INSERT, SELECT"]))));
        assert!(!widens(&change(json!(["app: INSERT, SELECT"]), json!(["app: SELECT"]))));
        assert!(!widens(&change(json!([]), json!(["(owner): SELECT"]))));
    }
}
