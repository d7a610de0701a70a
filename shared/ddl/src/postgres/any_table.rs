//! What tables and foreign tables have in common: columns, parents, children.

use driftline_catalog::postgres::{ForeignTable, Table};
use driftline_catalog::{Key, Kind};

/// A table or a foreign table.
#[derive(Clone, Copy)]
pub(super) struct AnyTable<'a> {
    kind: Kind,
    pub(super) schema: &'a String,
    pub(super) name: &'a String,
    pub(super) owner: &'a String,
    /// The tables it inherits from, as the server's texts spell them.
    pub(super) inherits: &'a [String],
    pub(super) partition_of: Option<&'a String>,
    pub(super) partition_key: Option<&'a String>,
}

impl AnyTable<'_> {
    pub(super) fn key(&self) -> Key {
        Key::in_schema(self.kind, self.schema, self.name)
    }

    /// Whether another server has its rows.
    pub(super) fn is_foreign(&self) -> bool {
        self.kind == Kind::ForeignTable
    }
}

impl<'a> From<&'a Table> for AnyTable<'a> {
    fn from(table: &'a Table) -> Self {
        Self {
            kind: Kind::Table,
            schema: &table.schema,
            name: &table.name,
            owner: &table.owner,
            inherits: &table.inherits,
            partition_of: table.partition_of.as_ref(),
            partition_key: table.partition_key.as_ref(),
        }
    }
}

impl<'a> From<&'a ForeignTable> for AnyTable<'a> {
    fn from(table: &'a ForeignTable) -> Self {
        Self {
            kind: Kind::ForeignTable,
            schema: &table.schema,
            name: &table.name,
            owner: &table.owner,
            inherits: &table.inherits,
            partition_of: table.partition_of.as_ref(),
            partition_key: None,
        }
    }
}
