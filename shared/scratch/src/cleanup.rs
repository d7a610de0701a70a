//! Taking back what a borrowed database has left on its server.
//!
//! Migrations make things that belong to the whole server: roles, sometimes databases, tablespaces,
//! replication slots, settings. The next migration must not meet them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

use crate::quote::{identifier, identifiers, literal};
use crate::server::SUPERUSER;
use crate::{ScratchError, Way};

const DROP_LIMIT: Duration = Duration::from_secs(5);

/// Databases on servers that are not ours, which nobody else would drop.
static LEFTOVERS: Mutex<Vec<Arc<Borrowed>>> = Mutex::new(Vec::new());

/// One borrowed database and what its server had before it.
#[derive(Debug)]
pub(crate) struct Borrowed {
    pub(crate) database: String,
    /// How to reach the server's maintenance database again.
    pub(crate) options: PgConnectOptions,
    /// It has to lead there until the end.
    pub(crate) _way: Option<Way>,
    pub(crate) major: u32,
    /// The server is ours alone, so everything that appeared on it came from the migrations.
    pub(crate) own: bool,
    pub(crate) before: ServerObjects,
}

/// The objects of a server that belong to no database, as (oid, name).
#[derive(Debug, Default)]
pub(crate) struct ServerObjects {
    roles: BTreeSet<(String, String)>,
    databases: BTreeSet<(String, String)>,
    tablespaces: BTreeSet<(String, String)>,
}

impl ServerObjects {
    pub(crate) async fn read(connection: &mut PgConnection) -> Result<Self, ScratchError> {
        let mut objects = Self::default();
        let rows = sqlx::raw_sql(
            "SELECT 'role' AS kind, oid::text AS oid, rolname::text AS name FROM pg_catalog.pg_roles \
             UNION ALL SELECT 'database', oid::text, datname::text FROM pg_catalog.pg_database \
             UNION ALL SELECT 'tablespace', oid::text, spcname::text FROM pg_catalog.pg_tablespace",
        )
        .fetch_all(connection)
        .await
        .map_err(ScratchError::statement("list roles and databases"))?;
        for row in rows {
            let kind: String = row.get("kind");
            let set = match kind.as_str() {
                "role" => &mut objects.roles,
                "database" => &mut objects.databases,
                _ => &mut objects.tablespaces,
            };
            set.insert((row.get("oid"), row.get("name")));
        }
        Ok(objects)
    }

    pub(crate) fn has_role(&self, name: &str) -> bool {
        self.roles.iter().any(|(_, known)| known == name)
    }
}

/// The names in `now` whose oid was not there before; a renamed object is not a new one.
fn appeared(now: &BTreeSet<(String, String)>, before: &BTreeSet<(String, String)>) -> Vec<String> {
    let known: BTreeSet<&String> = before.iter().map(|(oid, _)| oid).collect();
    now.iter().filter(|(oid, _)| !known.contains(oid)).map(|(_, name)| name.clone()).collect()
}

pub(crate) async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
}

impl Borrowed {
    /// Drops the database and whatever appeared on the server since it was borrowed.
    pub(crate) async fn clean(&self, connection: &mut PgConnection) -> Result<(), ScratchError> {
        drop_database(connection, &self.options, self.major, &self.database).await?;
        let now = ServerObjects::read(connection).await?;
        let roles = appeared(&now.roles, &self.before.roles);
        if !self.own {
            drop_roles_that_own_nothing(connection, roles).await;
            return Ok(());
        }
        for database in appeared(&now.databases, &self.before.databases) {
            drop_database(connection, &self.options, self.major, &database).await?;
        }
        for tablespace in appeared(&now.tablespaces, &self.before.tablespaces) {
            let sql = format!("DROP TABLESPACE {}", identifier(&tablespace));
            let action = format!("drop tablespace \"{tablespace}\"");
            execute(connection, sql).await.map_err(ScratchError::statement(action))?;
        }
        if !roles.is_empty() {
            // One statement each: roles may have granted to one another.
            let names = identifiers(&roles);
            let sql = format!("DROP OWNED BY {names} CASCADE; DROP ROLE {names}");
            execute(connection, sql).await.map_err(ScratchError::statement("drop the roles of the migrations"))?;
        }
        for sql in [
            "ALTER ROLE ALL RESET ALL".to_owned(),
            format!("ALTER ROLE {} RESET ALL", identifier(SUPERUSER)),
            "ALTER SYSTEM RESET ALL".to_owned(),
            "SELECT pg_catalog.pg_reload_conf()".to_owned(),
        ] {
            execute(connection, sql).await.map_err(ScratchError::statement("reset the server's settings"))?;
        }
        Ok(())
    }
}

