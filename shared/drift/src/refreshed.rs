//! A materialised view that has been refreshed is no drift.
//!
//! A migration may make it `WITH NO DATA`, and so does every dump of a schema; a job fills it later, and again and again.
//! The other way round it matters: whoever reads a view that holds nothing gets an error.

use driftline_catalog::Kind;
use serde_json::Value;

/// Whether a view that is made empty has got its rows.
pub(crate) fn is_filled_later(kind: Kind, path: &str, expected: &Value, live: &Value) -> bool {
    kind == Kind::MaterializedView && path == "populated" && *expected == false && *live == true
}
