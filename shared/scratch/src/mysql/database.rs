//! Borrowing a fresh database.

use sqlx::Row as _;
use sqlx::mysql::MySqlConnectOptions;
use tokio::sync::MutexGuard;

use super::Server;
use super::server::execute;
use crate::ScratchError;

/// Databases that every server has.
const SYSTEM: &str = "'mysql', 'sys', 'information_schema', 'performance_schema'";

/// What a borrowed database should be like: as the live one, without its contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseRequest {
    /// Its name. On a `--dev-url` server it gets a name of its own instead, and a note says so.
    pub name: String,
    /// Its character set; the server's own when empty.
    pub charset: String,
    /// Its collation; likewise.
    pub collation: String,
    /// Accounts that must exist, as user and host; roles have no host. On a `--dev-url` server none are made.
    pub accounts: Vec<(String, String)>,
}

/// A fresh database, ours until [`finish`](Self::finish). Dropped without it, it goes before the next one is borrowed.
#[derive(Debug)]
pub struct Database<'s> {
    server: &'s Server,
    name: String,
    notes: Vec<String>,
    _guard: MutexGuard<'s, ()>,
}

impl Server {
    /// Lends a fresh database. One at a time: a second borrower waits for the first.
    ///
    /// # Errors
    ///
    /// When the server refuses the name, the character set or an account.
    pub async fn database(&self, request: &DatabaseRequest) -> Result<Database<'_>, ScratchError> {
        let guard = self.borrowed.lock().await;
        let mut connection = self.connection().await?;
        let mut notes = Vec::new();
        let name = if self.is_own() {
            self.clean(&mut connection).await?;
            request.name.clone()
        } else {
            let name = crate::database::unique_name();
            notes.push(format!(
                "the database is called `{name}` on the server given with --dev-url, not `{}`: statements that name it do \
                 not work there",
                request.name
            ));
            name
        };
        let mut sql = format!("CREATE DATABASE {}", quote(&name));
        for (words, value) in [("CHARACTER SET", &request.charset), ("COLLATE", &request.collation)] {
            if !value.is_empty() {
                sql.push_str(&format!(" {words} {value}"));
            }
        }
        execute(&mut connection, &sql).await.map_err(ScratchError::statement("create the database"))?;
        if self.is_own() {
            for (user, host) in &request.accounts {
                let account = if host.is_empty() {
                    format!("ROLE IF NOT EXISTS {}", quote(user))
                } else {
                    format!("USER IF NOT EXISTS {}@{}", quote(user), quote(host))
                };
                if let Err(error) = execute(&mut connection, &format!("CREATE {account}")).await {
                    notes.push(format!("the account {user}@{host} could not be made for the replay: {error}"));
                }
            }
        }
        Ok(Database { server: self, name, notes, _guard: guard })
    }

    /// Whatever the last borrower left: on a server of our own everything came from the migrations.
    async fn clean(&self, connection: &mut sqlx::MySqlConnection) -> Result<(), ScratchError> {
        let failed = || ScratchError::statement("drop what the last replay left");
        let list =
            format!("SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ({SYSTEM})");
        let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(list)).fetch_all(&mut *connection).await.map_err(failed())?;
        for row in rows {
            let name: String = row.try_get_unchecked("name").map_err(failed())?;
            if self.engine() == driftline_catalog::Engine::Mysql {
                let open = format!("ALTER DATABASE {} READ ONLY = 0", quote(&name));
                execute(connection, &open).await.map_err(failed())?;
            }
            execute(connection, &format!("DROP DATABASE {}", quote(&name))).await.map_err(failed())?;
        }
        Ok(())
    }
}

impl Database<'_> {
    /// Connects to this database as whoever may do everything, or on a `--dev-url` server as the user of the URL.
    #[must_use]
    pub fn connect_options(&self) -> MySqlConnectOptions {
        self.server.connect_options().database(&self.name)
    }

    /// The name it has here.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What could not be reproduced, a sentence each, for the report.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Drops the database.
    ///
    /// # Errors
    ///
    /// When the server refuses or is gone.
    pub async fn finish(self) -> Result<(), ScratchError> {
        let mut connection = self.server.connection().await?;
        let sql = format!("DROP DATABASE IF EXISTS {}", quote(&self.name));
        execute(&mut connection, &sql).await.map_err(ScratchError::statement("drop the database"))
    }
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
