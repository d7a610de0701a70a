//! Functions, window functions and procedures (`pg_proc`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A function, window function or procedure; aggregates are another kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Function, label = function_label)]
pub struct Function {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name with the types of its input arguments: `total(integer, text)`.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it, and whose rights a `SECURITY DEFINER` function has.
    pub owner: String,
    /// `function`, `window` or `procedure`.
    pub function_kind: String,
    /// The language.
    pub language: String,
    /// Arguments with modes, names and defaults, as `pg_get_function_arguments` prints them.
    #[attribute(deparsed)]
    pub arguments: String,
    /// What it returns; none for a procedure.
    pub returns: Option<String>,
    /// `immutable`, `stable` or `volatile`.
    pub volatility: String,
    /// `safe`, `restricted` or `unsafe`.
    pub parallel: String,
    /// Whether it answers null for a null argument without being called.
    pub strict: bool,
    /// Whether it runs with its owner's rights.
    pub security_definer: bool,
    /// Whether it is trusted not to leak its arguments.
    pub leakproof: bool,
    /// The planner's cost.
    pub cost: String,
    /// The planner's row estimate.
    pub rows: String,
    /// The planner's support function.
    pub support: Option<String>,
    /// The types that its language's transforms are applied to.
    pub transforms: Vec<String>,
    /// `SET` clauses as `name=value`.
    pub settings: Vec<String>,
    /// The body as it was written; empty for one that is kept parsed.
    pub body: String,
    /// The body of a function in standard SQL (`BEGIN ATOMIC`, `RETURN`), which the server keeps parsed.
    #[attribute(deparsed)]
    pub sql_body: Option<String>,
    /// The object file of a function in C.
    pub library: Option<String>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// `pg_get_functiondef`.
    #[attribute(definition)]
    pub definition: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

impl Function {
    fn function_label(&self) -> &'static str {
        if self.function_kind == "procedure" { "procedure" } else { "function" }
    }
}
