//! Indexes that do not back a constraint.

use driftline_catalog::postgres::Index;

use super::alteration::Alteration;
use super::identifier::{literal_or_null, qualified, quote};
use super::table::{alter_options, alter_tablespace};
use crate::Hazard;

/// # Errors
///
/// The reason why there is no SQL: an index that queries cannot use is the remains of a build that failed.
pub(super) fn create(index: &Index) -> Result<Vec<String>, String> {
    if !(index.valid && index.ready) {
        return Err("the index is not valid, which is what a failed CREATE INDEX CONCURRENTLY leaves behind; nothing \
                    builds such an index on purpose"
            .to_owned());
    }
    // The text of an index of a partitioned table says ONLY, which would leave the partitions' indexes unattached.
    let create = if index.unique { "CREATE UNIQUE INDEX" } else { "CREATE INDEX" };
    let name = quote(&index.name);
    let definition = match index.definition.strip_prefix(&format!("{create} {name} ON ONLY ")) {
        Some(rest) => format!("{create} {name} ON {rest}"),
        None => index.definition.clone(),
    };
    // Nor does it name the tablespace, which stands before the condition; moving the index afterwards is simpler.
    let mut statements = vec![format!("{definition};")];
    if let Some(tablespace) = &index.tablespace {
        let name = qualified(&index.schema, &index.name);
        statements.push(format!("ALTER INDEX {name} SET TABLESPACE {};", quote(tablespace)));
    }
    if index.clustered {
        statements.push(clustered(index));
    }
    statements.extend(statistics_targets(&[], &index.statistics_targets, index));
    statements.extend(index.comment.is_some().then(|| comment(index)));
    Ok(statements)
}

pub(super) fn create_hazards(index: &Index) -> Vec<Hazard> {
    let mut hazards = vec![Hazard::BlocksWrites];
    if index.unique {
        hazards.push(Hazard::MayFail { why: "two rows have the same values" });
    }
    hazards
}

pub(super) fn drop(index: &Index) -> String {
    format!("DROP INDEX {};", qualified(&index.schema, &index.name))
}

pub(super) fn alter(from: &Index, to: &Index, alteration: &mut Alteration) {
    let name = qualified(&to.schema, &to.name);
    // Storage parameters are part of the server's text, so that it differs whenever they do.
    let only_options = alteration.differs("options");
    let in_place: &[&str] = if only_options {
        &["options", "definition", "tablespace", "clustered", "statistics_targets", "comment"]
    } else {
        &["tablespace", "clustered", "statistics_targets", "comment"]
    };
    if alteration.differs_beyond(in_place) {
        return alteration.replace();
    }
    if alteration.take("options") {
        alteration.take("definition");
        alter_options(&from.options, &to.options, &format!("ALTER INDEX {name}"), alteration);
    }
    alter_tablespace(to.tablespace.as_deref(), "INDEX", &name, alteration);
    if alteration.take("clustered") {
        if to.clustered {
            alteration.push(clustered(to));
        } else {
            // Before another one is marked.
            alteration.early.push(format!("ALTER TABLE {} SET WITHOUT CLUSTER;", qualified(&to.schema, &to.table)));
        }
    }
    if alteration.take("statistics_targets") {
        alteration.statements.extend(statistics_targets(&from.statistics_targets, &to.statistics_targets, to));
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

/// Targets are kept as `number: target`, the number being the column's place in the index.
fn statistics_targets(from: &[String], to: &[String], index: &Index) -> Vec<String> {
    let split = |entry: &String| {
        let (number, target) = entry.split_once(": ").unwrap_or((entry, "-1"));
        (number.to_owned(), target.to_owned())
    };
    let kept: Vec<String> = to.iter().map(|entry| split(entry).0).collect();
    let gone = from.iter().map(split).filter(|(number, _)| !kept.contains(number));
    let gone = gone.map(|(number, _)| (number, "-1".to_owned()));
    let set = to.iter().filter(|entry| !from.contains(entry)).map(split);
    let name = qualified(&index.schema, &index.name);
    gone.chain(set)
        .map(|(number, target)| format!("ALTER INDEX {name} ALTER COLUMN {number} SET STATISTICS {target};"))
        .collect()
}

/// Marks the index as the one the table was clustered on, without moving a row.
fn clustered(index: &Index) -> String {
    format!("ALTER TABLE {} CLUSTER ON {};", qualified(&index.schema, &index.table), quote(&index.name))
}

fn comment(index: &Index) -> String {
    let name = qualified(&index.schema, &index.name);
    format!("COMMENT ON INDEX {name} IS {};", literal_or_null(index.comment.as_deref()))
}
