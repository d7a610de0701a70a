//! The objects of MySQL and MariaDB, one struct per kind, one file per family.
//!
//! MariaDB is a flavor: the same structs, with fields that MySQL never fills and the other way round.
//! A snapshot holds one database (what MySQL also calls a schema) and its objects are named without it, so that two
//! databases of different names can be compared; what belongs to another database is spelled with that one's name, as
//! the server spells it for a session in this one.

mod account;
mod constraint;
mod database;
mod event;
mod grant;
mod index;
mod objects;
mod package;
mod role;
mod routine;
mod sequence;
mod surroundings;
mod table;
mod trigger;
mod view;

pub use account::{Account, quote};
pub use constraint::{Constraint, ConstraintType};
pub use database::Database;
pub use event::Event;
pub use grant::Grant;
pub use index::{Index, IndexType};
pub use objects::Objects;
pub use package::{Package, PackageBody};
pub use role::Role;
pub use routine::{Function, Procedure};
pub use sequence::Sequence;
pub use surroundings::{Session, Surroundings};
pub use table::{Column, Table};
pub use trigger::Trigger;
pub use view::View;
