//! Borrowing a fresh database.

use std::sync::Arc;

use driftline_catalog::mysql::quote;
use sqlx::Row as _;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use tokio::sync::MutexGuard;

use super::Server;
use super::offered::Lent;
use super::server::execute;
use crate::ScratchError;
use crate::error::words;

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

/// A fresh database, ours until [`finish`](Self::finish). Dropped without it, it goes before the next one is borrowed, and
/// on a server that is not ours at once.
#[derive(Debug)]
pub struct Database<'s> {
    server: &'s Server,
    name: String,
    notes: Vec<String>,
    /// On a server that is not ours, until it is dropped.
    lent: Option<Arc<Lent>>,
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
        let mut lent = None;
        let name = if let Some(before) = &self.before {
            before.restore(&mut connection, self.engine()).await?;
            request.name.clone()
        } else {
            remove_what_is_left_over(&mut connection).await;
            let name = crate::leftovers::name();
            notes.push(format!(
                "the database is called `{name}` on the server given for replays, not `{}`: statements that name it do \
                 not work there",
                request.name
            ));
            lent = Some(Lent::remember(&name, self.connect_options(), self.way.clone()));
            name
        };
        let database = Database { server: self, name, notes, lent, _guard: guard };
        database.create(connection, request).await
    }
}

/// Drops the databases that crashed runs left. What cannot be dropped is no reason not to go on.
async fn remove_what_is_left_over(connection: &mut MySqlConnection) {
    let names = sqlx::raw_sql("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA").fetch_all(&mut *connection).await;
    let names = names.unwrap_or_default().into_iter().filter_map(|row| row.try_get_unchecked::<String, _>(0).ok());
    for name in names.filter(|name| crate::leftovers::is_left_over(name)).collect::<Vec<_>>() {
        if let Err(error) = execute(connection, &format!("DROP DATABASE IF EXISTS {}", quote(&name))).await {
            tracing::warn!(name, %error, "what a crashed run left was not dropped");
        }
    }
}

impl<'s> Database<'s> {
    async fn create(
        mut self,
        mut connection: MySqlConnection,
        request: &DatabaseRequest,
    ) -> Result<Self, ScratchError> {
        let mut sql = format!("CREATE DATABASE {}", quote(&self.name));
        for (words, value) in [("CHARACTER SET", &request.charset), ("COLLATE", &request.collation)] {
            if !value.is_empty() {
                sql.push_str(&format!(" {words} {value}"));
            }
        }
        execute(&mut connection, &sql).await.map_err(ScratchError::statement("create the database"))?;
        if self.server.is_own() {
            for (user, host) in &request.accounts {
                let account = if host.is_empty() {
                    format!("ROLE IF NOT EXISTS {}", quote(user))
                } else {
                    format!("USER IF NOT EXISTS {}@{}", quote(user), quote(host))
                };
                if let Err(error) = execute(&mut connection, &format!("CREATE {account}")).await {
                    self.notes
                        .push(format!("the account {user}@{host} could not be made for the replay: {}", words(&error)));
                }
            }
        }
        Ok(self)
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
    pub async fn finish(mut self) -> Result<(), ScratchError> {
        let mut connection = self.server.connection().await?;
        let sql = format!("DROP DATABASE IF EXISTS {}", quote(&self.name));
        execute(&mut connection, &sql).await.map_err(ScratchError::statement("drop the database"))?;
        if let Some(lent) = self.lent.take() {
            lent.forget();
        }
        Ok(())
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        if let Some(lent) = self.lent.take() {
            lent.forget();
            lent.drop_now();
        }
    }
}
