//! Commands that name the database they are run in.
//!
//! A snapshot does not hold what its database is called, and a script is for the one it is run in.

use super::identifier::literal;

/// Stands for the database's name. No text of a server holds this character.
pub(super) const NAME: &str = "\u{1}";

/// A statement that runs a command in which [`NAME`] stands for the name of the current database.
pub(super) fn statement(command: &str) -> String {
    let command = command.trim_end_matches(';').replace('%', "%%").replace(NAME, "%I");
    format!("DO $do$ BEGIN EXECUTE format({}, current_database()); END $do$;", literal(&command))
}
