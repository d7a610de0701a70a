//! Operator classes and families.
//!
//! A member reads `OPERATOR 1 app.<(app.money, app.money)` or
//! `FUNCTION 1 (app.money, app.money) app.compare(app.money, app.money)`.

use std::collections::BTreeSet;

use driftline_catalog::postgres::{OperatorClass, OperatorFamily};
use driftline_catalog::{Key, Kind};

use super::alteration::Alteration;
use super::catalog::Catalog;
use super::described::Described;
use super::identifier::qualified;

/// The families that come or go with the classes named here: the server makes one for a class that names none, and
/// comparing says nothing of it where the class says enough.
pub(super) fn families_along_with(keys: &[Key], before: &Catalog<'_>, after: &Catalog<'_>) -> BTreeSet<Key> {
    let classes = keys.iter().filter(|key| key.kind == Kind::OperatorClass);
    let is_alone = |key: &Key| before.contains(key) != after.contains(key);
    classes
        .filter(|class| is_alone(class))
        .map(|class| Key { kind: Kind::OperatorFamily, ..class.clone() })
        .filter(|family| is_alone(family))
        .collect()
}

pub(super) fn create(class: &OperatorClass) -> Vec<String> {
    let (name, method) = split(&class.schema, &class.name);
    let default = if class.default { "DEFAULT " } else { "" };
    let storage = class.storage.as_ref().map(|storage| format!("STORAGE {storage}"));
    let mut members: Vec<String> = class.operators.iter().chain(&class.functions).cloned().chain(storage).collect();
    if members.is_empty() {
        // There has to be something, and its own type is what a class stores anyway.
        members.push(format!("STORAGE {}", class.data_type));
    }
    described(class).created_by(format!(
        "CREATE OPERATOR CLASS {name} {default}FOR TYPE {} USING {method} FAMILY {} AS\n    {};",
        class.data_type,
        class.family,
        members.join(",\n    ")
    ))
}

/// What the server counts as the family's has to go by itself.
pub(super) fn drop(class: &OperatorClass) -> String {
    let (_, method) = split(&class.schema, &class.name);
    let mut statements = vec![described(class).drop()];
    if !class.loose.is_empty() {
        statements.push(remove(&format!("{} USING {method}", class.family), &class.loose));
    }
    statements.join("\n")
}

/// Members can be added to a class through its family, and those that the server counts as the family's be removed.
pub(super) fn alter(from: &OperatorClass, to: &OperatorClass, alteration: &mut Alteration) {
    let gone = beyond(from.operators.iter().chain(&from.functions), to.operators.iter().chain(&to.functions));
    let new = beyond(to.operators.iter().chain(&to.functions), from.operators.iter().chain(&from.functions));
    let replaces = alteration.differs_beyond(&["owner", "comment", "operators", "functions"]);
    if replaces || gone.iter().any(|member| !from.loose.contains(member)) {
        return alteration.replace();
    }
    alteration.take_any(&["operators", "functions"]);
    let family = format!("{} USING {}", to.family, split(&to.schema, &to.name).1);
    alteration.statements.extend((!gone.is_empty()).then(|| remove(&family, &gone)));
    alteration.statements.extend((!new.is_empty()).then(|| add(&family, &new)));
    described(to).alter(alteration);
}

fn described(class: &OperatorClass) -> Described<'_> {
    let (name, method) = split(&class.schema, &class.name);
    Described {
        command: "OPERATOR CLASS",
        name: format!("{name} USING {method}"),
        owner: Some(&class.owner),
        comment: class.comment.as_deref(),
    }
}

pub(super) fn create_family(family: &OperatorFamily) -> Vec<String> {
    let described = described_family(family);
    let members: Vec<_> = family.operators.iter().chain(&family.functions).cloned().collect();
    let members = (!members.is_empty()).then(|| add(&described.name, &members));
    if is_the_servers(family) {
        return members.into_iter().collect();
    }
    let mut statements = described.created_by(format!("CREATE OPERATOR FAMILY {};", described.name));
    statements.extend(members);
    statements
}

pub(super) fn drop_family(family: &OperatorFamily) -> String {
    let described = described_family(family);
    if is_the_servers(family) {
        let members: Vec<_> = family.operators.iter().chain(&family.functions).cloned().collect();
        return remove(&described.name, &members);
    }
    described.drop()
}

pub(super) fn alter_family(from: &OperatorFamily, to: &OperatorFamily, alteration: &mut Alteration) {
    if alteration.take_any(&["operators", "functions"]) {
        let gone = beyond(from.operators.iter().chain(&from.functions), to.operators.iter().chain(&to.functions));
        let new = beyond(to.operators.iter().chain(&to.functions), from.operators.iter().chain(&from.functions));
        let family = described_family(to).name;
        alteration.statements.extend((!gone.is_empty()).then(|| remove(&family, &gone)));
        alteration.statements.extend((!new.is_empty()).then(|| add(&family, &new)));
    }
    described_family(to).alter(alteration);
}

fn described_family(family: &OperatorFamily) -> Described<'_> {
    let (name, method) = split(&family.schema, &family.name);
    Described {
        command: "OPERATOR FAMILY",
        name: format!("{name} USING {method}"),
        owner: Some(&family.owner),
        comment: family.comment.as_deref(),
    }
}

/// One that comes with the server is only added to.
fn is_the_servers(family: &OperatorFamily) -> bool {
    family.schema == "pg_catalog"
}

/// The qualified name and the access method of `money_ops USING btree`.
fn split<'a>(schema: &str, name: &'a str) -> (String, &'a str) {
    let (name, method) = name.rsplit_once(" USING ").unwrap_or((name, "btree"));
    (qualified(schema, name), method)
}

fn beyond<'a>(members: impl Iterator<Item = &'a String>, others: impl Iterator<Item = &'a String>) -> Vec<String> {
    let others: BTreeSet<_> = others.collect();
    members.filter(|member| !others.contains(member)).cloned().collect()
}

fn add(family: &str, members: &[String]) -> String {
    format!("ALTER OPERATOR FAMILY {family} ADD\n    {};", members.join(",\n    "))
}

fn remove(family: &str, members: &[String]) -> String {
    let places: Vec<_> = members.iter().map(|member| place(member)).collect();
    format!("ALTER OPERATOR FAMILY {family} DROP\n    {};", places.join(",\n    "))
}

/// `OPERATOR 1 (left, right)`: what a member is told from others by.
fn place(member: &str) -> String {
    let mut words = member.splitn(3, ' ');
    let (kind, number, rest) =
        (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    format!("{kind} {number} {}", bracket(rest).unwrap_or_default())
}

/// The first bracket outside quotes, up to where it closes.
fn bracket(text: &str) -> Option<&str> {
    let (mut start, mut depth, mut quoted) = (None, 0_usize, false);
    for (place, char) in text.char_indices() {
        match char {
            '"' => quoted = !quoted,
            '(' if !quoted => {
                start = start.or(Some(place));
                depth += 1;
            }
            ')' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(&text[start?..=place]);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_told_by_number_and_types() {
        assert_eq!(place("OPERATOR 1 \"My (App\".<(app.money, app.money)"), "OPERATOR 1 (app.money, app.money)");
        assert_eq!(
            place("OPERATOR 15 app.<->(point, \"odd)\") FOR ORDER BY pg_catalog.float_ops"),
            "OPERATOR 15 (point, \"odd)\")"
        );
        assert_eq!(
            place("FUNCTION 1 (app.money, integer) app.compare(app.money, integer)"),
            "FUNCTION 1 (app.money, integer)"
        );
    }
}
