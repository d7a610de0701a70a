//! Operators.

use driftline_catalog::postgres::Operator;
use driftline_catalog::text::split_list;
use driftline_catalog::{Key, Kind};

use super::Context;
use super::alteration::Alteration;
use super::described::{Described, definition, flag, option};
use super::identifier::quote;

pub(super) fn create(operator: &Operator) -> Vec<String> {
    let (name, operands) = split(operator);
    let operand = |place: usize| operands.get(place).copied().filter(|operand| *operand != "NONE");
    let of_operator = |name: &Option<String>| name.as_ref().map(|name| format!("OPERATOR({name})"));
    let options = definition([
        option("FUNCTION", Some(&operator.function)),
        option("LEFTARG", operand(0)),
        option("RIGHTARG", operand(1)),
        option("COMMUTATOR", of_operator(&operator.commutator).as_deref()),
        option("NEGATOR", of_operator(&operator.negator).as_deref()),
        option("RESTRICT", operator.restrict.as_deref()),
        option("JOIN", operator.join.as_deref()),
        flag("HASHES", operator.hashes),
        flag("MERGES", operator.merges),
    ]);
    described(operator).created_by(format!("CREATE OPERATOR {name} {options};"))
}

pub(super) fn drop(operator: &Operator) -> String {
    described(operator).drop()
}

/// What the server sets and forgets by itself when the other operator comes or goes needs no SQL of its own.
pub(super) fn alter(from: &Operator, to: &Operator, context: &Context<'_>, alteration: &mut Alteration) {
    for (path, before, after) in [
        ("commutator", partner(from, &from.commutator, true), partner(to, &to.commutator, true)),
        ("negator", partner(from, &from.negator, false), partner(to, &to.negator, false)),
    ] {
        if !alteration.differs(path) {
            continue;
        }
        let comes = |key: &Key| context.selects(key) && !context.before.contains(key) && context.after.contains(key);
        let goes = |key: &Key| context.selects(key) && context.before.contains(key) && !context.after.contains(key);
        let other = match (before, after) {
            (None, Some(other)) if comes(&other) => other,
            (Some(other), None) if goes(&other) => other,
            _ => continue,
        };
        alteration.take(path);
        alteration.covered_by = Some(other);
    }
    if alteration.differs_beyond(&["owner", "comment", "restrict", "join"]) {
        return alteration.replace();
    }
    let mut options = Vec::new();
    for (path, name, value) in [("restrict", "RESTRICT", &to.restrict), ("join", "JOIN", &to.join)] {
        if alteration.take(path) {
            options.push(format!("{name} = {}", value.as_deref().unwrap_or("NONE")));
        }
    }
    let described = described(to);
    if !options.is_empty() {
        alteration.push(format!("ALTER OPERATOR {} SET ({});", described.name, options.join(", ")));
    }
    described.alter(alteration);
}

/// The key of a commutator, which takes the operands the other way round, or of a negator.
fn partner(operator: &Operator, name: &Option<String>, exchanged: bool) -> Option<Key> {
    let (_, mut operands) = split(operator);
    if exchanged {
        operands.reverse();
    }
    // An operator's name has no dots.
    let (schema, name) = name.as_ref()?.rsplit_once('.')?;
    let schema = match schema.strip_prefix('"').and_then(|schema| schema.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => schema.to_owned(),
    };
    Some(Key::in_schema(Kind::Operator, schema, format!("{name}({})", operands.join(", "))))
}

/// The qualified name, and the types of its operands.
fn split(operator: &Operator) -> (String, Vec<&str>) {
    let (name, operands) = operator.name.split_once('(').unwrap_or((&operator.name, ")"));
    let operands = operands.strip_suffix(')').unwrap_or(operands);
    (format!("{}.{name}", quote(&operator.schema)), split_list(operands))
}

fn described(operator: &Operator) -> Described<'_> {
    Described {
        command: "OPERATOR",
        name: format!("{}.{}", quote(&operator.schema), operator.name),
        owner: Some(&operator.owner),
        comment: operator.comment.as_deref(),
    }
}
