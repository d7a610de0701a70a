//! Columns.

use driftline_catalog::Engine;
use driftline_catalog::mysql::Column;

use super::identifier::{literal, quote};

/// A column as `CREATE TABLE` and `MODIFY COLUMN` take it.
pub(super) fn declaration(column: &Column, engine: Engine) -> String {
    let mut parts = vec![quote(&column.name), column.data_type.clone()];
    if let (Engine::Mariadb, Some(srid)) = (engine, &column.srid) {
        parts.push(format!("REF_SYSTEM_ID={srid}"));
    }
    parts.extend(column.compressed.clone());
    if let (Some(charset), Some(collation)) = (&column.charset, &column.collation) {
        parts.push(format!("CHARACTER SET {charset} COLLATE {collation}"));
    }
    let of_row = column.generation.as_deref().is_some_and(|generation| generation.starts_with("ROW "));
    match (&column.generated, &column.generation) {
        (Some(expression), generation) => {
            parts.push(format!("GENERATED ALWAYS AS {expression} {}", generation.as_deref().unwrap_or("VIRTUAL")));
        }
        (None, Some(generation)) => parts.push(format!("GENERATED ALWAYS AS {generation}")),
        (None, None) => {}
    }
    if column.not_null && !of_row {
        parts.push("NOT NULL".to_owned());
    } else if column.generation.is_none() {
        // A TIMESTAMP that does not say so can refuse nulls.
        parts.push("NULL".to_owned());
    }
    parts.extend(column.default.as_ref().map(|default| format!("DEFAULT {default}")));
    parts.extend(column.on_update.as_ref().map(|value| format!("ON UPDATE {value}")));
    for (is_so, words) in [
        (column.auto_increment, "AUTO_INCREMENT"),
        (column.invisible, "INVISIBLE"),
        (column.without_system_versioning, "WITHOUT SYSTEM VERSIONING"),
    ] {
        parts.extend(is_so.then(|| words.to_owned()));
    }
    parts.extend(column.options.iter().cloned());
    if let (Engine::Mysql, Some(srid)) = (engine, &column.srid) {
        parts.push(format!("SRID {srid}"));
    }
    parts.extend(column.comment.as_ref().map(|comment| format!("COMMENT {}", literal(comment))));
    parts.extend(column.check.as_ref().map(|check| format!("CHECK {check}")));
    parts.join(" ")
}
