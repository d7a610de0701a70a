//! Range types (`pg_range`). Their multirange types and constructors come and go with them and are no objects.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A range type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = RangeType)]
pub struct RangeType {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The type that it has ranges of.
    pub subtype: String,
    /// The operator class that orders the subtype, qualified.
    pub operator_class: String,
    /// The collation, qualified, where it is not the subtype's own.
    pub collation: Option<String>,
    /// The function that gives equal ranges one form.
    pub canonical: Option<String>,
    /// The function that measures the distance of two values.
    pub subtype_diff: Option<String>,
    /// The qualified name of its multirange type, where it is not the one that the server gives by itself, so that
    /// servers before 14, which have none, are the same.
    pub multirange_name: Option<String>,
    /// The comment on its multirange type.
    pub multirange_comment: Option<String>,
    /// Who may do what, besides the owner.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
