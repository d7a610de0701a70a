//! Base types (`pg_type`): those whose values are made by functions in C.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A base type, or a shell type: a name that waits for its definition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = BaseType)]
pub struct BaseType {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Whether it is more than a shell. Nothing else is known of a shell.
    pub defined: bool,
    /// The function that reads text.
    pub input: Option<String>,
    /// The function that writes text.
    pub output: Option<String>,
    /// The function that reads the binary form.
    pub receive: Option<String>,
    /// The function that writes the binary form.
    pub send: Option<String>,
    /// The function that reads modifiers.
    pub modifier_input: Option<String>,
    /// The function that writes modifiers.
    pub modifier_output: Option<String>,
    /// The function that gathers statistics.
    pub analyze: Option<String>,
    /// The function behind `value[...]`, where it is not the one that an element type brings.
    pub subscript: Option<String>,
    /// The length in bytes; -1 when it varies, -2 for a C string.
    pub length: i64,
    /// Whether values are passed in a register.
    pub by_value: bool,
    /// `char`, `int2`, `int4` or `double`.
    pub alignment: String,
    /// `plain`, `external`, `extended` or `main`.
    pub storage: String,
    /// The category, one letter, by which ambiguous calls are resolved.
    pub category: String,
    /// Whether it is preferred in its category.
    pub preferred: bool,
    /// The default value.
    pub default: Option<String>,
    /// The type of the elements that `value[...]` gives.
    pub element: Option<String>,
    /// The character between the elements of its arrays.
    pub delimiter: String,
    /// Whether it takes collations.
    pub collatable: bool,
    /// Who may do what, besides the owner.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
