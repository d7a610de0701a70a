//! Borrowing a fresh database.

use std::sync::Arc;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection, Row};
use tokio::sync::MutexGuard;

use crate::cleanup::{self, Borrowed, ServerObjects, execute};
use crate::error::words;
use crate::leftovers;
use crate::quote::{identifier, literal};
use crate::settings::RoleSetting;
use crate::{ScratchError, Way};

/// `NAMEDATALEN - 1`: the server cuts longer names off.
const LONGEST_NAME: usize = 63;

/// Seconds to wait for another process that uses the same offered server.
const BUSY_LIMIT: u64 = 600;

/// Marks an offered server as in use. Any number will do as long as every version uses the same.
const ADVISORY_LOCK: &str = "7234017283807667300";

/// What a borrowed database should be like: as the live one, without its contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatabaseRequest {
    /// Its name. On a `--dev-url` server it gets a name of its own instead, and a note says so.
    pub name: String,
    /// Such as `UTF8`; the server's own when `None`.
    pub encoding: Option<String>,
    /// `LC_COLLATE`; `C` on a server of our own when `None`.
    pub collate: Option<String>,
    /// `LC_CTYPE`; likewise.
    pub ctype: Option<String>,
    /// Roles that must exist. Created without login and password; reserved and existing ones are skipped.
    pub roles: Vec<String>,
    /// Owns the database. Created too, as a superuser where that is permitted.
    pub owner: Option<String>,
    /// Session defaults to reproduce.
    pub settings: Vec<RoleSetting>,
}

/// The connection that creates and drops databases. Whoever holds it has the server to himself.
#[derive(Debug)]
pub(crate) struct Maintenance {
    pub(crate) connection: PgConnection,
    pub(crate) options: PgConnectOptions,
    /// What has to be kept for the options to lead there.
    pub(crate) way: Option<Way>,
    pub(crate) major: u32,
    pub(crate) own: bool,
    /// Host and port, for messages.
    pub(crate) server: String,
    /// Set from before anything is created until everything is dropped.
    pub(crate) borrowed: Option<Arc<Borrowed>>,
}

/// A fresh database, ours until [`finish`](Self::finish).
///
/// Dropped without it (an early return, a cancelled task), the database is removed before the next one is
/// borrowed, or with the server.
#[derive(Debug)]
pub struct ScratchDatabase<'a> {
    maintenance: MutexGuard<'a, Maintenance>,
    options: PgConnectOptions,
    name: String,
    notes: Vec<String>,
    is_superuser: bool,
}

impl<'a> ScratchDatabase<'a> {
    pub(crate) async fn borrow(
        mut maintenance: MutexGuard<'a, Maintenance>,
        request: &DatabaseRequest,
    ) -> Result<Self, ScratchError> {
        maintenance.settle().await?;
        let mut notes = Vec::new();
        let name = maintenance.begin(request, &mut notes).await?;
        let is_superuser = maintenance.own || maintenance.is_superuser().await?;
        let owner = maintenance.create_roles(request, is_superuser, &mut notes).await?;
        maintenance.create_database(&name, owner, request, &mut notes).await?;
        maintenance.apply_settings(&name, request, &mut notes).await;
        let options = maintenance.options.clone().database(&name);
        Ok(Self { maintenance, options, name, notes, is_superuser })
    }

    /// Connects to this database as a superuser, or on a `--dev-url` server as the user of the URL.
    #[must_use]
    pub fn connect_options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// The name it has here.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether whoever connects to it is a superuser; on an offered server that may not be.
    #[must_use]
    pub fn is_superuser(&self) -> bool {
        self.is_superuser
    }

    /// What could not be reproduced, a sentence each, for the report.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Drops the database and every role that appeared since it was borrowed.
    ///
    /// # Errors
    ///
    /// When the server refuses or is gone. The next borrower tries again first.
    pub async fn finish(mut self) -> Result<(), ScratchError> {
        self.maintenance.settle().await
    }
}

impl Maintenance {
    /// Takes back what the last borrower left.
    pub(crate) async fn settle(&mut self) -> Result<(), ScratchError> {
        if !self.own && self.connection.ping().await.is_err() {
            // Idle connections to other people's servers do get cut.
            self.connection = self.options.connect().await.map_err(|source| self.unusable(source))?;
        }
        let Some(borrowed) = self.borrowed.clone() else {
            return Ok(());
        };
        borrowed.clean(&mut self.connection).await?;
        if !self.own {
            cleanup::forget(&borrowed);
            // After a reconnect it is not ours any more; the answer is then `false` and a warning.
            let unlock = format!("SELECT pg_catalog.pg_advisory_unlock({ADVISORY_LOCK})");
            execute(&mut self.connection, unlock).await.map_err(|source| self.unusable(source))?;
        }
        self.borrowed = None;
        Ok(())
    }

