//! One inspection: everything in the session's database, then what it takes to understand the whole.

use std::collections::BTreeSet;

use driftline_catalog::mysql::{Objects, Surroundings};
use driftline_catalog::{Coverage, Engine, Gap, Key, Kind, Object, Server, Snapshot};

use super::definitions::Definition;
use super::listing::{self, Listed};
use super::text::{self, Unknown};
use super::visibility::Visibility;
use super::{ReadOnlySession, catalog, definitions, grants, roles, row, surroundings, sweep, visibility};
use crate::InspectError;

/// What an inspection found.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// The schema.
    pub snapshot: Snapshot,
    /// What a replay has to imitate.
    pub surroundings: Surroundings,
}

/// What this version does not read on any server, said in every report.
const NOT_COMPARED: &[&str] = &[
    "plugins, loadable functions, servers, tablespaces and resource groups, which belong to no database",
    "connection strings of federated tables",
    "when partitions of history begin",
];

/// The same of privileges, where they are read, and where they are not.
const NOT_COMPARED_OF_GRANTS: [&str; 2] = [
    "accounts without a share in the database, how accounts prove who they are, whether those of MariaDB are locked, and privileges on the whole server",
    "accounts, roles and privileges",
];

/// Sorts of tables whose definition is a table's.
const TABLES: &[&str] = &["BASE TABLE", "SYSTEM VERSIONED"];
const VIEWS: &[&str] = &["VIEW"];
const SEQUENCES: &[&str] = &["SEQUENCE"];
/// Everything that the listing can hold.
const KNOWN: &[&str] = &[
    "BASE TABLE",
    "SYSTEM VERSIONED",
    "VIEW",
    "SEQUENCE",
    "FUNCTION",
    "PROCEDURE",
    "PACKAGE",
    "PACKAGE BODY",
    "EVENT",
    "TRIGGER",
    // A session's own.
    "TEMPORARY",
];

/// Reads everything this version models, and counts what it does not.
///
/// No transaction keeps definitions as they were, so what there is is listed before and after; where that changed
/// meanwhile, everything is read once more.
///
/// # Errors
///
/// When the server goes away or answers something that cannot be understood.
pub async fn inspect(session: &mut ReadOnlySession<'_>) -> Result<Inspection, InspectError> {
    let visibility = visibility::read(session).await?;
    let mut reading = Reading::of(session, &visibility).await?;
    if reading.is_stale {
        reading = Reading::of(session, &visibility).await?;
        if reading.is_stale {
            reading.coverage.gaps.push(Gap {
                what: "the schema as it was at one moment".to_owned(),
                why: "it changed while it was read, twice; run again when whoever changes it is done".to_owned(),
            });
        }
    }
    let Reading { mut objects, mut coverage, mut failed, .. } = reading;
    if !session.reads_roles() {
        failed.extend([Kind::Grant, Kind::Role]);
    } else if let Some(gap) = grants::read(session, visibility.takes_names_literally(), &mut objects).await? {
        failed.extend([Kind::Grant, Kind::Role]);
        coverage.gaps.push(gap);
    } else if let Some(gap) = roles::read(session, &mut objects).await? {
        failed.insert(Kind::Role);
        coverage.gaps.push(gap);
    }
    for (kinds, gap) in visibility.gaps() {
        failed.extend(kinds);
        coverage.gaps.push(gap);
    }
    // Grants on what cannot be seen were left out as if it were gone.
    if [Kind::Table, Kind::Function].iter().any(|kind| failed.contains(kind)) {
        failed.extend([Kind::Grant, Kind::Role]);
    }
    let [with_grants, without_grants] = NOT_COMPARED_OF_GRANTS;
    let of_grants = if session.reads_roles() { with_grants } else { without_grants };
    coverage.not_compared = [&of_grants].into_iter().chain(NOT_COMPARED).map(|&what| what.to_owned()).collect();
    let surroundings = surroundings::read(session, &objects).await?;
    let server =
        Server { version: session.version().to_owned(), major: session.series(), reader: session.user().to_owned() };
    let objects = match session.engine() {
        Engine::Mariadb => driftline_catalog::Objects::Mariadb(Box::new(objects)),
        _ => driftline_catalog::Objects::Mysql(Box::new(objects)),
    };
    let mut snapshot = Snapshot::of(server, objects, coverage);
    for kind in failed {
        snapshot.read.remove(kind.as_str());
    }
    tracing::debug!(objects = snapshot.objects.len(), round_trips = session.round_trips(), "inspected");
    Ok(Inspection { snapshot, surroundings })
}

/// What was read, and what was not.
#[derive(Debug, Default)]
struct Reading {
    objects: Objects,
    coverage: Coverage,
    /// Kinds of which not everything can be seen.
    failed: BTreeSet<Kind>,
    /// Something changed meanwhile.
    is_stale: bool,
}

