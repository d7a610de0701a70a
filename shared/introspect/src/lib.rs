//! A connection in, a snapshot out.
//!
//! Reading never guesses and never writes: [`postgres::session`] and [`mysql::session`] hold everything a session sets.
//! PostgreSQL's kinds have one query file each; MySQL's tables are taken apart from what `SHOW CREATE TABLE` prints.

mod error;
pub mod mysql;
pub mod postgres;
mod readable;

pub use error::InspectError;
