//! PostgreSQL's objects, one struct per kind, one file per family.
//!
//! Texts are as a session with an empty `search_path` sees them, so names in them are qualified.

mod extension;
mod function;
mod objects;
mod policy;
mod rights;
mod schema;
mod sequence;
mod surroundings;
mod table;
mod trigger;
mod types;
mod view;

pub use extension::Extension;
pub use function::Function;
pub use objects::Objects;
pub use policy::Policy;
pub use rights::{DefaultPrivileges, SecurityLabel, Setting};
pub use schema::Schema;
pub use sequence::Sequence;
pub use surroundings::{RoleSetting, SchemaOwner, Surroundings};
pub use table::{Column, Constraint, ConstraintType, Identity, Index, NotNullConstraint, Table};
pub use trigger::Trigger;
pub use types::{CompositeType, Domain, Enum};
pub use view::{MaterializedView, View};
