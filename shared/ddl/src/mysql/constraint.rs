//! Foreign keys and checks.

use driftline_catalog::Engine;
use driftline_catalog::mysql::{Constraint, ConstraintType};

use super::catalog::Catalog;
use super::identifier::{list, quote};

/// A constraint as `CREATE TABLE` and `ALTER TABLE ... ADD` take it.
pub(super) fn declaration(constraint: &Constraint) -> String {
    let name = quote(&constraint.name);
    match constraint.constraint_type {
        ConstraintType::Check => {
            let expression = constraint.expression.as_deref().unwrap_or_default();
            let enforced = if constraint.enforced { "" } else { " NOT ENFORCED" };
            format!("CONSTRAINT {name} CHECK {expression}{enforced}")
        }
        ConstraintType::ForeignKey => {
            let database = constraint.referenced_database.as_ref().map(|name| format!("{}.", quote(name)));
            let mut text = format!(
                "CONSTRAINT {name} FOREIGN KEY ({}) REFERENCES {}{} ({})",
                list(&constraint.columns),
                database.unwrap_or_default(),
                quote(constraint.referenced_table.as_deref().unwrap_or_default()),
                list(&constraint.referenced_columns)
            );
            for (event, action) in [("DELETE", &constraint.on_delete), ("UPDATE", &constraint.on_update)] {
                if let Some(action) = action {
                    text.push_str(&format!(" ON {event} {action}"));
                }
            }
            text
        }
    }
}

/// The statements that add a foreign key. One to a table that is not there is taken where nobody looks.
pub(super) fn add_foreign_key(constraint: &Constraint, after: &Catalog<'_>) -> Vec<String> {
    let add = format!("ALTER TABLE {} ADD {};", quote(&constraint.table), declaration(constraint));
    let referenced = constraint.referenced_table.as_deref().unwrap_or_default();
    if constraint.referenced_database.is_some() || after.table(referenced).is_some() {
        return vec![add];
    }
    vec![
        "SET @driftline_foreign_key_checks = @@foreign_key_checks, foreign_key_checks = 0;".to_owned(),
        add,
        "SET foreign_key_checks = @driftline_foreign_key_checks;".to_owned(),
    ]
}

/// What drops it, as a part of `ALTER TABLE`.
pub(super) fn drop(constraint: &Constraint, engine: Engine) -> String {
    let name = quote(&constraint.name);
    match (constraint.constraint_type, engine) {
        (ConstraintType::ForeignKey, _) => format!("DROP FOREIGN KEY {name}"),
        (ConstraintType::Check, Engine::Mariadb) => format!("DROP CONSTRAINT {name}"),
        (ConstraintType::Check, _) => format!("DROP CHECK {name}"),
    }
}
