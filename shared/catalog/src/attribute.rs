//! Attributes: the properties of an object as (path, class, value).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a difference in an attribute means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// A difference is drift.
    Compared,
    /// The server's own text of the whole object.
    /// It is the oracle behind the parsed attributes: a difference in it is drift where no other attribute explains it.
    Definition,
    /// Text the server prints from a parsed query. A difference is drift between servers of one major version; between
    /// others it may only be the way they print, so it is not comparable.
    Deparsed,
    /// Shown, never drift: an extension's version, a column's position.
    Informational,
}

/// One property of one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The field's name, with `group.field` for nested ones.
    pub path: Cow<'static, str>,
    /// What a difference in it means.
    pub class: Class,
    /// Its value; `null` when the object has none.
    pub value: Value,
}

/// An attribute that objects of a kind have, without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeSpecification {
    /// The field's name, with `group.field` for nested ones.
    pub path: Cow<'static, str>,
    /// What a difference in it means.
    pub class: Class,
}

/// A struct nested in an object whose fields are attributes of the object, such as a column's identity options.
pub trait AttributeGroup {
    /// The attributes below `prefix`.
    fn specifications(prefix: &str) -> Vec<AttributeSpecification>;
    /// Appends the attributes below `prefix`, all `null` when the group is absent.
    fn push(&self, prefix: &str, attributes: &mut Vec<Attribute>);
}

/// The value of a field. Fields of catalog structs are strings, numbers, booleans, lists and options of these, which
/// always have a JSON form.
pub fn value_of<T: Serialize>(field: &T) -> Value {
    serde_json::to_value(field).expect("catalog fields are plain data with a JSON form")
}
