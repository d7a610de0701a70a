//! A column takes more than it should: longer texts, larger numbers.

use driftline_catalog::Kind;

use super::Judgement;
use crate::{Difference, Severity};

pub(crate) fn judge(difference: &Difference) -> Option<Judgement> {
    if difference.key.kind != Kind::Column {
        return None;
    }
    let change = difference.attribute("data_type")?;
    let (expected, live) = (change.expected.as_str()?, change.live.as_str()?);
    is_wider(expected, live).then(|| {
        Judgement::new(
            Severity::Warning,
            format!("The column is {live} where the migrations say {expected}: it takes values that other environments refuse."),
            "Usually right to adopt. Going back rewrites the table, and fails where a value does not fit any more.",
        )
    })
}

/// Whether every value of one type is a value of the other, printed the same way.
fn is_wider(narrow: &str, wide: &str) -> bool {
    const INTEGERS: [&str; 3] = ["smallint", "integer", "bigint"];
    const INTEGERS_OF_MYSQL: [&str; 5] = ["tinyint", "smallint", "mediumint", "int", "bigint"];
    const TEXTS_OF_MYSQL: [&str; 4] = ["tinytext", "text", "mediumtext", "longtext"];
    let unsigned = |name: &str| name.strip_suffix(" unsigned").map(str::to_owned);
    if let (Some(narrow), Some(wide)) = (unsigned(narrow), unsigned(wide)) {
        return is_wider(&narrow, &wide);
    }
    for sizes in [&INTEGERS[..], &INTEGERS_OF_MYSQL[..], &TEXTS_OF_MYSQL[..]] {
        let place = |name| sizes.iter().position(|size| *size == name);
        if let (Some(narrow), Some(wide)) = (place(narrow), place(wide)) {
            return narrow < wide;
        }
    }
    ["character varying", "varchar", "varbinary"].iter().any(|name| match (length(narrow, name), length(wide, name)) {
        (Some(Some(narrow)), Some(Some(wide))) => narrow < wide,
        (Some(Some(_)), Some(None)) => true,
        (Some(_), None) => *name == "character varying" && wide == "text",
        _ => false,
    })
}

/// The length of a type: `Some(None)` for the type without one, none for another type.
fn length(data_type: &str, name: &str) -> Option<Option<u32>> {
    let rest = data_type.strip_prefix(name)?;
    match rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(length) => length.parse().ok().map(Some),
        None => rest.is_empty().then_some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_types_take_every_value_of_narrower_ones() {
        let cases = [
            ("integer", "bigint", true),
            ("int", "bigint", true),
            ("int unsigned", "bigint unsigned", true),
            ("int unsigned", "bigint", false),
            ("tinytext", "mediumtext", true),
            ("varchar(10)", "varchar(20)", true),
            ("varchar(20)", "varchar(10)", false),
            ("bigint", "integer", false),
            ("character varying(200)", "character varying(500)", true),
            ("character varying(500)", "character varying(200)", false),
            ("character varying(20)", "text", true),
            ("character varying", "text", true),
            ("character varying(20)", "character varying", true),
            ("character varying", "character varying(20)", false),
            ("text", "character varying", false),
            ("character(20)", "text", false),
            ("character varying[]", "text", false),
            ("integer", "numeric", false),
        ];
        for (narrow, wide, expected) in cases {
            assert_eq!(is_wider(narrow, wide), expected, "{narrow} -> {wide}");
        }
    }
}
