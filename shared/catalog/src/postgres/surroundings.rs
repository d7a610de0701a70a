//! What surrounds a schema and has to be the same where migrations are replayed.

use serde::{Deserialize, Serialize};

/// The surroundings of a live database that a scratch database imitates, so that they are no difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Surroundings {
    /// The database's name.
    pub database: String,
    /// The database's owner.
    pub database_owner: String,
    /// Who was granted what on the database; none where nobody ever was.
    pub database_grants: Option<Vec<DatabaseGrant>>,
    /// Its comment.
    pub database_comment: Option<String>,
    /// How many sessions it takes at a time; -1 for any number.
    pub connection_limit: i64,
    /// Whether everybody who may make databases may copy it.
    pub template: bool,
    /// Its encoding: `UTF8`.
    pub encoding: String,
    /// `LC_COLLATE`.
    pub collate: String,
    /// `LC_CTYPE`.
    pub ctype: String,
    /// Every role of the cluster but PostgreSQL's own `pg_*`, sorted.
    pub roles: Vec<String>,
    /// Settings of the database and of roles in it (`pg_db_role_setting`) that decide what a migration means.
    pub settings: Vec<RoleSetting>,
    /// The schemas and who owns them. A schema that has to be there before the first migration, because the history or
    /// the `search_path` names it, gets its live owner.
    pub schemas: Vec<SchemaOwner>,
}

/// What one role gave another on the database (an entry of `pg_database.datacl`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DatabaseGrant {
    /// The entry as the server writes it: `app=c/postgres`.
    pub entry: String,
    /// The role that has it; empty for PUBLIC.
    pub grantee: String,
    /// The role that gave it.
    pub grantor: String,
}

/// A schema and its owner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchemaOwner {
    /// The schema.
    pub name: String,
    /// The role that owns it.
    pub owner: String,
}

impl Surroundings {
    /// Who owns a schema, if it is there.
    pub fn schema_owner(&self, name: &str) -> Option<&str> {
        self.schemas.iter().find(|schema| schema.name == name).map(|schema| schema.owner.as_str())
    }
}

/// One `ALTER DATABASE ... SET` or `ALTER ROLE ... SET`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleSetting {
    /// The role; none for a setting of the database alone.
    pub role: Option<String>,
    /// Whether it is limited to this database.
    pub in_database: bool,
    /// The setting: `search_path`.
    pub name: String,
    /// Its value as `pg_db_role_setting` keeps it.
    pub value: String,
}
