//! The database itself: a script changes the one it is run in, and makes or drops none.

use driftline_catalog::postgres::Database;

use super::alteration::Alteration;
use super::described::Described;
use super::privileges::{Implied, Target};
use super::this_database::{NAME, statement};

/// What a database is given that somebody else has made.
///
/// # Errors
///
/// The reason why there is no SQL.
pub(super) fn create(database: &Database) -> Result<Vec<String>, String> {
    let made = Database { connection_limit: -1, ..Database::default() };
    let mut statements = Vec::new();
    statements.extend((!database.owner.is_empty()).then(|| described(database).owned()));
    statements.extend((database.connection_limit != made.connection_limit).then(|| limit(database)));
    statements.extend((database.template != made.template).then(|| template(database)));
    statements.extend(target(database).create(&database.privileges)?);
    statements.extend(database.comment.is_some().then(|| described(database).commented()));
    Ok(statements.iter().map(|command| here(command)).collect())
}

pub(super) fn alter(from: &Database, to: &Database, alteration: &mut Alteration) {
    described(to).alter(alteration);
    if alteration.take("connection_limit") {
        alteration.push(limit(to));
    }
    if alteration.take("template") {
        alteration.push(template(to));
    }
    target(to).alter(&from.privileges, &to.privileges, alteration);
    for command in &mut alteration.statements {
        *command = here(command);
    }
}

fn described(database: &Database) -> Described<'_> {
    Described {
        command: "DATABASE",
        name: NAME.to_owned(),
        owner: Some(&database.owner),
        comment: database.comment.as_deref(),
    }
}

fn target(database: &Database) -> Target<'_> {
    Target::new(format!("DATABASE {NAME}"), &database.owner, Implied::ConnectAndTemporary)
}

fn limit(database: &Database) -> String {
    format!("ALTER DATABASE {NAME} CONNECTION LIMIT {};", database.connection_limit)
}

fn template(database: &Database) -> String {
    format!("ALTER DATABASE {NAME} IS_TEMPLATE {};", database.template)
}

/// Who grants is set by statements that do not name the database.
fn here(command: &str) -> String {
    if command.contains(NAME) { statement(command) } else { command.to_owned() }
}
