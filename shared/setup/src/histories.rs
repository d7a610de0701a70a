//! The tables in which migrators keep their history: the only rows that are ever read.

use driftline_migrations::{Format, TableName};

/// What is known of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Histories {
    /// There are none to read.
    None,
    /// These are there.
    Found(Vec<TableName>),
    /// The migrator has it there unless told otherwise.
    Usual(TableName, Format),
    /// A migrator has one, and nobody said where.
    Unknown,
}

impl Histories {
    /// The tables to be read, and why.
    pub(crate) fn tables(&self) -> (&[TableName], String) {
        match self {
            Self::Found(tables) => (tables, "The migrator's history: the version that is deployed.".to_owned()),
            Self::Usual(table, format) => (
                std::slice::from_ref(table),
                format!("The history, where {format} has it unless told otherwise; --apply-sql finds it."),
            ),
            Self::None | Self::Unknown => (&[], String::new()),
        }
    }
}
