//! Tables and what belongs to them: columns, constraints, indexes.

use driftline_catalog_derive::{AttributeGroup, Object};
use serde::{Deserialize, Serialize};

use crate::Key;

/// A table, partitioned or not (`pg_class`, relkind `r` or `p`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Table)]
pub struct Table {
    /// The schema it is in.
    #[attribute(schema)]
    pub schema: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// `permanent` or `unlogged`.
    pub persistence: String,
    /// The table access method; none for a partitioned table that names none.
    pub access_method: Option<String>,
    /// The tablespace, where it is not the database's own.
    pub tablespace: Option<String>,
    /// Storage parameters as `name=value`, with those of the toast table as `toast.name=value`, sorted.
    pub options: Vec<String>,
    /// Whether row security is on.
    pub row_security: bool,
    /// Whether row security also binds the owner.
    pub force_row_security: bool,
    /// `default`, `nothing`, `full` or `index name`.
    pub replica_identity: String,
    /// The composite type it is made of (`CREATE TABLE ... OF`).
    pub of_type: Option<String>,
    /// The tables it inherits from, in order; not the parent of a partition.
    pub inherits: Vec<String>,
    /// How it is partitioned: `RANGE (created_at)`.
    #[attribute(deparsed)]
    pub partition_key: Option<String>,
    /// The table it is a partition of.
    pub partition_of: Option<String>,
    /// `FOR VALUES ...` or `DEFAULT`, for a partition.
    #[attribute(deparsed)]
    pub partition_bound: Option<String>,
    /// The indexes a partition has for those of its parent, where they are not as attaching makes them.
    pub attached_indexes: Vec<AttachedIndex>,
    /// Comments on the checks and foreign keys that it only has from its parents.
    pub constraint_comments: Vec<ConstraintComment>,
    /// Who may do what with it: `grantee: PRIVILEGE, PRIVILEGE`. What its owner may anyway is not among them.
    pub privileges: Vec<String>,
    /// Privileges on its system columns, as `ctid: grantee: PRIVILEGE`.
    pub system_column_privileges: Vec<String>,
    /// Who may use the type of its rows (`GRANT ... ON TYPE`), where that is not everybody.
    pub row_type_privileges: Option<Vec<String>>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// What is set on the index that a partition has for an index or a key of its parent. What is not set is as it is when
/// the server makes that index by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttachedIndex {
    /// The index that this one is a part of, as `schema.name`: that of the uppermost parent.
    pub of: String,
    /// Its name, where the server would not give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its storage parameters as `name=value`, where they are not the parent's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// Its tablespace, where it is not the parent's; empty for the database's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// Statistics targets of its expressions, where set, as `number: target`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statistics_targets: Vec<String>,
    /// Whether the partition was clustered on it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub clustered: bool,
    /// Whether queries cannot use it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invalid: bool,
    /// Its comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The comment of the partition's constraint that it is behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraint_comment: Option<String>,
}

/// What a table says of a constraint that it only has from a parent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConstraintComment {
    /// The constraint's name on this table.
    pub constraint: String,
    /// The comment.
    pub comment: String,
}

/// A column of a table or foreign table (`pg_attribute`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Column)]
pub struct Column {
    /// The schema of its table.
    #[attribute(schema)]
    pub schema: String,
    /// Its table.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The type with modifiers, as `format_type` prints it.
    pub data_type: String,
    /// Whether it must not be null.
    pub not_null: bool,
    /// The constraint that says so, where it is not as the server makes it by itself. Servers from 18 on have one.
    #[attribute(nested)]
    pub not_null_constraint: Option<NotNullConstraint>,
    /// The default expression; not the expression of a generated column.
    #[attribute(deparsed)]
    pub default: Option<String>,
    /// The expression of a generated column.
    #[attribute(deparsed)]
    pub generated: Option<String>,
    /// `stored` or `virtual`, for a generated column.
    pub generation: Option<String>,
    /// The identity options.
    #[attribute(nested)]
    pub identity: Option<Identity>,
    /// The collation, where it is not the type's own.
    pub collation: Option<String>,
    /// How wide values are stored, where it is not the type's own way: `plain`, `external`, `extended`, `main`.
    pub storage: Option<String>,
    /// The compression method, where one is set.
    pub compression: Option<String>,
    /// The statistics target, where one is set.
    pub statistics_target: Option<i64>,
    /// Planner options as `name=value`.
    pub options: Vec<String>,
    /// What a foreign table's column says to its server, as `name=value`, or `name` where the value is not read.
    pub foreign_options: Vec<String>,
    /// Whether the column only comes from a parent table; then changing it is changing the parent.
    #[attribute(informational)]
    pub inherited: bool,
    /// Its place among the columns that are left, from 1. Order is a difference only where somebody asks for it.
    #[attribute(informational)]
    pub position: i64,
    /// Who may do what with it beyond what holds for the table: `grantee: PRIVILEGE, PRIVILEGE`.
    pub privileges: Vec<String>,
    /// Who may do what with the sequence inside its identity.
    pub sequence_privileges: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A constraint against nulls with a name, a scope or a state of its own (`pg_constraint`, contype `n`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AttributeGroup)]
#[serde(default)]
pub struct NotNullConstraint {
    /// Its name.
    pub name: String,
    /// Whether children do without it.
    pub no_inherit: bool,
    /// Whether existing rows are known to satisfy it; false after `NOT VALID`.
    pub validated: bool,
    /// Its comment.
    pub comment: Option<String>,
}

