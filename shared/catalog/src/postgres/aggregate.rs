//! Aggregates (`pg_aggregate`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An aggregate function. Functions and operators in it are qualified names, types are as `format_type` prints them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Aggregate)]
pub struct Aggregate {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name with the types of its arguments, direct ones first: `total(integer)`, or `total(*)` for none.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// `normal`, `ordered-set` or `hypothetical-set`.
    pub aggregate_kind: String,
    /// Arguments with modes and names and the `ORDER BY` of an ordered-set one, as `pg_get_function_arguments` prints
    /// them.
    pub arguments: String,
    /// The function called for every row.
    pub transition_function: String,
    /// The type of the state.
    pub state_type: String,
    /// The planner's estimate of the state's size; 0 leaves it to the type.
    pub state_size: i64,
    /// The state before the first row; none for null.
    pub initial_value: Option<String>,
    /// The function that makes the result of the state.
    pub final_function: Option<String>,
    /// Whether the final function gets the arguments' types too.
    pub final_extra: bool,
    /// Whether the final function leaves the state alone: `read_only`, `shareable` or `read_write`.
    pub final_modify: String,
    /// The function that makes one state of two.
    pub combine_function: Option<String>,
    /// The function that makes bytes of a state of type `internal`.
    pub serialize_function: Option<String>,
    /// The function that makes a state of these bytes.
    pub deserialize_function: Option<String>,
    /// In moving-aggregate mode: the function called for a row that comes in.
    pub moving_transition_function: Option<String>,
    /// In moving-aggregate mode: the function called for a row that goes out.
    pub moving_inverse_function: Option<String>,
    /// In moving-aggregate mode: the type of the state.
    pub moving_state_type: Option<String>,
    /// In moving-aggregate mode: the estimate of the state's size.
    pub moving_state_size: i64,
    /// In moving-aggregate mode: the state before the first row.
    pub moving_initial_value: Option<String>,
    /// In moving-aggregate mode: the function that makes the result of the state.
    pub moving_final_function: Option<String>,
    /// In moving-aggregate mode: whether the final function gets the arguments' types too.
    pub moving_final_extra: bool,
    /// In moving-aggregate mode: whether the final function leaves the state alone; none outside the mode.
    pub moving_final_modify: Option<String>,
    /// The operator by which the aggregate is the first value of a sorted list, as that of `min` is `<`.
    pub sort_operator: Option<String>,
    /// `safe`, `restricted` or `unsafe`.
    pub parallel: String,
    /// Who may do what, besides the owner.
    pub privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
