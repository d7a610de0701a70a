//! `driftline.toml`: read once, checked once, and from then on a [`Config`] with nothing left to check.
//!
//! `raw.rs` is the file as people write it, unknown keys refused; `validate.rs` turns it into the types of
//! `model.rs`. This crate does no I/O.

mod access;
mod discover;
mod endpoint;
mod error;
mod files;
mod members;
mod model;
mod name;
mod parse;
mod profile;
mod raw;
mod rds;
mod reaching;
mod scratch;
mod source;
mod validate;

pub use discover::{Discover, FoundServer};
pub use endpoint::Endpoint;
pub use error::{ConfigError, Problem};
pub use members::Members;
pub use model::{
    Access, Auth, Config, ConnectorSecret, Database, EventKind, HistoryTable, Login, MigrationSource, PublishedOf,
    PublishedSource, Scratch, ScratchServer, Source, Subscriber, SubscriberKind,
};
pub use name::{DatabaseName, ProfileName, SubscriberName};
pub use parse::parse;
pub use profile::{Identity, Profile};
pub use rds::{Partition, RdsHost, RdsKind};
