//! Tables and their columns, as `SHOW CREATE TABLE` prints them.

use driftline_catalog_derive::Object;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Table)]
pub struct Table {
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// The storage engine.
    pub engine: String,
    /// The character set that new columns get.
    pub charset: String,
    /// The collation that they get.
    pub collation: String,
    /// `ROW_FORMAT`, where it was asked for.
    pub row_format: Option<String>,
    /// `KEY_BLOCK_SIZE` in KiB.
    pub key_block_size: Option<String>,
    /// `COMPRESSION` (MySQL).
    pub compression: Option<String>,
    /// `ENCRYPTION` (MySQL) or `ENCRYPTED` (MariaDB).
    pub encryption: Option<String>,
    /// The tablespace, where it is not one of its own.
    pub tablespace: Option<String>,
    /// Further options as `NAME=value`, sorted.
    pub options: Vec<String>,
    /// Whether it keeps the history of its rows (MariaDB).
    pub system_versioning: bool,
    /// Its periods, as `SYSTEM_TIME (row_start, row_end)` (MariaDB).
    pub periods: Vec<String>,
    /// How it is partitioned: `RANGE (year(at)) SUBPARTITION BY HASH (id)`.
    pub partition_by: Option<String>,
    /// Its partitions in order, as `p0 VALUES LESS THAN (1990)`, each with its options; where they have no names of their
    /// own, how many.
    pub partitions: Vec<String>,
    /// Its columns in order.
    pub column_order: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// The next value of its `AUTO_INCREMENT` column, where the server says one.
    #[attribute(informational)]
    pub auto_increment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Object)]
#[serde(default)]
#[object(kind = Column)]
pub struct Column {
    /// Its table.
    #[attribute(parent)]
    pub table: String,
    /// Its name.
    #[attribute(name)]
    pub name: String,
    /// Its place, from 1.
    #[attribute(informational)]
    pub position: u32,
    /// Its type with everything that belongs to it: `int unsigned`, `enum('a','b')`. Integers have no display width.
    pub data_type: String,
    /// The character set, for types that have one.
    pub charset: Option<String>,
    /// The collation, for types that have one.
    pub collation: Option<String>,
    /// Whether nulls are refused.
    pub not_null: bool,
    /// The default as SQL; none where there is none, and where it is a plain null.
    pub default: Option<String>,
    /// What an update sets it to: `CURRENT_TIMESTAMP`.
    pub on_update: Option<String>,
    /// Whether rows that leave it out get the next number.
    pub auto_increment: bool,
    /// The expression that it is computed from.
    #[attribute(deparsed)]
    pub generated: Option<String>,
    /// `VIRTUAL` or `STORED`, where it is computed; `ROW START` or `ROW END` of a versioned table (MariaDB).
    pub generation: Option<String>,
    /// Whether `SELECT *` leaves it out.
    pub invisible: bool,
    /// `COMPRESSED`, with its method where one is named (MariaDB).
    pub compressed: Option<String>,
    /// Whether it has no history in a versioned table (MariaDB).
    pub without_system_versioning: bool,
    /// The spatial reference system that it is limited to.
    pub srid: Option<String>,
    /// The check written with it (MariaDB).
    #[attribute(deparsed)]
    pub check: Option<String>,
    /// `COLUMN_FORMAT`, `STORAGE`, `ENGINE_ATTRIBUTE` and what else engines ask for, as SQL.
    pub options: Vec<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Objects that have to exist first.
    #[attribute(dependencies)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Key>,
}
