//! Who is to read, and what is known of the server.

use driftline_catalog::Engine;
use driftline_config::{Auth, Database, Login, RdsHost, RdsKind};
use driftline_introspect::mysql::Release;

/// The user that is to read a database.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The engine of the server.
    pub engine: Engine,
    /// The database.
    pub database: &'a str,
    /// The name to log in with.
    pub user: &'a str,
    /// How it logs in.
    pub auth: &'a Auth,
    /// Whether it logs in on the server's own machine, where TLS is not asked for.
    pub is_local: bool,
    /// Whether it is to read the roles of the server too.
    pub roles: bool,
}

impl<'a> Reader<'a> {
    /// The user that a config names for a database.
    #[must_use]
    pub fn of(database: &Database, login: &'a Login) -> Self {
        Self {
            engine: database.engine,
            database: &login.database,
            user: &login.user,
            auth: &login.auth,
            is_local: login.is_local(),
            roles: database.roles,
        }
    }

    pub(crate) fn is_behind_proxy(&self) -> bool {
        let Auth::RdsIam { sign_for, .. } = self.auth else { return false };
        RdsHost::recognise(&sign_for.host).is_some_and(|host| host.kind == RdsKind::Proxy)
    }
}

/// What is known of the server. Nothing of it has to be, to print what would be done.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The release series: 1011 is MariaDB 10.11.
    pub series: Option<u32>,
    /// The release (MySQL and MariaDB): 8.0.19 is `[8, 0, 19]`.
    pub release: Option<Release>,
    /// Whether the role is there already (PostgreSQL).
    pub has_role: bool,
    /// Whether names of databases in grants stand for themselves (MySQL's `partial_revokes`).
    pub takes_names_literally: bool,
    /// The views (MySQL and MariaDB).
    pub views: Option<Vec<String>>,
}
