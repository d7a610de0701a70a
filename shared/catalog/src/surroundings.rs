//! What surrounds a live schema and has to be the same where migrations are replayed, by engine.

use serde::{Deserialize, Serialize};

use crate::{Engine, mysql, postgres};

/// The surroundings of a live database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Surroundings {
    /// Of PostgreSQL.
    Postgres(Box<postgres::Surroundings>),
    /// Of MySQL.
    Mysql(Box<mysql::Surroundings>),
    /// Of MariaDB.
    Mariadb(Box<mysql::Surroundings>),
}

impl Surroundings {
    /// None that anybody knows of, for an engine.
    pub fn unknown(engine: Engine) -> Self {
        match engine {
            Engine::Postgres => Self::Postgres(Box::default()),
            Engine::Mysql => Self::Mysql(Box::default()),
            Engine::Mariadb => Self::Mariadb(Box::default()),
        }
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::Mysql(_) => Engine::Mysql,
            Self::Mariadb(_) => Engine::Mariadb,
        }
    }

    /// Those of PostgreSQL.
    pub fn postgres(&self) -> Option<&postgres::Surroundings> {
        match self {
            Self::Postgres(surroundings) => Some(surroundings),
            Self::Mysql(_) | Self::Mariadb(_) => None,
        }
    }
}
