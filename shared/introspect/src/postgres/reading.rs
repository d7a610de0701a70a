//! All kinds in as few round trips as the database lets us.

use driftline_catalog::postgres::Objects;
use driftline_catalog::{Coverage, Describe, Gap, Key, Kind, Object};
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;

use super::address::{Address, Addresses};
use super::decoding::Decoding;
use super::locked::Locked;
use super::session::{Outcome, code};
use super::{InspectError, ReadOnlySession, kinds, query, row};
use crate::error::describe;

/// How often somebody else's locks may come in between before we give up on what is left.
const PATIENCE: usize = 3;

/// What was read, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) objects: Objects,
    /// For the dependencies, and for columns that are told by their number.
    pub(crate) addresses: Addresses,
    /// Kinds that could not be read at all, each with the reason.
    pub(crate) failed: Vec<(Kind, String)>,
    /// Objects whose definition the server could not print.
    vanished: Vec<Key>,
    locked: Locked,
    is_stale: bool,
}

impl Reading {
    /// Reads every kind.
    ///
    /// # Errors
    ///
    /// When the server goes away or answers something that cannot be understood.
    pub(crate) async fn of(session: &mut ReadOnlySession<'_>) -> Result<Self, InspectError> {
        let mut reading = Self::default();
        let is_asked_for = |place: &usize| session.reads_roles() || kinds::FILES[*place].0 != Kind::Role;
        let mut pending: Vec<usize> = (0..kinds::FILES.len()).filter(is_asked_for).collect();
        for _ in 0..PATIENCE {
            let queries: Vec<String> = pending
                .iter()
                .map(|&place| query::for_version(kinds::FILES[place].1, session.major(), &reading.locked.oids))
                .collect();
            let mut decoding = Decoding::start(reading);
            let mut take = |place: usize, row| {
                decoding.take(pending[place], row);
                Ok::<_, InspectError>(())
            };
            let outcomes = session.read(&queries, &mut take).await?;
            reading = decoding.finish().await?;
            let mut waiting = Vec::new();
            for (&place, outcome) in pending.iter().zip(outcomes) {
                match outcome {
                    Outcome::Read => continue,
                    Outcome::Locked => waiting.push(place),
                    Outcome::Failed(error) => {
                        reading.is_stale |= code(&error).is_some_and(|code| is_of_something_gone(&code));
                        reading.failed.push((kinds::FILES[place].0, describe(&error)));
                    }
                }
                // Some of its rows may have arrived before.
                kinds::clear(place, &mut reading.objects);
            }
            pending = waiting;
            if pending.is_empty() || !reading.locked.look(session).await? {
                break;
            }
        }
        let patience = session.limits().lock;
        let locked = format!("another session holds a lock that was not free after {patience:?}; run again later");
        reading.failed.extend(pending.into_iter().map(|place| (kinds::FILES[place].0, locked.clone())));
        Ok(reading)
    }

    /// Whether something went away between our snapshot and its printing, which follows no snapshot.
    pub(crate) fn is_stale(&self) -> bool {
        self.is_stale || !self.vanished.is_empty()
    }

    /// Says what could not be read.
    pub(crate) fn tell(&mut self, session: &ReadOnlySession<'_>, coverage: &mut Coverage) {
        std::mem::take(&mut self.locked).tell(session, coverage);
        let failed = self.failed.iter();
        coverage
            .gaps
            .extend(failed.map(|(kind, why)| Gap { what: format!("every {}", kind.label()), why: why.clone() }));
        coverage.gaps.extend(self.vanished.iter().map(|key| Gap {
            what: key.to_string(),
            why: "the server could not print its definition, twice; it may have been dropped meanwhile".to_owned(),
        }));
        coverage.unseen.append(&mut self.vanished);
    }

    /// Adds a row's object to its list.
    pub(super) fn take_row<T>(&mut self, row: &PgRow, list: fn(&mut Objects) -> &mut Vec<T>) -> Result<(), InspectError>
    where
        T: Object + Describe + DeserializeOwned,
    {
        let object: T = match row::decode(row) {
            Ok(object) => object,
            Err(error) if error.to_string() == row::VANISHED => {
                self.vanished.push(key_of::<T>(row));
                return Ok(());
            }
            Err(error) => return Err(InspectError::Malformed { kind: T::KIND.label(), reason: error.to_string() }),
        };
        if let Some(address) = query::text(row, "address").and_then(|text| Address::parse(&text)) {
            self.addresses.insert(address, object.key());
        }
        list(&mut self.objects).push(object);
        Ok(())
    }
}

/// The identity in a row that is no whole object.
fn key_of<T: Describe>(row: &PgRow) -> Key {
    let text = |column| query::text(row, column).unwrap_or_default().into_owned();
    Key { kind: T::KIND, schema: text("schema"), parent: text("table"), name: text("name") }
}

/// Undefined objects (`42P01`, `42704`, `42883`), and "cache lookup failed" and "could not open relation", which are
/// internal errors (`XX000`).
fn is_of_something_gone(code: &str) -> bool {
    matches!(code, "XX000" | "42P01" | "42704" | "42883")
}
