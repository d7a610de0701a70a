//! Values of a row of the text protocol, by the name of their column.

use sqlx::{Column as _, Row as _, mysql::MySqlRow};

use crate::readable::readable;

/// The text of a column; none for null and for a column that is not there. Bytes that are no UTF-8 are spelled `\xe9`.
pub(crate) fn text(row: &MySqlRow, name: &str) -> Option<String> {
    let place = row.columns().iter().position(|column| column.name().eq_ignore_ascii_case(name))?;
    at(row, place)
}

/// The text of the column at a place.
pub(crate) fn at(row: &MySqlRow, place: usize) -> Option<String> {
    let bytes: Vec<u8> = row.try_get_unchecked::<Option<Vec<u8>>, _>(place).ok().flatten()?;
    Some(readable(&bytes).into_owned())
}

/// The text of the first column whose name begins so.
pub(crate) fn starting(row: &MySqlRow, beginning: &str) -> Option<String> {
    let place = row.columns().iter().position(|column| column.name().starts_with(beginning))?;
    at(row, place)
}
