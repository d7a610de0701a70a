//! Security labels.

use driftline_catalog::postgres::SecurityLabel;

use super::alteration::Alteration;
use super::identifier::{literal, quote};

/// # Errors
///
/// When the label is on the database itself, whose name a snapshot does not hold.
pub(super) fn create(label: &SecurityLabel) -> Result<Vec<String>, String> {
    if label.name.ends_with(" on database") {
        return Err("the database's own label is set by its name, which a snapshot does not hold".to_owned());
    }
    Ok(vec![format!("{} IS {};", on_object(label), literal(&label.label))])
}

pub(super) fn drop(label: &SecurityLabel) -> String {
    format!("{} IS NULL;", on_object(label))
}

pub(super) fn alter(to: &SecurityLabel, alteration: &mut Alteration) {
    if alteration.take("label") {
        match create(to) {
            Ok(statements) => alteration.statements.extend(statements),
            Err(reason) => alteration.refuse(reason),
        }
    }
}

/// `SECURITY LABEL FOR provider ON COLUMN app.orders.email`. The kind is as `pg_identify_object` names it, in lower case,
/// before the identity, which begins with a name.
fn on_object(label: &SecurityLabel) -> String {
    let (provider, object) = label.name.split_once(" on ").unwrap_or(("", &label.name));
    const KINDS: &[(&str, &str)] = &[
        ("table column ", "COLUMN"),
        ("view column ", "COLUMN"),
        ("materialized view column ", "COLUMN"),
        ("foreign table column ", "COLUMN"),
        ("materialized view ", "MATERIALIZED VIEW"),
        ("foreign table ", "FOREIGN TABLE"),
        ("event trigger ", "EVENT TRIGGER"),
        ("large object ", "LARGE OBJECT"),
    ];
    let known = KINDS.iter().find_map(|(kind, command)| Some((*command, object.strip_prefix(kind)?)));
    let (command, identity) = match known {
        Some((command, identity)) => (command.to_owned(), identity),
        None => {
            let (kind, identity) = object.split_once(' ').unwrap_or((object, ""));
            (kind.to_uppercase(), identity)
        }
    };
    format!("SECURITY LABEL FOR {} ON {command} {identity}", quote(provider))
}
