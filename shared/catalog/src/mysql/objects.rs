//! All objects of a snapshot of MySQL or MariaDB.

use super::{
    Column, Constraint, Database, Event, Function, Grant, Index, Package, PackageBody, Procedure, Role, Sequence,
    Table, Trigger, View,
};
use crate::objects::objects;

objects! {
    /// The database itself, once.
    databases: Database,
    /// Sequences.
    sequences: Sequence,
    /// Tables.
    tables: Table,
    /// Columns.
    columns: Column,
    /// Foreign keys and checks.
    constraints: Constraint,
    /// Indexes and keys.
    indexes: Index,
    /// Views.
    views: View,
    /// Functions.
    functions: Function,
    /// Procedures.
    procedures: Procedure,
    /// Packages.
    packages: Package,
    /// Package bodies.
    package_bodies: PackageBody,
    /// Triggers.
    triggers: Trigger,
    /// Events.
    events: Event,
    /// Grants, where they are asked for.
    grants: Grant,
    /// Accounts and roles, where they are asked for.
    roles: Role,
}
