//! The triggers inside a constraint, switched on and off.
//!
//! They are named after OIDs, so that no script can name them beforehand: a block looks them up and runs `ALTER TABLE`.

use driftline_catalog::postgres::Constraint;

use super::identifier::{literal, qualified};

/// Makes the triggers be as `to` says where they were as `from` says. Entries are `event: state`, and what is enabled has
/// no entry.
pub(super) fn switch(constraint: &Constraint, from: &[String], to: &[String]) -> Option<String> {
    let split = |entry: &str| {
        let (event, state) = entry.split_once(": ").unwrap_or((entry, "enabled"));
        (event.to_owned(), state.to_owned())
    };
    let kept: Vec<_> = to.iter().map(|entry| split(entry).0).collect();
    let gone = from.iter().map(|entry| split(entry).0).filter(|event| !kept.contains(event));
    let wanted: Vec<String> = to
        .iter()
        .filter(|entry| !from.contains(entry))
        .map(|entry| split(entry))
        .chain(gone.map(|event| (event, "enabled".to_owned())))
        .map(|(event, state)| format!("({}, {})", literal(&event), literal(verb(&state))))
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let table = literal(&qualified(&constraint.schema, &constraint.table));
    let block = format!(
        "DECLARE statement text;
BEGIN
    FOR statement IN
        SELECT format('ALTER TABLE %s %s TRIGGER %I', t.tgrelid::regclass, wanted.verb, t.tgname)
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_trigger t ON t.tgconstraint = k.oid AND t.tgisinternal
        JOIN (VALUES {wanted}) wanted(event, verb) ON wanted.event =
            CASE WHEN t.tgfoid IN ('\"RI_FKey_check_ins\"'::regproc, '\"RI_FKey_check_upd\"'::regproc,
                                   'unique_key_recheck'::regproc) THEN '' ELSE 'referenced ' END
            || concat_ws(' or ', CASE WHEN t.tgtype & 4 > 0 THEN 'insert' END,
                         CASE WHEN t.tgtype & 16 > 0 THEN 'update' END, CASE WHEN t.tgtype & 8 > 0 THEN 'delete' END)
        WHERE k.conrelid = {table}::regclass AND k.conname = {name}
    LOOP
        EXECUTE statement;
    END LOOP;
END",
        wanted = wanted.join(", "),
        name = literal(&constraint.name),
    );
    Some(format!("DO {};", literal(&block)))
}

fn verb(state: &str) -> &'static str {
    match state {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    }
}