impl Reading {
    async fn of(session: &mut ReadOnlySession<'_>, visibility: &Visibility) -> Result<Self, InspectError> {
        let mut reading = Self::default();
        session.wait_for_locks(false).await?;
        let before = listing::read(session).await?;
        let charsets = reading.read_catalog(session).await?;
        session.wait_for_locks(true).await?;
        reading.read_tables(session, &before, &charsets).await?;
        reading.read_views(session, &before, visibility).await?;
        reading.read_sequences(session, &before).await?;
        reading.read_routines(session).await?;
        reading.read_bodies(session).await?;
        session.wait_for_locks(false).await?;
        reading.read_spatial(session).await?;
        // Of a table that is only half shown, the sweep would count too little.
        if reading.coverage.unseen.is_empty() && !reading.is_stale && visibility.sees_tables() {
            for (key, gap) in sweep::read(session, &reading.objects).await? {
                reading.unseen(key, gap.why);
            }
        }
        for listed in before.iter().filter(|listed| !KNOWN.contains(&listed.sort.as_str())) {
            reading.coverage.gaps.push(Gap {
                what: format!("{} {}", listed.sort.to_ascii_lowercase(), listed.name),
                why: "this version knows nothing of the sort".to_owned(),
            });
        }
        let after = listing::read(session).await?;
        reading.is_stale |= before != after || !reading.has_all(&after);
        Ok(reading)
    }

    /// Whether every trigger, routine and event of the listing was read; MariaDB leaves out triggers of tables that
    /// somebody holds for a moment.
    fn has_all(&self, listed: &[Listed]) -> bool {
        let read: [(&str, BTreeSet<&str>); 4] = [
            ("TRIGGER", self.objects.triggers.iter().map(|trigger| trigger.name.as_str()).collect()),
            ("FUNCTION", self.objects.functions.iter().map(|function| function.name.as_str()).collect()),
            ("PROCEDURE", self.objects.procedures.iter().map(|procedure| procedure.name.as_str()).collect()),
            ("EVENT", self.objects.events.iter().map(|event| event.name.as_str()).collect()),
        ];
        read.iter().all(|(sort, names)| listing::names(listed, &[sort]).all(|name| names.contains(name)))
    }

    /// Everything that `information_schema` says as a whole, in one round trip.
    async fn read_catalog(&mut self, session: &mut ReadOnlySession<'_>) -> Result<text::Charsets, InspectError> {
        let flavor = catalog::Queries::of(session.engine(), session.release());
        let queries: Vec<String> =
            [flavor.database, catalog::CHARSETS, catalog::ROUTINES, catalog::TRIGGERS, catalog::EVENTS, catalog::VIEWS]
                .into_iter()
                .map(|query| query.trim().to_owned())
                .collect();
        let rows = session.read_catalog(&queries).await?;
        let [databases, charsets, routines, triggers, events, views] = rows.as_slice() else {
            return Ok(text::Charsets::default());
        };
        self.objects.databases = databases.iter().map(catalog::database).collect();
        for row in routines {
            catalog::routine(row, &mut self.objects);
        }
        self.objects.triggers = catalog::triggers(triggers);
        self.objects.events = events.iter().map(catalog::event).collect();
        self.objects.views = views.iter().map(catalog::view).collect();
        Ok(catalog::charsets(charsets))
    }