    /// Reserves the server, notes what it has, and makes room for the name.
    async fn begin(&mut self, request: &DatabaseRequest, notes: &mut Vec<String>) -> Result<String, ScratchError> {
        let refuse = |reason| ScratchError::DatabaseName { name: request.name.clone(), reason };
        if request.name.is_empty() {
            return Err(refuse("the name is empty"));
        }
        if LONGEST_NAME < request.name.len() {
            return Err(refuse("PostgreSQL's names have at most 63 bytes"));
        }
        if self.own && request.name == "template0" {
            return Err(refuse("new databases are copied from it"));
        }
        let name = if self.own { request.name.clone() } else { leftovers::name() };
        if !self.own {
            self.reserve().await?;
            leftovers::remove(&mut self.connection, &self.options, self.major).await;
            notes.push(format!(
                "the database is called \"{name}\" on the server given for replays, not \"{}\": \
                 statements that name it do not work there",
                request.name
            ));
        }
        let before = ServerObjects::read(&mut self.connection).await?;
        let borrowed = Arc::new(Borrowed {
            database: name.clone(),
            options: self.options.clone(),
            _way: self.way.clone(),
            major: self.major,
            own: self.own,
            before,
        });
        if self.own {
            // `postgres` and `template1` exist; nobody else needs them here.
            borrowed.clean(&mut self.connection).await?;
        } else {
            cleanup::remember(&borrowed);
        }
        self.borrowed = Some(borrowed);
        Ok(name)
    }

    /// Two processes on one server would take each other's new roles for their own.
    async fn reserve(&mut self) -> Result<(), ScratchError> {
        let wait = format!("SET lock_timeout = '{BUSY_LIMIT}s'; SELECT pg_catalog.pg_advisory_lock({ADVISORY_LOCK})");
        execute(&mut self.connection, wait).await.map_err(|source| {
            // lock_not_available
            if has_state(&source, &["55P03"]) {
                ScratchError::DevServerBusy { server: self.server.clone(), seconds: BUSY_LIMIT }
            } else {
                self.unusable(source)
            }
        })
    }

