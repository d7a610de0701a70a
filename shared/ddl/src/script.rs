//! A script as text, for people who read it before they run it.

use std::fmt::Write as _;

use driftline_catalog::Kind;

use crate::{Rendered, Script, Step};

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
    /// Everything runs in one transaction, except what has to be committed first.
    /// A migration to adopt leaves transactions to the migration tool.
    pub fn to_sql(&self, header: &ScriptHeader) -> String {
        let mut text = String::new();
        for line in opening(header).iter().chain(&header.notes) {
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

fn opening(header: &ScriptHeader) -> Vec<String> {
    let database = &header.database;
    let what = match header.purpose {
        Purpose::Revert => format!("REVERT: takes the live database {database} back to what its migrations say it is."),
        Purpose::Adopt => format!("ADOPT: a migration that makes the source of {database} say what is live there."),
        Purpose::Build => format!("BUILD: makes on an empty database what {database} holds."),
    };
    let warning =
        "WARNING: this script can destroy data. Read all of it before you run any of it, and try it on a copy.";
    let roles = "Roles are no part of it; those that it names have to exist.";
    let own = match header.purpose {
        Purpose::Adopt => Some("It leaves BEGIN and COMMIT to the migration tool."),
        Purpose::Revert | Purpose::Build => None,
    };
    [what.as_str(), warning, roles].into_iter().chain(own).map(str::to_owned).collect()
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
