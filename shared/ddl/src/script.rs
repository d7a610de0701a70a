//! A script as text, for people who read it before they run it.

use std::fmt::Write as _;

use driftline_catalog::Kind;

use crate::{Rendered, Script, Step};

/// Whose SQL a script is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// PostgreSQL, where everything runs in one transaction.
    #[default]
    Postgres,
    /// MySQL and MariaDB, where every statement commits by itself.
    Mysql,
}

/// What a script is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Takes the live schema back to the expected one.
    Revert,
    /// Makes the expected schema what is live; it goes into the migration directory.
    Adopt,
    /// Builds a schema on an empty database.
    Build,
}

/// What a script's text opens with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptHeader {
    /// What the script is for.
    pub purpose: Purpose,
    /// The database it is about, as the config names it.
    pub database: String,
    /// Further lines, without the comment marks.
    pub notes: Vec<String>,
}

impl Script {
    /// The script as text.
    ///
    /// Everything runs in one transaction where the server can do that, except what has to be committed first.
    /// A migration to adopt leaves transactions to the migration tool.
    pub fn to_sql(&self, header: &ScriptHeader) -> String {
        let mut text = String::new();
        for line in opening(header, self.dialect).iter().chain(&header.notes) {
            push_comment(&mut text, "", line);
        }
        let (alone, together): (Vec<_>, Vec<_>) = self.steps.iter().partition(|step| step.commits_alone);
        if self.steps.is_empty() {
            text.push_str("\n-- There is nothing to do.\n");
            return text;
        }
        if !alone.is_empty() {
            text.push_str("\n-- This part has to be committed before the rest can use it");
            text.push_str(match header.purpose {
                Purpose::Adopt => ": put it into a migration of its own.\n",
                Purpose::Revert | Purpose::Build => ", so it is not part of the transaction below.\n",
            });
        }
        for step in alone {
            push_step(&mut text, step);
        }
        if self.dialect == Dialect::Mysql {
            text.push('\n');
            for setting in &self.settings {
                let _ = writeln!(text, "{setting}");
            }
            for step in together {
                push_delimited_step(&mut text, step);
            }
            return text;
        }
        let in_transaction = header.purpose != Purpose::Adopt;
        if in_transaction {
            text.push_str("\nBEGIN;\n");
            for setting in &self.settings {
                let _ = writeln!(text, "{setting}");
            }
        } else if together.iter().any(|step| step.key.kind == Kind::Function) {
            // The other setting would come in the way of the migration tool's own statements.
            for setting in self.settings.iter().filter(|setting| setting.contains("check_function_bodies")) {
                let _ = writeln!(text, "\n{setting}");
            }
        }
        for step in together {
            push_step(&mut text, step);
        }
        if in_transaction {
            text.push_str("\nCOMMIT;\n");
        }
        text
    }
}

fn opening(header: &ScriptHeader, dialect: Dialect) -> Vec<String> {
    let database = &header.database;
    let what = match header.purpose {
        Purpose::Revert => format!("REVERT: takes the live database {database} back to what its migrations say it is."),
        Purpose::Adopt => format!("ADOPT: a migration that makes the source of {database} say what is live there."),
        Purpose::Build => format!("BUILD: makes on an empty database what {database} holds."),
    };
    let warning =
        "WARNING: this script can destroy data. Read all of it before you run any of it, and try it on a copy.";
    let roles = match dialect {
        Dialect::Postgres => "Roles are no part of it; those that it names have to exist.",
        Dialect::Mysql => "Accounts are no part of it; those that it names have to exist.",
    };
    let own = match (dialect, header.purpose) {
        (Dialect::Mysql, _) => {
            Some("Every statement commits by itself: where one fails, what came before it stays done.")
        }
        (Dialect::Postgres, Purpose::Adopt) => Some("It leaves BEGIN and COMMIT to the migration tool."),
        (Dialect::Postgres, Purpose::Revert | Purpose::Build) => None,
    };
    [what.as_str(), warning, roles].into_iter().chain(own).map(str::to_owned).collect()
}

/// A step for MySQL's clients, which have to be told that a body does not end at its first semicolon.
fn push_delimited_step(text: &mut String, step: &Step) {
    let Rendered::Statements { statements, hazards } = &step.outcome else { return push_step(text, step) };
    let mut step = step.clone();
    let statements = statements.iter().map(|statement| {
        let inside = statement.trim_end().trim_end_matches(';');
        let is_body = inside.contains(';') && inside.starts_with("CREATE") && !inside.starts_with("CREATE TABLE");
        if is_body { format!("DELIMITER ;;\n{inside};;\nDELIMITER ;") } else { statement.clone() }
    });
    step.outcome = Rendered::Statements { statements: statements.collect(), hazards: hazards.clone() };
    push_step(text, &step);
}

fn push_step(text: &mut String, step: &Step) {
    text.push('\n');
    push_comment(text, "", &format!("{} {}", step.action.as_str(), step.key));
    match &step.outcome {
        Rendered::Statements { statements, hazards } => {
            for hazard in hazards {
                push_comment(text, "HAZARD: ", &hazard.to_string());
            }
            for statement in statements {
                let _ = writeln!(text, "{statement}");
            }
        }
        Rendered::Covered { by } => push_comment(text, "done with ", &by.to_string()),
        Rendered::NotRendered { reason } => push_comment(text, "not rendered: ", reason),
    }
}

/// A comment that stays one, whatever line breaks a name or a reason holds.
fn push_comment(text: &mut String, label: &str, comment: &str) {
    for (place, line) in comment.split(['\n', '\r']).enumerate() {
        let _ = writeln!(text, "-- {}{line}", if place == 0 { label } else { "" });
    }
}