    /// Creates the roles and says who can own the database.
    async fn create_roles<'r>(
        &mut self,
        request: &'r DatabaseRequest,
        superuser: bool,
        notes: &mut Vec<String>,
    ) -> Result<Option<&'r str>, ScratchError> {
        let mut made = Vec::new();
        for role in &request.roles {
            if request.owner.as_ref() != Some(role) && self.create_role(role, "NOLOGIN", notes).await? {
                made.push(role.as_str());
            }
        }
        let Some(owner) = request.owner.as_deref().filter(|owner| !is_reserved(owner)) else {
            return Ok(None);
        };
        let rights = if superuser { "NOLOGIN SUPERUSER" } else { "NOLOGIN" };
        let created = self.create_role(owner, rights, notes).await?;
        if created && !superuser {
            self.grant(owner, "CURRENT_USER").await;
        }
        if !superuser {
            // Whoever migrates may hand over what it made, as it may on the live server.
            for role in made {
                self.grant(role, &identifier(owner)).await;
            }
        }
        Ok(Some(owner))
    }

    /// Makes a member of a role that was made here. Where that fails, what needs it will say so.
    async fn grant(&mut self, role: &str, member: &str) {
        if let Err(error) = execute(&mut self.connection, format!("GRANT {} TO {member}", identifier(role))).await {
            tracing::debug!(role, member, %error, "not a member");
        }
    }

    /// Whether the role was created now.
    async fn create_role(&mut self, role: &str, rights: &str, notes: &mut Vec<String>) -> Result<bool, ScratchError> {
        if is_reserved(role) {
            return Ok(false);
        }
        match execute(&mut self.connection, format!("CREATE ROLE {} {rights}", identifier(role))).await {
            Ok(()) => {
                if !self.own {
                    leftovers::mark(&mut self.connection, role).await;
                }
                Ok(true)
            }
            // duplicate_object
            Err(error) if has_state(&error, &["42710"]) => Ok(false),
            Err(error) if self.own => Err(ScratchError::statement(format!("create role \"{role}\""))(error)),
            Err(error) => {
                notes.push(format!(
                    "role \"{role}\" could not be created on the server given for replays: {}",
                    words(&error)
                ));
                Ok(false)
            }
        }
    }

    async fn is_superuser(&mut self) -> Result<bool, ScratchError> {
        let row = sqlx::raw_sql("SELECT pg_catalog.current_setting('is_superuser')").fetch_one(&mut self.connection);
        let answer: String = row.await.map_err(ScratchError::statement("ask for its rights"))?.get(0);
        Ok(answer == "on")
    }

    /// Falls back to simpler locales, and to ourselves as the owner, rather than to no answer at all.
    async fn create_database(
        &mut self,
        name: &str,
        owner: Option<&str>,
        request: &DatabaseRequest,
        notes: &mut Vec<String>,
    ) -> Result<(), ScratchError> {
        let asked = (request.collate.as_deref(), request.ctype.as_deref());
        let mut locales = vec![asked];
        if asked != (None, None) {
            locales.extend([(Some("C.UTF-8"), Some("C.UTF-8")), (Some("C"), Some("C"))]);
        }
        let mut owner = owner;
        let mut locales = locales.into_iter().peekable();
        while let Some(&locale) = locales.peek() {
            let sql = self.creation(name, owner, request.encoding.as_deref(), locale);
            match execute(&mut self.connection, sql).await {
                Ok(()) => {
                    if locale != asked {
                        let (collate, ctype) = (asked.0.unwrap_or("default"), asked.1.unwrap_or("default"));
                        let used = locale.0.unwrap_or("C");
                        notes.push(format!(
                            "the locale of the live database (collate {collate}, ctype {ctype}) does not exist \
                             on the throwaway server; {used} was used, so sorting and upper and lower case can differ"
                        ));
                    }
                    return Ok(());
                }
                // insufficient_privilege, undefined_object: the owner could not be created or is not ours to give to.
                Err(error) if !self.own && owner.is_some() && has_state(&error, &["42501", "42704"]) => {
                    notes.push(format!(
                        "the database could not be given to \"{}\" on the server given for replays: {}",
                        owner.take().unwrap_or_default(),
                        words(&error)
                    ));
                }
                // wrong_object_type, invalid_parameter_value: `createdb()` in src/backend/commands/dbcommands.c,
                // for a locale that is unknown, or that does not go with the encoding.
                Err(error) if has_state(&error, &["42809", "22023"]) => {
                    locales.next();
                    if locales.peek().is_none() {
                        return Err(ScratchError::statement(format!("create database \"{name}\""))(error));
                    }
                }
                Err(error) => return Err(ScratchError::statement(format!("create database \"{name}\""))(error)),
            }
        }
        Ok(())
    }

    fn creation(
        &self,
        name: &str,
        owner: Option<&str>,
        encoding: Option<&str>,
        locale: (Option<&str>, Option<&str>),
    ) -> String {
        let mut sql = format!("CREATE DATABASE {} TEMPLATE template0", identifier(name));
        if let Some(owner) = owner {
            sql += &format!(" OWNER {}", identifier(owner));
        }
        for (option, value) in [("ENCODING", encoding), ("LC_COLLATE", locale.0), ("LC_CTYPE", locale.1)] {
            if let Some(value) = value {
                sql += &format!(" {option} {}", literal(value));
            }
        }
        if 15 <= self.major && locale != (None, None) {
            // The template of an offered server may have another provider, which would go its own way.
            sql += " LOCALE_PROVIDER libc";
        }
        sql
    }

    async fn apply_settings(&mut self, database: &str, request: &DatabaseRequest, notes: &mut Vec<String>) {
        for setting in &request.settings {
            let of = setting.role.as_ref().map(|role| format!(" of role \"{role}\"")).unwrap_or_default();
            let beyond = setting.reaches_beyond() && setting.role.as_ref().is_none_or(|role| self.existed(role));
            let reason = if setting.is_left_out() {
                "it could only keep migrations from running".to_owned()
            } else if !self.own && beyond {
                "it would also apply to other databases of the server given for replays".to_owned()
            } else {
                match execute(&mut self.connection, setting.statement(database)).await {
                    Ok(()) => continue,
                    Err(error) => words(&error),
                }
            };
            notes.push(format!("the setting {}{of} was not reproduced: {reason}", setting.name));
        }
    }

    fn existed(&self, role: &str) -> bool {
        self.borrowed.as_ref().is_some_and(|borrowed| borrowed.before.has_role(role))
    }

    fn unusable(&self, source: sqlx::Error) -> ScratchError {
        if self.own {
            ScratchError::Statement { action: "reach a database".to_owned(), source }
        } else {
            ScratchError::DevServer { server: self.server.clone(), source }
        }
    }
}

/// Names that `CREATE ROLE` refuses (`RoleSpec` in gram.y, `IsReservedName` in catalog.c).
fn is_reserved(role: &str) -> bool {
    role.is_empty() || role.starts_with("pg_") || role == "public" || role == "none"
}

fn has_state(error: &sqlx::Error, states: &[&str]) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| states.contains(&code.as_ref()))
}

/// `driftline_` and enough randomness that no other process has the same.
pub(crate) fn unique_name() -> String {
    format!("driftline_{:016x}", random())
}

pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    // The standard library seeds this from the system's randomness.
    RandomState::new().hash_one(std::process::id())
}
