//! The identity of an object.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Kind;

/// What makes two objects of two snapshots the same object.
///
/// Parts that a kind does not have are empty.
/// The order is by schema and parent before name, so that the children of a table stay together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The kind of object.
    pub kind: Kind,
    /// The schema it is in; empty for what is in none, such as schemas and extensions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub schema: String,
    /// The relation it belongs to, for columns, constraints, indexes, triggers and policies.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// Its own name, with argument types for functions, aggregates and operators, and with the access method for
    /// operator classes and families.
    pub name: String,
}

impl Key {
    /// The key of an object that belongs to a schema and nothing below it.
    pub fn in_schema(kind: Kind, schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { kind, schema: schema.into(), parent: String::new(), name: name.into() }
    }

    /// The name without what else makes the identity: the arguments of a function, the access method of an operator
    /// class.
    pub fn bare_name(&self) -> &str {
        let end = match self.kind {
            Kind::Function | Kind::Aggregate | Kind::Operator => arguments(&self.name),
            Kind::OperatorFamily | Kind::OperatorClass => self.name.rfind(" USING "),
            _ => None,
        };
        &self.name[..end.unwrap_or(self.name.len())]
    }

    /// The qualified name as SQL spells it: `public.orders.email`, quoted where SQL needs quotes.
    pub fn qualified_name(&self) -> String {
        let bare = self.bare_name();
        let name = match self.kind {
            // These are no identifiers.
            Kind::Operator | Kind::Cast | Kind::Transform => self.name.clone(),
            _ => format!("{}{}", quote_identifier(bare), &self.name[bare.len()..]),
        };
        [&self.schema, &self.parent]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(|part| quote_identifier(part))
            .chain([name])
            .collect::<Vec<_>>()
            .join(".")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind.label(), self.qualified_name())
    }
}

/// Where the list of argument types begins: at the bracket that the last one closes. A name can hold brackets too.
fn arguments(name: &str) -> Option<usize> {
    name.match_indices('(').map(|(place, _)| place).find(|&place| {
        let (mut depth, mut quoted) = (0_usize, false);
        name[place..].char_indices().all(|(offset, character)| {
            match character {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > 0 || place + offset + 1 == name.len()
        })
    })
}

/// Quotes a name for display when it is not a plain lower-case identifier.
///
/// SQL text needs the engine's reserved words too, which the SQL renderer knows; people do not need quotes around
/// a column named `order`.
pub fn quote_identifier(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_' || char == '$');
    if plain { name.to_owned() } else { crate::postgres::quote(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_sql_spells_them() {
        let key = |kind, schema: &str, parent: &str, name: &str| Key {
            kind,
            schema: schema.into(),
            parent: parent.into(),
            name: name.into(),
        };
        assert_eq!(key(Kind::Column, "public", "orders", "email").to_string(), "column public.orders.email");
        assert_eq!(key(Kind::Table, "public", "", "Order Lines").to_string(), "table public.\"Order Lines\"");
        assert_eq!(
            key(Kind::Function, "app", "", "total(integer, text)").to_string(),
            "function app.total(integer, text)"
        );
        assert_eq!(
            key(Kind::Function, "app", "", "f(x)(app.\"a)\", text)").to_string(),
            "function app.\"f(x)\"(app.\"a)\", text)"
        );
        assert_eq!(key(Kind::Aggregate, "app", "", "Total(*)").to_string(), "aggregate app.\"Total\"(*)");
        assert_eq!(key(Kind::Operator, "app", "", "<=(text, text)").to_string(), "operator app.<=(text, text)");
        assert_eq!(key(Kind::Cast, "", "", "text AS app.word").to_string(), "cast text AS app.word");
        assert_eq!(
            key(Kind::OperatorClass, "app", "", "Words USING btree").to_string(),
            "operator class app.\"Words\" USING btree"
        );
        assert_eq!(key(Kind::Extension, "", "", "uuid-ossp").to_string(), "extension \"uuid-ossp\"");
    }
}
