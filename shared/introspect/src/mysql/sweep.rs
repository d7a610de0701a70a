//! Counting what there is in another way than reading it, so that nothing is passed over in silence.

use std::collections::BTreeMap;

use driftline_catalog::mysql::{ConstraintType, Objects};
use driftline_catalog::{Gap, Key, Kind};

use super::{ReadOnlySession, row};
use crate::InspectError;

const SWEEP: &str = include_str!("queries/sweep.sql");

/// The tables of which something was not read.
pub(super) async fn read(
    session: &mut ReadOnlySession<'_>,
    objects: &Objects,
) -> Result<Vec<(Key, Gap)>, InspectError> {
    let rows = session.read_one(SWEEP).await?;
    let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in &rows {
        let text = |name: &str| row::text(row, name).unwrap_or_default();
        counted.insert((text("sort"), text("name")), text("number").parse().unwrap_or_default());
    }
    let mut read: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for column in &objects.columns {
        *read.entry(("column", &column.table)).or_default() += 1;
    }
    for index in &objects.indexes {
        *read.entry(("index", &index.table)).or_default() += 1;
    }
    for constraint in &objects.constraints {
        if constraint.constraint_type == ConstraintType::ForeignKey {
            *read.entry(("foreign key", &constraint.table)).or_default() += 1;
        }
    }
    let mut gaps = Vec::new();
    for table in &objects.tables {
        for sort in ["column", "index", "foreign key"] {
            let there = counted.get(&(sort.to_owned(), table.name.clone())).copied().unwrap_or_default();
            let seen = read.get(&(sort, table.name.as_str())).copied().unwrap_or_default();
            if there != seen {
                let gap = Gap {
                    what: format!("table {}", table.name),
                    why: format!(
                        "information_schema counts {there} of its parts of sort {sort}, its definition says {seen}; please \
                         report this"
                    ),
                };
                gaps.push((Key::in_schema(Kind::Table, "", &table.name), gap));
            }
        }
    }
    Ok(gaps)
}
