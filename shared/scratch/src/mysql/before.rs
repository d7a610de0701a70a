//! What a server of our own was like before the first migration, and making it so again.
//!
//! Migrations make accounts and set global variables, which belong to the whole server. The next replay must not meet
//! them.

use std::collections::{BTreeMap, BTreeSet};

use driftline_catalog::Engine;
use driftline_catalog::mysql::quote;
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Row as _};

use super::server::execute;
use crate::ScratchError;

/// Databases that every server has.
const SYSTEM: &str = "'mysql', 'sys', 'information_schema', 'performance_schema'";

/// Everything of a server that belongs to no database.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// As user and host; the roles of MariaDB have no host.
    accounts: BTreeSet<(String, String)>,
    variables: BTreeMap<String, String>,
}

impl Before {
    pub(super) async fn read(connection: &mut MySqlConnection) -> Result<Self, sqlx::Error> {
        let accounts = pairs(connection, "SELECT User, Host FROM mysql.user").await?.into_iter().collect();
        let variables = pairs(connection, "SHOW GLOBAL VARIABLES").await?.into_iter().collect();
        Ok(Self { accounts, variables })
    }

    /// Drops every database and account that was not there, and sets back what was set.
    pub(super) async fn restore(&self, connection: &mut MySqlConnection, engine: Engine) -> Result<(), ScratchError> {
        let failed = || ScratchError::statement("drop what the last replay left");
        let list =
            format!("SELECT SCHEMA_NAME, '' FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ({SYSTEM})");
        for (name, _) in pairs(connection, &list).await.map_err(failed())? {
            if engine == Engine::Mysql {
                let open = format!("ALTER DATABASE {} READ ONLY = 0", quote(&name));
                execute(connection, &open).await.map_err(failed())?;
            }
            execute(connection, &format!("DROP DATABASE {}", quote(&name))).await.map_err(failed())?;
        }
        let now = Self::read(connection).await.map_err(failed())?;
        for (user, host) in now.accounts.difference(&self.accounts) {
            let account = match host.as_str() {
                "" if engine == Engine::Mariadb => format!("ROLE {}", quote(user)),
                _ => format!("USER {}@{}", quote(user), quote(host)),
            };
            execute(connection, &format!("DROP {account}")).await.map_err(failed())?;
        }
        for (name, value) in &self.variables {
            if now.variables.get(name).is_some_and(|current| current != value) {
                let value = if value.parse::<f64>().is_ok() { value.clone() } else { literal(value) };
                // Some change by themselves and cannot be set.
                if let Err(error) = execute(connection, &format!("SET GLOBAL {name} = {value}")).await {
                    tracing::debug!(name, %error, "not set back");
                }
            }
        }
        Ok(())
    }
}

/// The first two columns of every row.
async fn pairs(connection: &mut MySqlConnection, sql: &str) -> Result<Vec<(String, String)>, sqlx::Error> {
    let text = |row: &MySqlRow, place: usize| -> Result<String, sqlx::Error> {
        let bytes = row.try_get_unchecked::<Option<Vec<u8>>, _>(place)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((text(row, 0)?, text(row, 1)?))).collect()
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
