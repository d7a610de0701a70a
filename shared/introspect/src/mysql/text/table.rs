//! A table's definition.

use std::collections::BTreeMap;

use driftline_catalog::mysql::{Column, Constraint, Index, Table};

use super::index::{Part, part};
use super::{Tokens, Unknown, column, options, partitions};

/// Everything that a definition says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TableText {
    pub(crate) table: Table,
    pub(crate) columns: Vec<Column>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) constraints: Vec<Constraint>,
}

/// Which character set has which collation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Charsets {
    /// By character set, the collation that it has where nobody says one.
    collations: BTreeMap<String, String>,
    /// By collation, its character set.
    charsets: BTreeMap<String, String>,
    /// What the table gives its columns.
    table: (String, String),
}

impl Charsets {
    /// Takes what the server says of a character set: a collation of it, or the one that it has where nobody says one.
    pub(crate) fn insert(&mut self, charset: &str, collation: &str, is_default: bool) {
        let (charset, collation) = (Self::current(charset), Self::current(collation));
        if is_default {
            self.collations.insert(charset, collation);
        } else {
            self.charsets.insert(collation, charset);
        }
    }

    /// The names of today: `utf8` was what `utf8mb3` is called since MySQL 8.0.28, its collations since 8.0.30, and both
    /// since MariaDB 10.6.
    pub(crate) fn current(name: &str) -> String {
        if name == "utf8" {
            "utf8mb3".to_owned()
        } else if let Some(rest) = name.strip_prefix("utf8_") {
            format!("utf8mb3_{rest}")
        } else {
            name.to_owned()
        }
    }

    fn collation_of(&self, charset: &str) -> String {
        self.collations.get(charset).cloned().unwrap_or_default()
    }

    fn charset_of(&self, collation: &str) -> String {
        // Every collation begins with its character set but MariaDB's of UCA 14.0, which are printed in full.
        let spelled = || collation.split('_').next().unwrap_or_default().to_owned();
        self.charsets.get(collation).cloned().unwrap_or_else(spelled)
    }

    /// What a column has that spells one of them, both or none.
    pub(super) fn effective(&self, charset: Option<&str>, collation: Option<&str>) -> (String, String) {
        match (charset.map(Self::current), collation.map(Self::current)) {
            (Some(charset), Some(collation)) => (charset, collation),
            (Some(charset), None) => {
                let collation = self.collation_of(&charset);
                (charset, collation)
            }
            (None, Some(collation)) => (self.charset_of(&collation), collation),
            (None, None) => self.table.clone(),
        }
    }
}

/// Takes a definition apart.
pub(crate) fn take_apart(text: &str, charsets: &Charsets) -> Result<TableText, Unknown> {
    let mut result = TableText::default();
    let mut charsets = charsets.clone();
    charsets.table = table_charset(text, &charsets)?;
    let mut tokens = Tokens::of(text);
    opening(&mut tokens, &mut result.table)?;
    loop {
        match part(&mut tokens)? {
            Some(Part::Index(index)) => result.indexes.push(index),
            Some(Part::Constraint(constraint)) => result.constraints.push(constraint),
            Some(Part::Period(period)) => result.table.periods.push(period),
            None => result.columns.push(column::column(&mut tokens, &charsets)?),
        }
        if tokens.take(&[")"]) {
            break;
        }
        tokens.expect(&[","])?;
    }
    let table = &mut result.table;
    options::options(&mut tokens, table)?;
    (table.charset, table.collation) = charsets.table.clone();
    partitions::partitions(&mut tokens, table)?;
    settle(&mut result);
    Ok(result)
}

fn opening(tokens: &mut Tokens<'_>, table: &mut Table) -> Result<(), Unknown> {
    tokens.expect(&["CREATE"])?;
    // A table of the session is nobody else's.
    if tokens.take(&["TEMPORARY"]) {
        return Err(tokens.unknown());
    }
    tokens.expect(&["TABLE"])?;
    table.name = tokens.name()?;
    tokens.expect(&["("])
}

/// The character set and collation of the table stand behind its columns, which need them.
fn table_charset(text: &str, charsets: &Charsets) -> Result<(String, String), Unknown> {
    let mut tokens = Tokens::of(text);
    opening(&mut tokens, &mut Table::default())?;
    loop {
        tokens.item()?;
        if tokens.take(&[")"]) {
            break;
        }
        tokens.expect(&[","])?;
    }
    let spelled = options::options(&mut tokens, &mut Table::default())?;
    Ok(charsets.effective(spelled.charset.as_deref(), spelled.collation.as_deref()))
}

