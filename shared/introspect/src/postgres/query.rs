//! Query files: choosing the lines for a server version, and reading cells.

use sqlx::{Row as _, ValueRef as _, postgres::PgRow};

/// The text of a query file for a major version.
///
/// A line that ends in `-- since 14` is for servers from 14 on, one that ends in `-- before 14` for older ones.
/// Whatever else is a comment stays in the file.
pub(crate) fn for_version(file: &str, major: u32) -> String {
    file.lines()
        .filter(|line| match line.rsplit_once("-- since ") {
            Some((_, version)) => version.trim().parse().is_ok_and(|version: u32| version <= major),
            None => true,
        })
        .filter(|line| match line.rsplit_once("-- before ") {
            Some((_, version)) => version.trim().parse().is_ok_and(|version: u32| major < version),
            None => true,
        })
        .map(|line| line.split("--").next().unwrap_or_default().trim_end())
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// A cell of a row of the simple protocol, where every value is text; none for null or when there is no such column.
pub(crate) fn text<'r>(row: &'r PgRow, column: &str) -> Option<&'r str> {
    let value = row.try_get_raw(column).ok()?;
    if value.is_null() { None } else { value.as_str().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_chosen_by_version() {
        let file = "SELECT a\n, b -- since 14\n, c -- before 14\n-- why\nFROM t -- here";
        assert_eq!(for_version(file, 13), "SELECT a\n, c\nFROM t");
        assert_eq!(for_version(file, 14), "SELECT a\n, b\nFROM t");
    }
}
