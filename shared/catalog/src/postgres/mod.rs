//! PostgreSQL's objects, one struct per kind, one file per family.
//!
//! Texts are as a session with an empty `search_path` sees them, so names in them are qualified.

mod access_method;
mod aggregate;
mod base_type;
mod cast;
mod collation;
mod database;
mod event_trigger;
mod extension;
mod foreign;
mod function;
mod identifier;
mod language;
mod objects;
mod operator;
mod policy;
mod range_type;
mod replication;
mod rights;
mod role;
mod rule;
mod schema;
mod sequence;
mod statistics;
mod surroundings;
mod table;
mod text_search;
mod trigger;
mod types;
mod view;

pub use access_method::AccessMethod;
pub use aggregate::Aggregate;
pub use base_type::BaseType;
pub use cast::Cast;
pub use collation::{Collation, Conversion};
pub use database::Database;
pub use event_trigger::EventTrigger;
pub use extension::Extension;
pub use foreign::{ForeignDataWrapper, ForeignServer, ForeignTable, UserMapping};
pub use function::Function;
pub use identifier::quote;
pub use language::{Language, Transform};
pub use objects::Objects;
pub use operator::{Operator, OperatorClass, OperatorFamily};
pub use policy::Policy;
pub use range_type::RangeType;
pub use replication::{Publication, Subscription};
pub use rights::{DefaultPrivileges, SecurityLabel, Setting};
pub use role::Role;
pub use rule::Rule;
pub use schema::Schema;
pub use sequence::Sequence;
pub use statistics::Statistics;
pub use surroundings::{DatabaseGrant, RoleSetting, SchemaOwner, Surroundings};
pub use table::{
    AttachedIndex, Column, Constraint, ConstraintComment, ConstraintType, Identity, Index, NotNullConstraint, Table,
};
pub use text_search::{TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate};
pub use trigger::Trigger;
pub use types::{CompositeType, Domain, Enum};
pub use view::{MaterializedView, View};
