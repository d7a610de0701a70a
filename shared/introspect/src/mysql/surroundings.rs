//! What a replay has to imitate.

use std::collections::BTreeMap;

use driftline_catalog::Engine;
use driftline_catalog::mysql::{Account, Objects, Session, Surroundings};
use sqlx::mysql::MySqlRow;

use super::{ReadOnlySession, row};
use crate::InspectError;

const SURROUNDINGS: &str = include_str!("queries/surroundings.sql");
const SETTINGS: &str = include_str!("queries/settings.sql");

/// Reads the server's defaults, and tells from the objects who made them and how.
pub(super) async fn read(session: &mut ReadOnlySession<'_>, objects: &Objects) -> Result<Surroundings, InspectError> {
    let rows = session.read_one(SURROUNDINGS).await?;
    let text = |name: &str| rows.first().and_then(|row| row::text(row, name)).unwrap_or_default();
    let settings = session.read_one(SETTINGS).await?;
    let setting = |row: &MySqlRow| Some((row::text(row, "Variable_name")?, row::text(row, "Value")?));
    let mut settings: BTreeMap<String, String> = settings.iter().filter_map(setting).collect();
    if session.engine() == Engine::Mariadb {
        // Releases without it give a character set the collation that later ones give it where it is empty.
        settings.entry("character_set_collations".to_owned()).or_default();
    }
    let database = objects.databases.first().cloned().unwrap_or_default();
    Ok(Surroundings {
        database: session.database().to_owned(),
        charset: database.charset,
        collation: database.collation,
        sql_mode: text("sql_mode"),
        lower_case_table_names: text("lower_case_table_names").parse().unwrap_or_default(),
        default_storage_engine: text("default_storage_engine"),
        time_zone: text("time_zone"),
        settings,
        definers: most_frequent(definers(objects).into_iter().map(Account::of_quoted)),
        grants: session
            .reads_roles()
            .then(|| objects.grants.iter().filter(|grant| grant.on.is_empty()).cloned().collect()),
        roles: session.reads_roles().then(|| objects.roles.clone()),
        session: most_frequent(sessions(objects).into_iter()).into_iter().next(),
    })
}

fn definers(objects: &Objects) -> Vec<&str> {
    let views = objects.views.iter().map(|object| &object.definer);
    let functions = objects.functions.iter().map(|object| &object.definer);
    let procedures = objects.procedures.iter().map(|object| &object.definer);
    let triggers = objects.triggers.iter().map(|object| &object.definer);
    let events = objects.events.iter().map(|object| &object.definer);
    let packages = objects.packages.iter().map(|object| &object.definer);
    let bodies = objects.package_bodies.iter().map(|object| &object.definer);
    let all = views.chain(functions).chain(procedures).chain(triggers).chain(events).chain(packages).chain(bodies);
    all.map(String::as_str).collect()
}

fn sessions(objects: &Objects) -> Vec<Session> {
    let session = |sql_mode: &str, charset_client: &str, collation_connection: &str| Session {
        sql_mode: sql_mode.to_owned(),
        charset_client: charset_client.to_owned(),
        collation_connection: collation_connection.to_owned(),
    };
    let mut sessions = Vec::new();
    macro_rules! remembered {
        ($($list:ident),*) => {
            $(sessions.extend(objects.$list.iter().map(|object| {
                session(&object.sql_mode, &object.charset_client, &object.collation_connection)
            }));)*
        };
    }
    remembered!(functions, procedures, triggers, events, packages, package_bodies);
    sessions
}

/// Every value once, what is there most often first.
fn most_frequent<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counted: Vec<(T, usize)> = counts.into_iter().collect();
    counted.sort_by(|(left, left_count), (right, right_count)| right_count.cmp(left_count).then(left.cmp(right)));
    counted.into_iter().map(|(value, _)| value).collect()
}
