//! Relations that somebody else holds: left alone, and named.

use std::collections::BTreeSet;

use driftline_catalog::{Coverage, Gap, Key, Kind};

use super::{InspectError, ReadOnlySession, query};

/// What is left alone in this inspection.
#[derive(Debug, Default)]
pub(crate) struct Locked {
    /// The OIDs of the relations.
    pub(crate) oids: Vec<String>,
    relations: BTreeSet<Key>,
    /// The relations, and what is printed from them.
    hidden: BTreeSet<Key>,
}

impl Locked {
    /// Looks for relations that are held now; whether there are any that were not known.
    pub(crate) async fn look(&mut self, session: &mut ReadOnlySession<'_>) -> Result<bool, InspectError> {
        let rows = session.read_file(include_str!("queries/locked.sql"), "see who holds locks").await?;
        let before = self.oids.len();
        for row in &rows {
            let text = |column| query::text(row, column).unwrap_or_default().into_owned();
            let (oid, kind) = (text("oid"), text("kind"));
            if !oid.is_empty() && !self.oids.contains(&oid) {
                self.oids.push(oid.clone());
            }
            let Some(kind) = Kind::ALL.iter().copied().find(|known| known.as_str() == kind) else { continue };
            let key = Key { kind, schema: text("schema"), parent: text("parent"), name: text("name") };
            if !oid.is_empty() {
                self.relations.insert(key.clone());
            }
            self.hidden.insert(key);
        }
        Ok(before < self.oids.len())
    }

    /// Says what was left alone.
    pub(crate) fn tell(self, session: &ReadOnlySession<'_>, coverage: &mut Coverage) {
        let patience = session.limits().lock;
        let names: Vec<_> = self.relations.iter().map(ToString::to_string).collect();
        coverage.gaps.extend(self.hidden.iter().map(|key| Gap {
            what: key.to_string(),
            why: if self.relations.contains(key) {
                format!(
                    "another session holds it with ACCESS EXCLUSIVE, and it was not free after {patience:?}; run again when that \
                     session is done"
                )
            } else {
                format!("it cannot be printed while another session holds {}", names.join(", "))
            },
        }));
        coverage.unseen.extend(self.hidden);
    }
}
