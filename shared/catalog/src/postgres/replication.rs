//! Logical replication: publications and subscriptions.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A publication (`pg_publication`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Publication)]
pub struct Publication {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Whether every table is in it, also those to come.
    pub all_tables: bool,
    /// The schemas whose tables are in it, also those to come.
    pub schemas: Vec<String>,
    /// The tables in it by name, each with its columns in brackets where not all are: `app.orders (id, state)`.
    pub tables: Vec<String>,
    /// Which rows of a table are in it, as `app.orders: (state = 'open'::text)`.
    #[attribute(deparsed)]
    pub filters: Vec<String>,
    /// What is published: `delete`, `insert`, `truncate`, `update`.
    pub operations: Vec<String>,
    /// Whether changes of partitions are published as changes of the partitioned table.
    pub via_root: bool,
    /// Which generated columns are published unless named: `none` or `stored`.
    pub generated_columns: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A subscription of this database (`pg_subscription`). Its connection string holds a password, and is never read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Subscription)]
pub struct Subscription {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it.
    pub owner: String,
    /// Whether it replicates.
    pub enabled: bool,
    /// The publications it asks for.
    pub publications: Vec<String>,
    /// The replication slot at the publisher.
    pub slot_name: Option<String>,
    /// `synchronous_commit` of what it writes.
    pub synchronous_commit: String,
    /// Whether values come in binary form.
    pub binary: bool,
    /// Whether large transactions come before they are committed: `off`, `on` or `parallel`.
    pub streaming: String,
    /// Whether prepared transactions are prepared here too.
    pub two_phase: bool,
    /// Whether an error disables it.
    pub disable_on_error: bool,
    /// Which changes are asked for: `any`, or `none` for those that the publisher did not get from elsewhere.
    pub origin: String,
    /// Whether a password is needed where the owner is no superuser.
    pub password_required: bool,
    /// Whether it writes with its owner's rights rather than with those of the tables' owners.
    pub run_as_owner: bool,
    /// Whether its slot is kept in step on standby servers.
    pub failover: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
