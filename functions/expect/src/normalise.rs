//! Two schemas whose texts one server has printed.
//!
//! PostgreSQL keeps views, defaults and conditions as parse trees and prints them anew. Another major version prints
//! another text, and the same one does too when it reads its own text back. So where texts differ, the objects are built
//! once more from their texts, both sides on one scratch server, and what that server prints is what is compared.

use std::collections::BTreeSet;

use driftline_catalog::{Engine, Key, Kind, Object, Objects, Snapshot};
use driftline_ddl::build_only;
use driftline_drift::{CompareOptions, differing_texts};
use driftline_inspect::look_at;
use driftline_migrations::HistoryChoice;
use driftline_scratch::{DatabaseRequest, Scratch};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use crate::{RebuildError, ScratchServer, ScratchServers, ServerError, Wanted};

/// Why texts that differ stay as two servers printed them. Comparing says what that means.
#[derive(Debug, thiserror::Error)]
pub enum NormaliseError {
    /// There is no server.
    #[error("texts that differ could not be printed by one server: {0}")]
    Server(String),
    /// The server could not build them.
    #[error("texts that differ could not be printed by one server: {0}")]
    Rebuild(#[from] RebuildError),
}

/// Both schemas with the texts in which they differ as one server prints them; none where no text differs, for which
/// no server is asked, or where none is configured.
///
/// # Errors
///
/// When a server that should be there is not, or cannot build them.
pub async fn normalise_on(
    servers: &ScratchServers,
    major: u32,
    expected: &Snapshot,
    live: &Snapshot,
) -> Result<Option<(Snapshot, Snapshot)>, NormaliseError> {
    let keys = differing_texts(expected, live, &CompareOptions::default());
    if keys.is_empty() {
        return Ok(None);
    }
    // Texts of MySQL are as its own release prints them; between others they are not comparable, which comparing says.
    if live.objects.engine() != Engine::Postgres || expected.objects.engine() != Engine::Postgres {
        return Ok(None);
    }
    match servers.get(Wanted::like(Engine::Postgres, major)).await.as_deref() {
        Ok(ScratchServer::Postgres(server)) => Ok(Some(reprint(server, expected, live, &keys).await?)),
        Ok(ScratchServer::Mysql(_)) => Ok(None),
        Err(ServerError::None) => Ok(None),
        Err(error) => Err(NormaliseError::Server(error.to_string())),
    }
}

/// The same on a server that is there.
///
/// What cannot be built there, such as an index of a kind that an older server does not know, keeps its text.
///
/// # Errors
///
/// When there is no database to build on, or the result cannot be read.
pub async fn normalise(
    scratch: &Scratch,
    expected: &Snapshot,
    live: &Snapshot,
) -> Result<Option<(Snapshot, Snapshot)>, RebuildError> {
    let keys = differing_texts(expected, live, &CompareOptions::default());
    if keys.is_empty() { Ok(None) } else { reprint(scratch, expected, live, &keys).await.map(Some) }
}

/// Since which version a server prints the locale of an ICU collation its own way; before, it kept what it was given
/// (`icu_language_tag` in src/backend/utils/adt/pg_locale.c).
const LOCALES_PRINTED_SINCE: u32 = 16;

/// Whether a server says the same in one way.
fn prints(major: u32, key: &Key) -> bool {
    key.kind != Kind::Collation || LOCALES_PRINTED_SINCE <= major
}

async fn reprint(
    scratch: &Scratch,
    expected: &Snapshot,
    live: &Snapshot,
    keys: &BTreeSet<Key>,
) -> Result<(Snapshot, Snapshot), RebuildError> {
    let keys: BTreeSet<Key> = keys.iter().filter(|key| prints(scratch.major(), key)).cloned().collect();
    let expected = expected.reprinted_as(&rebuild_only(scratch, expected, &keys).await?, &keys);
    let live = live.reprinted_as(&rebuild_only(scratch, live, &keys).await?, &keys);
    Ok((expected, live))
}

/// Builds these objects and what they need, as far as that is possible.
async fn rebuild_only(scratch: &Scratch, snapshot: &Snapshot, keys: &BTreeSet<Key>) -> Result<Snapshot, RebuildError> {
    let request = DatabaseRequest {
        name: "driftline_normalise".to_owned(),
        roles: roles(snapshot).into_iter().collect(),
        ..DatabaseRequest::default()
    };
    let database = scratch.database(&request).await?;
    let mut connection = database.connect_options().connect().await.map_err(RebuildError::Prepare)?;
    let script = build_only(snapshot, keys);
    for statement in script.statements() {
        // Each for itself: what fails here is not taken over from here, and nothing else is lost.
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await {
            if error.as_database_error().is_none() {
                return Err(RebuildError::Prepare(error));
            }
            tracing::debug!(code = ?error.as_database_error().and_then(|error| error.code()), "not built again");
        }
    }
    let reset = sqlx::raw_sql("RESET ALL").execute(&mut connection).await;
    reset.map_err(RebuildError::Prepare)?;
    let look = look_at(&mut connection, &HistoryChoice::Auto).await.map_err(RebuildError::Look)?;
    drop(connection);
    database.finish().await?;
    Ok(look.snapshot)
}

/// The roles that objects belong to and policies are for.
fn roles(snapshot: &Snapshot) -> BTreeSet<String> {
    let Objects::Postgres(objects) = &snapshot.objects else { return BTreeSet::new() };
    let mut roles: BTreeSet<String> = objects.policies.iter().flat_map(|policy| policy.roles.clone()).collect();
    for object in objects.lists().into_iter().flat_map(|(_, list)| list) {
        roles.extend(owner(object));
    }
    roles.retain(|role| role != "public" && !role.is_empty());
    roles
}

fn owner(object: &dyn Object) -> Option<String> {
    let owner = object.attributes().into_iter().find(|attribute| attribute.path == "owner")?;
    owner.value.as_str().map(str::to_owned)
}