/// Drops a database, with what would keep it from being dropped.
pub(crate) async fn drop_database(
    connection: &mut PgConnection,
    options: &PgConnectOptions,
    major: u32,
    name: &str,
) -> Result<(), ScratchError> {
    let failed = || ScratchError::statement(format!("drop database \"{name}\""));
    let here = format!("SELECT 1 FROM pg_catalog.pg_database WHERE datname = {}", literal(name));
    let there = sqlx::raw_sql(AssertSqlSafe(here)).fetch_optional(&mut *connection).await;
    if there.map_err(failed())?.is_none() {
        return Ok(());
    }
    // A template, or a database that refuses connections, can be neither dropped nor tidied.
    let open = format!("ALTER DATABASE {} WITH IS_TEMPLATE false ALLOW_CONNECTIONS true", identifier(name));
    execute(connection, open).await.map_err(failed())?;
    drop_replication(connection, options, name).await.map_err(failed())?;
    let drop = if major < 13 {
        let end = format!(
            "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = {}",
            literal(name)
        );
        execute(connection, end).await.map_err(failed())?;
        format!("DROP DATABASE {}", identifier(name))
    } else {
        format!("DROP DATABASE {} WITH (FORCE)", identifier(name))
    };
    execute(connection, drop).await.map_err(failed())
}

/// Subscriptions and logical slots keep a database from being dropped.
async fn drop_replication(
    connection: &mut PgConnection,
    options: &PgConnectOptions,
    name: &str,
) -> Result<(), sqlx::Error> {
    let subscriptions = format!(
        "SELECT subname::text FROM pg_catalog.pg_subscription AS s \
         JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid WHERE d.datname = {}",
        literal(name)
    );
    let subscriptions = sqlx::raw_sql(AssertSqlSafe(subscriptions)).fetch_all(&mut *connection).await?;
    if !subscriptions.is_empty() {
        let mut inside = options.clone().database(name).connect().await?;
        for row in subscriptions {
            let subscription: String = row.get(0);
            let subscription = identifier(&subscription);
            // Without a slot name the publisher is not asked, and it must not be.
            let sql = format!(
                "ALTER SUBSCRIPTION {subscription} DISABLE; \
                 ALTER SUBSCRIPTION {subscription} SET (slot_name = NONE); DROP SUBSCRIPTION {subscription}"
            );
            execute(&mut inside, sql).await?;
        }
        inside.close().await?;
    }
    let slots = format!(
        "SELECT pg_catalog.pg_drop_replication_slot(slot_name) \
         FROM pg_catalog.pg_replication_slots WHERE database = {}",
        literal(name)
    );
    execute(connection, slots).await
}

/// On a server that is not ours a role that owns something elsewhere is hardly from our migrations: it stays.
pub(crate) async fn drop_roles_that_own_nothing(connection: &mut PgConnection, mut roles: Vec<String>) {
    loop {
        let mut remaining = Vec::new();
        for role in &roles {
            let sql = format!("DROP ROLE {}", identifier(role));
            if let Err(error) = execute(connection, sql).await {
                tracing::debug!(role, %error, "role not dropped");
                remaining.push(role.clone());
            }
        }
        // A role can depend on another that is dropped after it.
        if remaining.is_empty() || remaining.len() == roles.len() {
            if !remaining.is_empty() {
                tracing::warn!(roles = ?remaining, "roles that appeared on the server given for replays are left there");
            }
            return;
        }
        roles = remaining;
    }
}

pub(crate) fn remember(borrowed: &Arc<Borrowed>) {
    LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(borrowed));
}

pub(crate) fn forget(borrowed: &Arc<Borrowed>) {
    let mut leftovers = LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner);
    leftovers.retain(|known| !Arc::ptr_eq(known, borrowed));
}

/// Drops what is still borrowed from other people's servers, for a process that is about to end.
pub(crate) fn drop_all_leftovers() {
    let leftovers = std::mem::take(&mut *LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner));
    for borrowed in leftovers {
        drop_now(borrowed);
    }
}

/// Drops without an asynchronous context, on a thread of its own.
pub(crate) fn drop_now(borrowed: Arc<Borrowed>) {
    let database = borrowed.database.clone();
    let thread = std::thread::spawn(move || -> Result<(), String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let work = async {
            let mut connection = borrowed.options.connect().await.map_err(|error| error.to_string())?;
            borrowed.clean(&mut connection).await.map_err(|error| error.to_string())
        };
        runtime.block_on(async { tokio::time::timeout(DROP_LIMIT, work).await }).map_err(|error| error.to_string())?
    });
    match thread.join() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(database, error, "trial database not dropped"),
        Err(_) => tracing::warn!(database, "trial database not dropped"),
    }
}
