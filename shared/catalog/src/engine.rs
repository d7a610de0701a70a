//! The database engines.

use serde::{Deserialize, Serialize};

/// A database engine, as named in `driftline.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// PostgreSQL, RDS for PostgreSQL, Aurora PostgreSQL.
    Postgres,
    /// MySQL, RDS for MySQL, Aurora MySQL.
    Mysql,
    /// MariaDB, RDS for MariaDB.
    Mariadb,
}

impl Engine {
    /// The name in the config and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
        }
    }
}

impl Engine {
    /// Every engine.
    pub const ALL: &[Self] = &[Self::Postgres, Self::Mysql, Self::Mariadb];

    /// The port that its servers listen on unless told otherwise.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql | Self::Mariadb => 3306,
        }
    }

    /// The name in sentences.
    pub fn product(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Mariadb => "MariaDB",
        }
    }

    /// A release series in sentences: PostgreSQL counts in whole numbers, the others in two, of which the second has two
    /// digits here: 1011 is MariaDB 10.11.
    pub fn series(self, major: u32) -> String {
        match self {
            Self::Postgres => format!("{} {major}", self.product()),
            Self::Mysql | Self::Mariadb => format!("{} {}.{}", self.product(), major / 100, major % 100),
        }
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}
