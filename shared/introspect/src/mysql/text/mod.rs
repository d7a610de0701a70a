//! Taking apart what `SHOW CREATE` prints.
//!
//! Nothing is passed over: a word that no rule knows is an [`Unknown`], with the line it stands in.

pub(super) mod body;
mod column;
mod index;
mod options;
mod partitions;
mod table;
mod token;
mod view;

pub(super) use table::{Charsets, take_apart};
pub(super) use token::{Tokens, Unknown, without_database};
pub(super) use view::{RoutineText, routine, sequence, view};
