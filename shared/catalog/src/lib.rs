//! What a schema is.
//!
//! One struct per kind and engine ([`postgres::Table`], [`postgres::Index`], ...) holds what was read.
//! The [`Object`] view, derived from the struct, gives identity, dependencies and attributes; comparing, reports and
//! the coverage test use only that view, while reading and SQL use the structs.
//!
//! This crate does no I/O and knows no clock.

pub mod attribute;
mod engine;
mod ignore;
mod key;
mod kind;
pub mod mysql;
mod object;
mod objects;
pub mod postgres;
mod snapshot;
mod surroundings;
pub mod text;

pub use attribute::{Attribute, AttributeGroup, AttributeSpecification, Class};
pub use engine::Engine;
pub use ignore::{Ignore, IgnorePattern, IgnorePatternError};
pub use key::{Key, quote_identifier};
pub use kind::Kind;
pub use object::{Describe, Object};
pub use snapshot::{Coverage, FORMAT, Gap, Objects, ReadAttributes, Reprinted, Server, Snapshot, SnapshotError};
pub use surroundings::Surroundings;