    async fn read_tables(
        &mut self,
        session: &mut ReadOnlySession<'_>,
        listed: &[Listed],
        charsets: &text::Charsets,
    ) -> Result<(), InspectError> {
        let names: Vec<&str> = listing::names(listed, TABLES).collect();
        let database = session.database().to_owned();
        for (name, definition) in names.iter().zip(definitions::read(session, "TABLE", &names).await?) {
            let key = Key::in_schema(Kind::Table, "", *name);
            let Some(text) = self.text(&key, definition, None) else { continue };
            match text::take_apart(&text::without_database(&text, &database), charsets) {
                Ok(parts) => {
                    self.objects.tables.push(parts.table);
                    self.objects.columns.extend(parts.columns);
                    self.objects.indexes.extend(parts.indexes);
                    self.objects.constraints.extend(parts.constraints);
                }
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        Ok(())
    }

    /// What MariaDB's definitions leave out of spatial columns.
    async fn read_spatial(&mut self, session: &mut ReadOnlySession<'_>) -> Result<(), InspectError> {
        if session.engine() == Engine::Mariadb
            && let Some(query) = catalog::MARIADB.spatial
        {
            for row in session.read_one(query.trim()).await? {
                let (table, name) = (row::text(&row, "table"), row::text(&row, "name"));
                let column = self
                    .objects
                    .columns
                    .iter_mut()
                    .find(|column| Some(&column.table) == table.as_ref() && Some(&column.name) == name.as_ref());
                if let Some(column) = column {
                    column.srid = row::text(&row, "srid");
                }
            }
        }
        Ok(())
    }

    async fn read_views(
        &mut self,
        session: &mut ReadOnlySession<'_>,
        listed: &[Listed],
        visibility: &Visibility,
    ) -> Result<(), InspectError> {
        let names: Vec<&str> = listing::names(listed, VIEWS).collect();
        let database = session.database().to_owned();
        for (name, definition) in names.iter().zip(definitions::read(session, "VIEW", &names).await?) {
            let key = Key::in_schema(Kind::View, "", *name);
            let Some(text) = self.text(&key, definition, Some(visibility.for_view(name))) else { continue };
            let place = self.objects.views.iter().position(|view| view.name == *name);
            match (text::view(&text, &database), place) {
                (Ok(parts), Some(place)) => {
                    let view = &mut self.objects.views[place];
                    view.algorithm = parts.algorithm;
                    view.columns = parts.columns;
                    view.query = parts.query;
                    view.check_option = parts.check_option;
                    view.duality = parts.duality;
                }
                (Err(unknown), _) => self.unmodelled(key, &unknown),
                (Ok(_), None) => self.is_stale = true,
            }
        }
        Ok(())
    }

    async fn read_sequences(
        &mut self,
        session: &mut ReadOnlySession<'_>,
        listed: &[Listed],
    ) -> Result<(), InspectError> {
        let names: Vec<&str> = listing::names(listed, SEQUENCES).collect();
        for (name, definition) in names.iter().zip(definitions::read(session, "SEQUENCE", &names).await?) {
            let key = Key::in_schema(Kind::Sequence, "", *name);
            let Some(text) = self.text(&key, definition, None) else { continue };
            match text::sequence(&text) {
                Ok(sequence) => self.objects.sequences.push(sequence),
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        Ok(())
    }

    /// What routines take, and what they and packages do.
    async fn read_routines(&mut self, session: &mut ReadOnlySession<'_>) -> Result<(), InspectError> {
        let database = session.database().to_owned();
        for (place, key, text) in self.texts(session, "FUNCTION", keys(&self.objects.functions)).await? {
            let function = &mut self.objects.functions[place];
            // The type of a column names the table with its database.
            function.returns = text::without_database(&function.returns, &database).into_owned();
            match text::routine(&text, &function.sql_mode) {
                Ok(text::RoutineText { parameters, aggregate, body }) => {
                    (function.parameters, function.aggregate, function.body) = (parameters, aggregate, body);
                }
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        for (place, key, text) in self.texts(session, "PROCEDURE", keys(&self.objects.procedures)).await? {
            let procedure = &mut self.objects.procedures[place];
            match text::routine(&text, &procedure.sql_mode) {
                Ok(parts) => (procedure.parameters, procedure.body) = (parts.parameters, parts.body),
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        for (place, key, text) in self.texts(session, "PACKAGE", keys(&self.objects.packages)).await? {
            let package = &mut self.objects.packages[place];
            match text::routine(&text, &package.sql_mode) {
                Ok(parts) => package.body = parts.body,
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        for (place, key, text) in self.texts(session, "PACKAGE BODY", keys(&self.objects.package_bodies)).await? {
            let body = &mut self.objects.package_bodies[place];
            match text::routine(&text, &body.sql_mode) {
                Ok(parts) => body.body = parts.body,
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        Ok(())
    }

    /// What triggers and events do.
    async fn read_bodies(&mut self, session: &mut ReadOnlySession<'_>) -> Result<(), InspectError> {
        for (place, key, text) in self.texts(session, "TRIGGER", keys(&self.objects.triggers)).await? {
            match text::body::of_trigger(&text) {
                Ok(body) => self.objects.triggers[place].body = body,
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        for (place, key, text) in self.texts(session, "EVENT", keys(&self.objects.events)).await? {
            match text::body::of_event(&text) {
                Ok(body) => self.objects.events[place].body = body,
                Err(unknown) => self.unmodelled(key, &unknown),
            }
        }
        Ok(())
    }

    /// The definitions that there are, each with the object's key and its place among them.
    async fn texts(
        &mut self,
        session: &mut ReadOnlySession<'_>,
        sort: &str,
        keys: Vec<Key>,
    ) -> Result<Vec<(usize, Key, String)>, InspectError> {
        let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        let definitions = definitions::read(session, sort, &names).await?;
        let texts =
            keys.into_iter().zip(definitions).enumerate().filter_map(|(place, (key, definition))| {
                self.text(&key, definition, None).map(|text| (place, key, text))
            });
        Ok(texts.collect())
    }

    /// The text of a definition; where there is none, says why.
    fn text(&mut self, key: &Key, definition: Definition, grant: Option<String>) -> Option<String> {
        let why = match definition {
            Definition::Text(text) => return Some(text),
            Definition::Gone => {
                self.is_stale = true;
                return None;
            }
            Definition::Locked => {
                "another session is changing it and did not let go in time; run again later".to_owned()
            }
            Definition::Denied => match grant {
                Some(grant) => format!("its query is shown only to those who may read it; {grant}"),
                None => "the account may not see its definition".to_owned(),
            },
            Definition::Failed(words) => format!("the server could not print it: {words}"),
        };
        self.unseen(key.clone(), why);
        None
    }

    fn unmodelled(&mut self, key: Key, unknown: &Unknown) {
        self.unseen(key, format!("its definition says something that this version does not know: {}", unknown.line));
    }

    fn unseen(&mut self, key: Key, why: String) {
        self.coverage.gaps.push(Gap { what: key.to_string(), why });
        self.coverage.unseen.push(key);
    }
}

fn keys<T: Object>(objects: &[T]) -> Vec<Key> {
    objects.iter().map(Object::key).collect()
}
