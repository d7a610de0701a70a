//! Event triggers (`pg_event_trigger`).

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// An event trigger: what is called when somebody changes the schema or logs in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = EventTrigger)]
pub struct EventTrigger {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The role that owns it, which has to be a superuser.
    pub owner: String,
    /// `ddl_command_start`, `ddl_command_end`, `table_rewrite`, `sql_drop` or `login`.
    pub event: String,
    /// The commands it is for, sorted; all of them where there is none.
    pub tags: Vec<String>,
    /// The function it calls.
    pub function: String,
    /// When it fires: `enabled`, `disabled`, `replica` or `always`.
    pub enabled: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
