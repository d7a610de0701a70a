//! What surrounds a schema and has to be the same where migrations are replayed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Account, Grant, Role};

/// The surroundings of a live database that a scratch database imitates, so that they are no difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Surroundings {
    /// The database's name.
    pub database: String,
    /// Its character set.
    pub charset: String,
    /// Its collation.
    pub collation: String,
    /// `sql_mode` of new sessions.
    pub sql_mode: String,
    /// `lower_case_table_names` of the server.
    pub lower_case_table_names: u32,
    /// The storage engine of tables that name none.
    pub default_storage_engine: String,
    /// The time zone of new sessions.
    pub time_zone: String,
    /// Further variables that decide what a definition makes, as far as the server has them.
    pub settings: BTreeMap<String, String>,
    /// Every account that is somebody's definer here, and who made most of the objects first.
    pub definers: Vec<Account>,
    /// Who may do what with the database itself, where that is compared: whoever made it gave it that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grants: Option<Vec<Grant>>,
    /// The accounts and roles that have a share in it, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// The session that made most of the objects that remember one.
    pub session: Option<Session>,
}

/// What routines, triggers, events and views remember of the session that made them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// `sql_mode`.
    pub sql_mode: String,
    /// `character_set_client`.
    pub charset_client: String,
    /// `collation_connection`.
    pub collation_connection: String,
}
