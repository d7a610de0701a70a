//! PostgreSQL's objects, one struct per kind, one file per family.
//!
//! Texts are as a session with an empty `search_path` sees them, so names in them are qualified.

mod event_trigger;
mod extension;
mod foreign;
mod function;
mod objects;
mod policy;
mod replication;
mod rights;
mod rule;
mod schema;
mod sequence;
mod statistics;
mod surroundings;
mod table;
mod trigger;
mod types;
mod view;

pub use event_trigger::EventTrigger;
pub use extension::Extension;
pub use foreign::{ForeignDataWrapper, ForeignServer, ForeignTable, UserMapping};
pub use function::Function;
pub use objects::Objects;
pub use policy::Policy;
pub use replication::{Publication, Subscription};
pub use rights::{DefaultPrivileges, SecurityLabel, Setting};
pub use rule::Rule;
pub use schema::Schema;
pub use sequence::Sequence;
pub use statistics::Statistics;
pub use surroundings::{RoleSetting, SchemaOwner, Surroundings};
pub use table::{Column, Constraint, ConstraintType, Identity, Index, Table};
pub use trigger::Trigger;
pub use types::{CompositeType, Domain, Enum};
pub use view::{MaterializedView, View};
