//! Which object needs which (`pg_depend`), for putting SQL in an order that works.

use std::collections::BTreeMap;

use driftline_catalog::Key;
use driftline_catalog::postgres::Objects;

use super::address::{Address, Addresses};
use super::{InspectError, ReadOnlySession, query};

/// Fills `depends_on` of every object.
pub(crate) async fn read(
    session: &mut ReadOnlySession<'_>,
    addresses: &Addresses,
    objects: &mut Objects,
) -> Result<(), InspectError> {
    let rows = session
        .read_one(&query::for_version(include_str!("queries/dependencies.sql"), session.major(), &[]))
        .await
        .map_err(|source| InspectError::Server { doing: "read the dependencies", source })?;
    let mut needs: BTreeMap<&Key, Vec<Key>> = BTreeMap::new();
    for row in &rows {
        let key = |column| query::text(row, column).and_then(|text| addresses.get(&Address::parse(&text)?));
        let (Some(dependent), Some(needed)) = (key("dependent"), key("needed")) else { continue };
        if dependent != needed && !is_parent(dependent, needed) {
            needs.entry(dependent).or_default().push(needed.clone());
        }
    }
    for list in needs.values_mut() {
        list.sort();
        list.dedup();
    }
    objects.fill_dependencies(|key| needs.remove(key).unwrap_or_default());
    Ok(())
}

/// That a column needs its table goes without saying.
fn is_parent(dependent: &Key, needed: &Key) -> bool {
    needed.schema == dependent.schema && needed.name == dependent.parent && needed.parent.is_empty()
}
