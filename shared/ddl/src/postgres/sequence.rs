//! Sequences.

use driftline_catalog::postgres::{Column, Sequence};

use super::alteration::Alteration;
use super::catalog::Catalog;
use super::identifier::{literal_or_null, qualified, quote};
use super::privileges::{Implied, Target};
use crate::Hazard;

/// # Errors
///
/// The reason why there is no SQL.
pub(super) fn create(sequence: &Sequence) -> Result<Vec<String>, String> {
    let unlogged = if sequence.persistence == "unlogged" { "UNLOGGED " } else { "" };
    let name = qualified(&sequence.schema, &sequence.name);
    let mut statements = vec![format!(
        "CREATE {unlogged}SEQUENCE {name} AS {} INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} CACHE {}{};",
        sequence.data_type,
        sequence.increment,
        sequence.minimum,
        sequence.maximum,
        sequence.start,
        sequence.cache,
        if sequence.cycle { " CYCLE" } else { "" },
    )];
    statements.extend((!sequence.owner.is_empty()).then(|| owner(sequence)));
    statements.extend(sequence.comment.is_some().then(|| comment(sequence)));
    statements.extend(privileges(sequence).create(&sequence.privileges)?);
    Ok(statements)
}

fn privileges(sequence: &Sequence) -> Target<'_> {
    let name = format!("SEQUENCE {}", qualified(&sequence.schema, &sequence.name));
    Target::new(name, &sequence.owner, Implied::Nothing)
}

/// Gives a sequence to the column it is dropped with, once that is there.
pub(super) fn finish(sequence: &Sequence, catalog: &Catalog<'_>) -> Vec<String> {
    catalog.owner_of(sequence).map(|column| owned_by(sequence, Some(column))).into_iter().collect()
}

pub(super) fn drop(sequence: &Sequence) -> String {
    format!("DROP SEQUENCE {};", qualified(&sequence.schema, &sequence.name))
}

pub(super) fn alter(from: &Sequence, to: &Sequence, after: &Catalog<'_>, alteration: &mut Alteration) {
    let mut options = Vec::new();
    if alteration.take("data_type") {
        options.push(format!("AS {}", to.data_type));
    }
    if alteration.take("increment") {
        options.push(format!("INCREMENT BY {}", to.increment));
    }
    let limits_differ = alteration.take_any(&["minimum", "maximum"]);
    if limits_differ {
        options.push(format!("MINVALUE {} MAXVALUE {}", to.minimum, to.maximum));
        alteration.hazard(Hazard::MayFail { why: "the sequence's position is outside the new limits" });
    }
    if alteration.take("start") {
        options.push(format!("START WITH {}", to.start));
    }
    if alteration.take("cache") {
        options.push(format!("CACHE {}", to.cache));
    }
    if alteration.take("cycle") {
        options.push(if to.cycle { "CYCLE" } else { "NO CYCLE" }.to_owned());
    }
    let name = qualified(&to.schema, &to.name);
    if !options.is_empty() {
        let statement = format!("ALTER SEQUENCE {name} {}", options.join(" "));
        alteration.push(if limits_differ {
            within_limits(&name, (to.minimum, to.maximum), &statement, &format!(" RESTART WITH {}", to.start))
        } else {
            format!("{statement};")
        });
    }
    if alteration.take("persistence") {
        let logged = if to.persistence == "unlogged" { "UNLOGGED" } else { "LOGGED" };
        alteration.push(format!("ALTER SEQUENCE {name} SET {logged};"));
    }
    // The owner of a sequence that belongs to a column is the table's, and cannot be changed while it does.
    let owner_differs = alteration.take("owner");
    let column_differs = alteration.take("owned_by");
    if from.owned_by.is_some() && column_differs {
        alteration.early.push(owned_by(to, None));
    }
    if owner_differs && (from.owned_by.is_none() || column_differs) {
        alteration.push(owner(to));
    }
    if owner_differs && from.owned_by.is_some() && !column_differs {
        let table = after.owner_of(to).and_then(|column| after.any_table(&column.schema, &column.table));
        alteration.covered_by = table.filter(|table| *table.owner == to.owner).map(|table| table.key());
        if alteration.covered_by.is_none() {
            alteration.refuse("owner differs, and a sequence that belongs to a column has the owner of its table");
        }
    }
    if to.owned_by.is_some() && column_differs {
        match after.owner_of(to) {
            Some(column) => alteration.finish.push(owned_by(to, Some(column))),
            None => alteration.refuse("owned_by names a column that the snapshot does not hold"),
        }
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    privileges(to).alter(&from.privileges, &to.privileges, alteration);
}

/// A change of a sequence's limits that takes one nobody has used yet along: where it stands, which may be outside, means
/// nothing. One that gave numbers outside the new limits is left to somebody who knows what became of them.
pub(super) fn within_limits(sequence: &str, (minimum, maximum): (i64, i64), statement: &str, restart: &str) -> String {
    format!(
        "DO $do$ BEGIN
    IF EXISTS (SELECT FROM {sequence} WHERE NOT is_called AND last_value NOT BETWEEN {minimum} AND {maximum}) THEN
        {statement}{restart};
    ELSE
        {statement};
    END IF;
END $do$;"
    )
}

fn owned_by(sequence: &Sequence, column: Option<&Column>) -> String {
    let name = qualified(&sequence.schema, &sequence.name);
    let column = column.map_or_else(
        || "NONE".to_owned(),
        |column| format!("{}.{}", qualified(&column.schema, &column.table), quote(&column.name)),
    );
    format!("ALTER SEQUENCE {name} OWNED BY {column};")
}

fn owner(sequence: &Sequence) -> String {
    format!("ALTER SEQUENCE {} OWNER TO {};", qualified(&sequence.schema, &sequence.name), quote(&sequence.owner))
}

fn comment(sequence: &Sequence) -> String {
    let name = qualified(&sequence.schema, &sequence.name);
    format!("COMMENT ON SEQUENCE {name} IS {};", literal_or_null(sequence.comment.as_deref()))
}
