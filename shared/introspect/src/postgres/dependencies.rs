//! Which object needs which (`pg_depend`), for putting SQL in an order that works.

use std::collections::BTreeMap;

use driftline_catalog::Key;
use driftline_catalog::postgres::Objects;

use super::address::{Address, Addresses};
use super::{InspectError, ReadOnlySession, query};

/// Dependents, each with what it needs.
#[derive(Debug, Default)]
pub(crate) struct Dependencies(Vec<(Address, Address)>);

impl Dependencies {
    /// Reads them.
    pub(crate) async fn of(session: &mut ReadOnlySession<'_>) -> Result<Self, InspectError> {
        let rows = session.read_file(include_str!("queries/dependencies.sql"), "read the dependencies").await?;
        let address = |row, column| query::text(row, column).and_then(|text| Address::parse(&text));
        let pairs = rows.iter().filter_map(|row| Some((address(row, "dependent")?, address(row, "needed")?)));
        Ok(Self(pairs.collect()))
    }

    /// Fills `depends_on` of every object.
    pub(crate) fn fill(self, addresses: &Addresses, objects: &mut Objects) {
        let mut needs: BTreeMap<&Key, Vec<Key>> = BTreeMap::new();
        for (dependent, needed) in self.0 {
            let (Some(dependent), Some(needed)) = (addresses.get(&dependent), addresses.get(&needed)) else { continue };
            if dependent != needed && !is_parent(dependent, needed) {
                needs.entry(dependent).or_default().push(needed.clone());
            }
        }
        for list in needs.values_mut() {
            list.sort();
            list.dedup();
        }
        objects.fill_dependencies(|key| needs.remove(key).unwrap_or_default());
    }
}

/// That a column needs its table goes without saying.
fn is_parent(dependent: &Key, needed: &Key) -> bool {
    needed.schema == dependent.schema && needed.name == dependent.parent && needed.parent.is_empty()
}
