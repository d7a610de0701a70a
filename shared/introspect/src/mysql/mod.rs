//! Reading MySQL and MariaDB.
//!
//! `information_schema` says what there is and what routines, triggers, events and views remember; tables come from
//! `SHOW CREATE TABLE`, the server's own text, which is taken apart here. Every character of it has to be understood:
//! a table with a word that nobody knows is named as unmodelled with the line it stands in.

mod catalog;
mod definitions;
mod grants;
mod inspect;
mod listing;
mod privileges;
mod roles;
mod row;
pub mod session;
mod surroundings;
mod sweep;
mod system_tables;
mod text;
mod visibility;

pub use inspect::{Inspection, inspect};
pub use roles::privileges_for_roles;
pub use session::{Limits, ReadOnlySession, Release};
pub use visibility::{SHOW_CREATE_ROUTINE_SINCE, SHOW_ROUTINE_SINCE};