/// The identity options of a column: `GENERATED ... AS IDENTITY (...)`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, AttributeGroup)]
#[serde(default)]
pub struct Identity {
    /// The sequence inside, as `schema.name`.
    pub sequence: String,
    /// `always` or `by default`.
    pub generation: String,
    /// `START`.
    pub start: i64,
    /// `INCREMENT BY`.
    pub increment: i64,
    /// `MINVALUE`.
    pub minimum: i64,
    /// `MAXVALUE`.
    pub maximum: i64,
    /// `CACHE`.
    pub cache: i64,
    /// `CYCLE`.
    pub cycle: bool,
    /// The comment of the sequence inside.
    pub comment: Option<String>,
}

/// What a constraint demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintType {
    /// `PRIMARY KEY`.
    PrimaryKey,
    /// `UNIQUE`.
    Unique,
    /// `FOREIGN KEY`.
    ForeignKey,
    /// `CHECK`.
    #[default]
    Check,
    /// `EXCLUDE`.
    Exclusion,
}

/// A constraint of a table (`pg_constraint`), except those that come from a parent table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Constraint, label = constraint_label)]
pub struct Constraint {
    /// The schema of its table.
    #[attribute(schema)]
    pub schema: String,
    /// Its table.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// What it demands.
    pub constraint_type: ConstraintType,
    /// The columns it constrains, in order.
    pub columns: Vec<String>,
    /// What an exclusion compares, in order, each with its operator: `during WITH &&`.
    #[attribute(deparsed)]
    pub exclusions: Vec<String>,
    /// The access method of the index behind an exclusion.
    pub method: Option<String>,
    /// The condition of an exclusion.
    #[attribute(deparsed)]
    pub predicate: Option<String>,
    /// Whether the last column is a span of time: `WITHOUT OVERLAPS` of a key, `PERIOD` of a foreign key.
    pub period: bool,
    /// `INCLUDE` columns of the index behind it.
    pub include: Vec<String>,
    /// Whether nulls count as equal in a unique constraint.
    pub nulls_not_distinct: bool,
    /// The table a foreign key points to.
    pub referenced_table: Option<String>,
    /// The columns a foreign key points to, in order.
    pub referenced_columns: Vec<String>,
    /// `no action`, `restrict`, `cascade`, `set null` or `set default`, for a foreign key.
    pub on_update: Option<String>,
    /// As `on_update`.
    pub on_delete: Option<String>,
    /// The columns that deleting sets to null or to their default, where not all of them.
    pub on_delete_columns: Vec<String>,
    /// `simple` or `full`, for a foreign key.
    pub match_type: Option<String>,
    /// The expression of a check.
    #[attribute(deparsed)]
    pub expression: Option<String>,
    /// Whether it can be deferred.
    pub deferrable: bool,
    /// Whether it is deferred unless told otherwise.
    pub initially_deferred: bool,
    /// Whether existing rows are known to satisfy it; false after `NOT VALID`.
    pub validated: bool,
    /// Whether children do without a check.
    pub no_inherit: bool,
    /// Whether it is enforced at all; false after `NOT ENFORCED`.
    pub enforced: bool,
    /// The triggers that enforce it, where they were switched, as `schema.table: disabled`. No dump holds that.
    pub trigger_states: Vec<String>,
    /// Storage parameters of the index behind it.
    pub index_options: Vec<String>,
    /// The tablespace of the index behind it, where it is not the database's own.
    pub tablespace: Option<String>,
    /// Whether the index behind it enforces it; false for a key of a partitioned table alone (`ONLY`), which its
    /// partitions do not have.
    pub index_valid: bool,
    /// Whether the table was clustered on the index behind it.
    pub clustered: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// The comment of the index behind it.
    pub index_comment: Option<String>,
    /// `pg_get_constraintdef`.
    #[attribute(definition)]
    pub definition: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

impl Constraint {
    fn constraint_label(&self) -> &'static str {
        match self.constraint_type {
            ConstraintType::PrimaryKey => "primary key",
            ConstraintType::Unique => "unique constraint",
            ConstraintType::ForeignKey => "foreign key",
            ConstraintType::Check => "check constraint",
            ConstraintType::Exclusion => "exclusion constraint",
        }
    }
}

/// An index that neither backs a constraint nor is attached to an index of a parent table (`pg_index`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Index)]
pub struct Index {
    /// The schema of its table, and so its own.
    #[attribute(schema)]
    pub schema: String,
    /// Its table or materialised view.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The access method: `btree`, `gin`, ...
    pub method: String,
    /// Whether values are unique.
    pub unique: bool,
    /// Whether nulls count as equal in a unique index.
    pub nulls_not_distinct: bool,
    /// The key columns or expressions in order, with operator class, collation and direction where they are not the
    /// default.
    #[attribute(deparsed)]
    pub keys: Vec<String>,
    /// `INCLUDE` columns.
    pub include: Vec<String>,
    /// The condition of a partial index.
    #[attribute(deparsed)]
    pub predicate: Option<String>,
    /// Storage parameters as `name=value`.
    pub options: Vec<String>,
    /// The tablespace, where it is not the database's own.
    pub tablespace: Option<String>,
    /// Whether queries can use it; false after a `CREATE INDEX CONCURRENTLY` that failed.
    pub valid: bool,
    /// Whether writes maintain it; false where such a build failed early, or a `DROP INDEX CONCURRENTLY` did.
    pub ready: bool,
    /// Whether the table was clustered on it.
    pub clustered: bool,
    /// Statistics targets of its expressions, where set, as `number: target`.
    pub statistics_targets: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// `pg_get_indexdef`.
    #[attribute(definition)]
    pub definition: String,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
