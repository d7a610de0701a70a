//! Reading PostgreSQL's catalogs.
//!
//! One query file per kind in `queries/`; its columns are the fields of the kind's struct, so adding an attribute is a
//! field there and a column here. Everything is read through the simple protocol, where values arrive as text and one
//! round trip may hold several statements.

mod address;
mod decoding;
mod definition;
mod dependencies;
mod inspect;
mod kinds;
mod locked;
mod query;
mod reading;
mod row;
pub mod session;
mod surroundings;
mod sweep;

pub use crate::InspectError;
pub use inspect::{Inspection, inspect, queries};
pub use session::{Limits, ReadOnlySession};
