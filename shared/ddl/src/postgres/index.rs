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
    if !index.valid {
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
        &["options", "definition", "tablespace", "clustered", "comment"]
    } else {
        &["tablespace", "clustered", "comment"]
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
        alteration.push(if to.clustered {
            clustered(to)
        } else {
            format!("ALTER TABLE {} SET WITHOUT CLUSTER;", qualified(&to.schema, &to.table))
        });
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
}

/// Marks the index as the one the table was clustered on, without moving a row.
fn clustered(index: &Index) -> String {
    format!("ALTER TABLE {} CLUSTER ON {};", qualified(&index.schema, &index.table), quote(&index.name))
}

fn comment(index: &Index) -> String {
    let name = qualified(&index.schema, &index.name);
    format!("COMMENT ON INDEX {name} IS {};", literal_or_null(index.comment.as_deref()))
}
