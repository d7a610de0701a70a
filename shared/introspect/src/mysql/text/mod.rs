//! Taking apart what `SHOW CREATE` prints.
//!
//! Nothing is passed over: a word that no rule knows is an [`Unknown`], with the line it stands in.

pub(super) mod body;
mod bytes;
mod column;
mod index;
mod options;
mod partitions;
mod qualified;
mod table;
mod token;
mod view;

pub(super) use qualified::{view_without_database, without_database};
pub(super) use table::{Charsets, take_apart};
pub(super) use token::{Tokens, Unknown};
pub(super) use view::{RoutineText, routine, sequence, view};
