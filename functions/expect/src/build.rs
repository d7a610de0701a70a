//! Building a schema like a live one, on whichever engine.

use driftline_catalog::postgres::Role;
use driftline_catalog::{Engine, Surroundings};
use driftline_migrations::History;

use crate::server::{ScratchServer, Wanted};
use crate::{Rebuild, RebuildError, Rebuilt, Steps, mysql, rebuild};

/// What to build, and what to imitate.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// What to run.
    pub steps: Steps<'a>,
    /// What to imitate.
    pub surroundings: &'a Surroundings,
    /// The roles of the live server, where roles are compared.
    pub roles: Option<&'a [Role]>,
    /// The live server's major version, or release series; none where there is no live server.
    pub live_major: Option<u32>,
    /// The role that migrates; the database's owner where nobody is known to.
    pub owner: Option<&'a str>,
    /// The histories whose tables are made before the replay.
    pub histories: &'a [History],
}

impl Build<'_> {
    /// The server that it is best built on.
    pub fn wanted(&self) -> Wanted {
        let lower_case_table_names = match self.surroundings {
            Surroundings::Postgres(_) => 0,
            Surroundings::Mysql(surroundings) | Surroundings::Mariadb(surroundings) => {
                surroundings.lower_case_table_names
            }
        };
        Wanted { engine: self.surroundings.engine(), major: self.live_major, lower_case_table_names }
    }

    /// Builds it and inspects what comes out.
    ///
    /// # Errors
    ///
    /// When the server is of another engine, there is no database to build on, or a migration fails.
    pub async fn on(self, server: &ScratchServer) -> Result<Rebuilt, RebuildError> {
        let Build { steps, surroundings, roles, live_major, owner, histories } = self;
        match (server, surroundings) {
            (ScratchServer::Postgres(scratch), Surroundings::Postgres(surroundings)) => {
                let live_major = live_major.unwrap_or_else(|| scratch.major());
                rebuild(scratch, Rebuild { steps, surroundings, roles, live_major, owner, histories }).await
            }
            (ScratchServer::Mysql(server), Surroundings::Mysql(of_database) | Surroundings::Mariadb(of_database)) => {
                let live = live_major.map(|series| (surroundings.engine(), series));
                mysql::rebuild(server, steps, of_database, live, histories).await
            }
            (ScratchServer::Postgres(_), other) => Err(RebuildError::OtherEngine(other.engine())),
            (ScratchServer::Mysql(_), Surroundings::Postgres(_)) => Err(RebuildError::OtherEngine(Engine::Postgres)),
        }
    }
}