/// Gives the parts their table and place, and takes out what says nothing.
fn settle(text: &mut TableText) {
    let TableText { table, columns, indexes, constraints } = text;
    table.column_order = columns.iter().map(|column| column.name.clone()).collect();
    for (place, column) in columns.iter_mut().enumerate() {
        column.table.clone_from(&table.name);
        column.position = u32::try_from(place + 1).unwrap_or(u32::MAX);
    }
    for index in indexes {
        index.table.clone_from(&table.name);
    }
    for constraint in constraints {
        constraint.table.clone_from(&table.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charsets() -> Charsets {
        with_charsets(&["utf8mb3", "utf8mb3_general_ci", "utf8mb3_bin"])
    }

    fn with_charsets(three_bytes: &[&'static str; 3]) -> Charsets {
        let [name, default, binary] = *three_bytes;
        let mut charsets = Charsets::default();
        for (charset, collation) in
            [("utf8mb4", "utf8mb4_0900_ai_ci"), ("latin1", "latin1_swedish_ci"), (name, default)]
        {
            charsets.insert(charset, collation, true);
            charsets.insert(charset, collation, false);
        }
        charsets.insert(name, binary, false);
        charsets
    }

    fn parts(text: &str) -> TableText {
        take_apart(text, &charsets()).unwrap_or_else(|unknown| panic!("{unknown:?}"))
    }

    #[test]
    fn what_a_column_has_from_its_table_is_its_own() {
        let parts = parts(
            "CREATE TABLE `a` (\n  `b` varchar(10) DEFAULT NULL,\n  `c` varchar(10) CHARACTER SET latin1 NOT NULL,\n  \
             `d` text COLLATE utf8mb4_bin,\n  `e` int(11) DEFAULT 1\n) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 \
             COLLATE=utf8mb4_0900_ai_ci",
        );
        let of = |place: usize| {
            let column = &parts.columns[place];
            (column.data_type.as_str(), column.charset.as_deref(), column.collation.as_deref())
        };
        assert_eq!(of(0), ("varchar(10)", Some("utf8mb4"), Some("utf8mb4_0900_ai_ci")));
        assert_eq!(of(1), ("varchar(10)", Some("latin1"), Some("latin1_swedish_ci")));
        assert_eq!(of(2), ("text", Some("utf8mb4"), Some("utf8mb4_bin")));
        assert_eq!(of(3), ("int", None, None));
        assert_eq!(parts.table.auto_increment.as_deref(), Some("7"));
    }

    /// From the manual: before 8.0.19 integers had widths, before 8.0.28 and 8.0.30 utf8mb3 and its collations were called
    /// otherwise. Not run against a real server here.
    #[test]
    fn a_table_of_an_older_release_says_the_same() {
        let older = "CREATE TABLE `a` (\n  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,\n  `small` smallint(6) DEFAULT '1',\n  \
                     `flag` tinyint(1) DEFAULT NULL,\n  `filled` int(5) unsigned zerofill DEFAULT NULL,\n  \
                     `name` varchar(10) CHARACTER SET utf8 DEFAULT NULL,\n  \
                     `code` varchar(10) CHARACTER SET utf8 COLLATE utf8_bin DEFAULT NULL,\n  PRIMARY KEY (`id`)\n\
                     ) ENGINE=InnoDB DEFAULT CHARSET=utf8";
        let newer = "CREATE TABLE `a` (\n  `id` int unsigned NOT NULL AUTO_INCREMENT,\n  `small` smallint DEFAULT '1',\n  \
                     `flag` tinyint(1) DEFAULT NULL,\n  `filled` int(5) unsigned zerofill DEFAULT NULL,\n  \
                     `name` varchar(10) DEFAULT NULL,\n  \
                     `code` varchar(10) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin DEFAULT NULL,\n  PRIMARY KEY (`id`)\n\
                     ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3";
        let before =
            take_apart(older, &with_charsets(&["utf8", "utf8_general_ci", "utf8_bin"])).expect("it is understood");
        assert_eq!(before, parts(newer));
        assert_eq!(before.columns[4].collation.as_deref(), Some("utf8mb3_general_ci"));
        let between = take_apart(newer, &with_charsets(&["utf8mb3", "utf8_general_ci", "utf8_bin"])).expect("likewise");
        assert_eq!(between, before);
    }

    #[test]
    fn partitions_read_alike_however_they_are_quoted() {
        let of = |quote: &str| {
            parts(&format!(
                "CREATE TABLE `a` (\n  `b` int NOT NULL\n) ENGINE=InnoDB DEFAULT CHARSET=latin1\n PARTITION BY RANGE (`b`)\n\
                 SUBPARTITION BY HASH (`b`)\n(PARTITION {quote}p0{quote} VALUES LESS THAN (5) COMMENT = 'x'\n (SUBPARTITION \
                 {quote}s0{quote} ENGINE = InnoDB,\n  SUBPARTITION {quote}s1{quote} ENGINE = InnoDB))"
            ))
            .table
        };
        assert_eq!(of("`"), of(""));
        assert_eq!(of("").partition_by.as_deref(), Some("RANGE (`b`) SUBPARTITION BY HASH (`b`)"));
        assert_eq!(
            of("").partitions,
            ["`p0` VALUES LESS THAN (5) COMMENT = 'x' (SUBPARTITION `s0`, SUBPARTITION `s1`)"]
        );
    }

    #[test]
    fn a_word_nobody_knows_is_named_with_its_line() {
        let unknown = |text: &str| take_apart(text, &charsets()).unwrap_err().line;
        assert_eq!(unknown("CREATE TABLE `a` (\n  `b` int SHINY,\n  `c` int\n) ENGINE=InnoDB"), "`b` int SHINY");
        assert_eq!(unknown("CREATE TABLE `a` (\n  `b` int\n) ENGINE=InnoDB SHINY"), ") ENGINE=InnoDB SHINY");
        assert_eq!(unknown("CREATE TABLE `a` (\n  `b` int,\n  SHINY KEY `c` (`b`)\n)"), "SHINY KEY `c` (`b`)");
    }
}
