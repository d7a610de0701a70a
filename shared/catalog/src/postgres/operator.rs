//! Operators, operator families and operator classes (`pg_operator`, `pg_opfamily`, `pg_opclass`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An operator. One that is only named by another as its commutator or negator, and was never made, is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Operator)]
pub struct Operator {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name with the types of its operands, `NONE` where there is none: `+(app.money, app.money)`.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The function that computes it.
    pub function: String,
    /// The operator that does the same with its operands exchanged, qualified.
    pub commutator: Option<String>,
    /// The operator that says the opposite, qualified.
    pub negator: Option<String>,
    /// The function that estimates how many rows it lets through.
    pub restrict: Option<String>,
    /// The function that estimates how many rows a join by it gives.
    pub join: Option<String>,
    /// Whether a join by it can hash.
    pub hashes: bool,
    /// Whether a join by it can merge.
    pub merges: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// An operator family.
///
/// The server makes one for a class that names none. To which of the two a member belongs is decided by types and
/// not by who added it: the server's own bookkeeping differs by version and access method. A member is a class's when
/// its left operand is of the class's type, and for B-trees and hashes its right operand too; else it is the family's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = OperatorFamily)]
pub struct OperatorFamily {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name with the access method: `money_ops USING btree`.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The operators that no class has, as `ALTER OPERATOR FAMILY ... ADD` takes them.
    pub operators: Vec<String>,
    /// The support functions that no class has.
    pub functions: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

impl OperatorFamily {
    /// Whether nobody would miss it if its only class was gone.
    pub fn is_bare(&self) -> bool {
        self.operators.is_empty() && self.functions.is_empty() && self.comment.is_none()
    }
}

/// An operator class: how an access method handles a type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = OperatorClass)]
pub struct OperatorClass {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name with the access method: `money_ops USING btree`.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// The type it is for.
    pub data_type: String,
    /// Whether an index on a column of this type uses it when none is named.
    pub default: bool,
    /// The operator family it is in, qualified.
    pub family: String,
    /// The type that the index stores, where it is another one.
    pub storage: Option<String>,
    /// Its operators, as `CREATE OPERATOR CLASS` takes them.
    pub operators: Vec<String>,
    /// Its support functions.
    pub functions: Vec<String>,
    /// Those of its members that the server counts as the family's: they stay when the class is dropped.
    #[attribute(informational)]
    pub loose: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
