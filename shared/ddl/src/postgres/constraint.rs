//! Constraints of tables.

use driftline_catalog::postgres::{Constraint, ConstraintType};

use super::alteration::Alteration;
use super::identifier::{literal, literal_or_null, options, qualified, quote};
use super::table::alter_options;
use crate::Hazard;

/// `CONSTRAINT name CHECK (...)`.
pub(super) fn declaration(constraint: &Constraint) -> String {
    format!("CONSTRAINT {} {}", quote(&constraint.name), constraint.definition)
}

/// # Errors
///
/// When the index behind it is not valid: such a key is made for a partitioned table alone, and completed later.
pub(super) fn create(constraint: &Constraint) -> Result<Vec<String>, String> {
    if !constraint.index_valid {
        return Err(
            "the index behind it is not valid, so that it does not hold; nothing makes such a constraint on purpose"
                .to_owned(),
        );
    }
    let mut statements = vec![format!("{} ADD {};", alter_table(constraint), declaration(constraint))];
    // The server's text leaves out what belongs to the index behind the constraint, which has the same name.
    let index = format!("ALTER INDEX {}", qualified(&constraint.schema, &constraint.name));
    if !constraint.index_options.is_empty() {
        statements.push(format!("{index} SET ({});", options(&constraint.index_options)));
    }
    if let Some(tablespace) = &constraint.tablespace {
        statements.push(format!("{index} SET TABLESPACE {};", quote(tablespace)));
    }
    if constraint.clustered {
        statements.push(clustered(constraint));
    }
    statements.extend(constraint.trigger_states.iter().map(|entry| switch(constraint, entry)));
    statements.extend(constraint.comment.is_some().then(|| comment(constraint)));
    statements.extend(constraint.index_comment.is_some().then(|| index_comment(constraint)));
    Ok(statements)
}

pub(super) fn create_hazards(constraint: &Constraint) -> Vec<Hazard> {
    let why = match constraint.constraint_type {
        ConstraintType::Check => "a row violates the check",
        ConstraintType::ForeignKey => "a row points to a row that does not exist",
        ConstraintType::PrimaryKey => "two rows have the same key, or a row has none",
        ConstraintType::Unique => "two rows have the same values",
        ConstraintType::Exclusion => "two rows exclude each other",
    };
    if constraint.validated { vec![Hazard::LocksTable, Hazard::MayFail { why }] } else { Vec::new() }
}

pub(super) fn drop(constraint: &Constraint) -> String {
    format!("{} DROP CONSTRAINT {};", alter_table(constraint), quote(&constraint.name))
}

pub(super) fn alter(from: &Constraint, to: &Constraint, alteration: &mut Alteration) {
    let in_place = [
        "trigger_states",
        "validated",
        "definition",
        "comment",
        "index_options",
        "tablespace",
        "clustered",
        "index_comment",
    ];
    let validates = to.validated && from.definition.strip_suffix(" NOT VALID") == Some(to.definition.as_str());
    let same_text = from.definition == to.definition && from.validated == to.validated;
    if alteration.differs_beyond(&in_place) || !(validates || same_text) {
        return alteration.replace();
    }
    if alteration.take_any(&["validated", "definition"]) {
        alteration.push(format!("{} VALIDATE CONSTRAINT {};", alter_table(to), quote(&to.name)));
        alteration.hazards.extend(create_hazards(to).into_iter().filter(|hazard| *hazard != Hazard::LocksTable));
    }
    if alteration.take("trigger_states") {
        let relation = |entry: &&String| entry.rsplit_once(": ").map_or("", |(relation, _)| relation).to_owned();
        let kept: Vec<_> = to.trigger_states.iter().map(|entry| relation(&entry)).collect();
        let gone = from.trigger_states.iter().filter(|entry| !kept.contains(&relation(entry)));
        let on = gone.map(|entry| format!("{}: enabled", relation(&entry)));
        let switched = on.chain(to.trigger_states.iter().cloned()).map(|entry| switch(to, &entry));
        alteration.statements.extend(switched);
    }
    let index = qualified(&to.schema, &to.name);
    if alteration.take("index_options") {
        alter_options(&from.index_options, &to.index_options, &format!("ALTER INDEX {index}"), alteration);
    }
    super::table::alter_tablespace(to.tablespace.as_deref(), "INDEX", &index, alteration);
    if alteration.take("clustered") {
        if to.clustered {
            alteration.push(clustered(to));
        } else {
            // Before another one is marked.
            alteration.early.push(format!("{} SET WITHOUT CLUSTER;", alter_table(to)));
        }
    }
    if alteration.take("comment") {
        alteration.push(comment(to));
    }
    if alteration.take("index_comment") {
        alteration.push(index_comment(to));
    }
}

/// Switches the triggers of a foreign key on one of its tables, whose names hold numbers of the server's own.
fn switch(constraint: &Constraint, entry: &str) -> String {
    let (relation, state) = entry.rsplit_once(": ").unwrap_or((entry, "enabled"));
    let action = match state {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    format!(
        "DO $do$ DECLARE name text; BEGIN
    FOR name IN SELECT t.tgname FROM pg_catalog.pg_trigger t
                JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
                WHERE k.conname = {} AND k.conrelid = {}::pg_catalog.regclass
                  AND t.tgrelid = {}::pg_catalog.regclass AND t.tgisinternal LOOP
        EXECUTE pg_catalog.format({}, name);
    END LOOP;
END $do$;",
        literal(&constraint.name),
        literal(&qualified(&constraint.schema, &constraint.table)),
        literal(relation),
        literal(&format!("ALTER TABLE {} {action} TRIGGER %I", relation.replace('%', "%%"))),
    )
}

/// Marks the index behind it as the one the table was clustered on, without moving a row.
fn clustered(constraint: &Constraint) -> String {
    format!("{} CLUSTER ON {};", alter_table(constraint), quote(&constraint.name))
}

fn index_comment(constraint: &Constraint) -> String {
    let name = qualified(&constraint.schema, &constraint.name);
    format!("COMMENT ON INDEX {name} IS {};", literal_or_null(constraint.index_comment.as_deref()))
}

fn alter_table(constraint: &Constraint) -> String {
    format!("ALTER TABLE {}", qualified(&constraint.schema, &constraint.table))
}

fn comment(constraint: &Constraint) -> String {
    let table = qualified(&constraint.schema, &constraint.table);
    let text = literal_or_null(constraint.comment.as_deref());
    format!("COMMENT ON CONSTRAINT {} ON {table} IS {text};", quote(&constraint.name))
}
