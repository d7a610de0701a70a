//! What went wrong in a replay, told so that the file can be mended.

use std::fmt;

use sqlx::mysql::MySqlDatabaseError;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use crate::mysql::Part;
use crate::statements::{SplitError, Statement};

/// Codes of PostgreSQL whose messages name objects, from `src/backend/utils/errcodes.txt`: dependent objects, names of
/// databases and schemas, and access rule violations but for [`SYNTAX_ERROR`]. Missing extensions have two of others.
const NAMING_SQLSTATES: &[&str] = &["0A000", "58P01", "2B", "3D", "3F", "42"];
const SYNTAX_ERROR: &str = "42601";

/// Errors of MySQL and MariaDB whose messages name objects: databases, tables, columns, indexes and routines that are
/// there or are not, and privileges.
const NAMING_ERRORS: &[u16] = &[
    1007, 1008, 1044, 1049, 1050, 1051, 1054, 1060, 1061, 1072, 1091, 1133, 1142, 1143, 1146, 1176, 1227, 1304, 1305,
    1347, 1359, 1360, 1370, 1396, 1410, 1537, 1539, 1822, 1824, 1826, 3523,
];

/// How much of a statement a message shows, in characters.
const EXCERPT: usize = 200;

/// A replay that stopped.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The file is not SQL that can be sent.
    #[error("`{file}` {source}")]
    Split {
        /// The file below its directory.
        file: String,
        /// What is wrong with it.
        source: SplitError,
    },
    /// The server refused a statement.
    #[error("{0}")]
    Statement(Box<StatementFailure>),
    /// The server could not be talked to.
    #[error("lost the scratch database while running `{file}`: {source}; run it again")]
    Connection {
        /// The file that was running.
        file: String,
        /// What the driver says.
        source: sqlx::Error,
    },
}

impl ReplayError {
    /// The server's error code, if the server answered.
    pub fn sqlstate(&self) -> Option<&str> {
        match self {
            ReplayError::Statement(failure) => Some(&failure.sqlstate),
            ReplayError::Split { .. } | ReplayError::Connection { .. } => None,
        }
    }

    /// The role that the failing statement wanted to create although it exists. The caller can start
    /// again without creating that role beforehand.
    pub fn existing_role(&self) -> Option<&str> {
        /// `duplicate_object`; the routine is that of `src/backend/commands/user.c`.
        const DUPLICATE_OBJECT: &str = "42710";
        match self {
            ReplayError::Statement(failure)
                if failure.sqlstate == DUPLICATE_OBJECT && failure.routine.as_deref() == Some("CreateRole") =>
            {
                quoted_part(&failure.message)
            }
            _ => None,
        }
    }

    /// The role that the failing statement named although there is none. The caller can start again after creating it.
    pub fn missing_role(&self) -> Option<&str> {
        /// `undefined_object`; the routine is that of `src/backend/utils/adt/acl.c`.
        const UNDEFINED_OBJECT: &str = "42704";
        match self {
            ReplayError::Statement(failure)
                if failure.sqlstate == UNDEFINED_OBJECT
                    && matches!(
                        failure.routine.as_deref(),
                        Some("get_role_oid" | "get_rolespec_oid" | "get_rolespec_tuple")
                    ) =>
            {
                quoted_part(&failure.message)
            }
            _ => None,
        }
    }

    /// The account of MySQL or MariaDB that the failing statement wanted to create although it exists, as the server
    /// spells it: `'app'@'%'`. The caller can start again without creating it beforehand.
    pub fn existing_account(&self) -> Option<&str> {
        /// `ER_CANNOT_USER`.
        const CANNOT_USER: u16 = 1396;
        match self {
            ReplayError::Statement(failure) if failure.number == Some(CANNOT_USER) => {
                let operations = ["CREATE USER failed for ", "CREATE ROLE failed for "];
                let (_, account) = operations.iter().find_map(|operation| failure.message.split_once(operation))?;
                // MySQL adds in parentheses what is the matter.
                Some(account.find("' (").map_or(account, |end| &account[..=end]))
            }
            _ => None,
        }
    }

    /// The accounts of MySQL or MariaDB, as user and host, that the failing statement grants to although there are none.
    /// The caller can start again after creating them. The server does not say which of several it misses.
    pub fn missing_accounts(&self) -> Vec<(String, String)> {
        /// `ER_CANT_CREATE_USER_WITH_GRANT`, `ER_PASSWORD_NO_MATCH`, `ER_UNKNOWN_AUTHID`.
        const MISSING: &[u16] = &[1410, 1133, 3523];
        match self {
            ReplayError::Statement(failure) if failure.number.is_some_and(|number| MISSING.contains(&number)) => {
                grantees(&failure.statement)
            }
            _ => Vec::new(),
        }
    }

    /// The extension that the scratch server lacks.
    pub fn missing_extension(&self) -> Option<&str> {
        match self {
            ReplayError::Statement(failure) => failure.missing_extension(),
            ReplayError::Split { .. } | ReplayError::Connection { .. } => None,
        }
    }
}

/// A statement that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFailure {
    /// The file below its directory.
    pub file: String,
    /// The line the server points at, or the first of the statement, counted from 1.
    pub line: usize,
    /// The beginning of the statement.
    pub statement: String,
    /// The server's error code.
    pub sqlstate: String,
    /// The number of the error on MySQL and MariaDB, which says more.
    pub number: Option<u16>,
    /// The server's message.
    pub message: String,
    /// More of it, when the server says more.
    pub detail: Option<String>,
    /// The server's advice.
    pub hint: Option<String>,
    /// The server's function that complained, which does not depend on its language.
    pub routine: Option<String>,
}

impl StatementFailure {
    /// `None` when `error` is not an answer of the server.
    pub(crate) fn new(file: &str, statement: Option<&Statement<'_>>, error: &sqlx::Error) -> Option<Self> {
        let error = error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?;
        Some(Self {
            file: file.to_owned(),
            line: statement.map_or(1, |statement| line_of(statement, error)),
            statement: statement.map_or_else(String::new, |statement| excerpt(statement.text)),
            sqlstate: error.code().to_owned(),
            number: None,
            message: error.message().to_owned(),
            detail: error.detail().map(str::to_owned),
            hint: error.hint().map(str::to_owned),
            routine: error.routine().map(str::to_owned),
        })
    }

    /// What MySQL or MariaDB says of a statement. `None` when `error` is not an answer of the server.
    pub(crate) fn of_mysql(file: &str, part: Option<&Part<'_>>, error: &sqlx::Error) -> Option<Self> {
        let error = error.as_database_error()?.try_downcast_ref::<MySqlDatabaseError>()?;
        // A syntax error ends with `at line 3`, counted from where the statement begins.
        let within = error.message().rsplit_once("at line ").and_then(|(_, line)| line.trim().parse::<usize>().ok());
        Some(Self {
            file: file.to_owned(),
            line: part.map_or(1, |part| match within {
                Some(within) => part.counted_from + within.saturating_sub(1),
                None => part.statement.line,
            }),
            statement: part.map_or_else(String::new, |part| excerpt(part.statement.text)),
            sqlstate: error.code().unwrap_or_default().to_owned(),
            number: Some(error.number()),
            message: error.message().to_owned(),
            detail: None,
            hint: None,
            routine: None,
        })
    }

    /// Whether the server's message repeats nothing of the statement but names. Messages of most other codes may hold
    /// literals, as those of a syntax error, of a value that does not fit, and whatever a function raises.
    fn names_objects_only(&self) -> bool {
        match self.number {
            Some(number) => NAMING_ERRORS.contains(&number),
            None => {
                NAMING_SQLSTATES.iter().any(|start| self.sqlstate.starts_with(start)) && self.sqlstate != SYNTAX_ERROR
            }
        }
    }

    /// `feature_not_supported` or, before PostgreSQL 13, `undefined_file`, from
    /// `src/backend/commands/extension.c`.
    fn missing_extension(&self) -> Option<&str> {
        let is_code = matches!(self.sqlstate.as_str(), "0A000" | "58P01");
        if !is_code || self.routine.as_deref() != Some("parse_extension_control_file") {
            return None;
        }
        let quoted = quoted_part(&self.message)?;
        // Older servers quote the path of the control file instead.
        let name = quoted.rsplit('/').next().unwrap_or(quoted);
        Some(name.strip_suffix(".control").unwrap_or(name))
    }
}

/// The first line is also told where only names may be: in notifications and summaries. The server's words stand on it
/// where they name objects, else below it.
impl fmt::Display for StatementFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = if self.names_objects_only() { &self.message } else { "the server refuses the statement" };
        write!(f, "`{}` line {}: {first} ", self.file, self.line)?;
        match self.number {
            Some(number) => write!(f, "(error {number})")?,
            None => write!(f, "(SQLSTATE {})", self.sqlstate)?,
        }
        if !self.names_objects_only() {
            write!(f, "\nserver: {}", self.message)?;
        }
        if let Some(detail) = &self.detail {
            write!(f, "\ndetail: {detail}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        if let Some(extension) = self.missing_extension() {
            write!(
                f,
                "\nthe extension `{extension}` is not installed on the scratch server; install it there, or pass --dev-url with a server that has it"
            )?;
        }
        if !self.statement.is_empty() {
            write!(f, "\nstatement: {}", self.statement)?;
        }
        Ok(())
    }
}

fn line_of(statement: &Statement<'_>, error: &PgDatabaseError) -> usize {
    match error.position() {
        // Counted in characters, from 1.
        Some(PgErrorPosition::Original(position)) => {
            statement.line
                + statement.text.chars().take(position.saturating_sub(1)).filter(|&letter| letter == '\n').count()
        }
        Some(PgErrorPosition::Internal { .. }) | None => statement.line,
    }
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// What stands between the outermost double quotes.
fn quoted_part(message: &str) -> Option<&str> {
    let start = message.find('"')? + 1;
    let end = message.rfind('"')?;
    message.get(start..end)
}

/// The accounts after the last `TO` of a statement; without a host, an account is one of every host.
fn grantees(statement: &str) -> Vec<(String, String)> {
    let words = statement.to_ascii_lowercase().replace(['\n', '\t', '\r'], " ");
    let Some(start) = words.rfind(" to ") else { return Vec::new() };
    let mut rest = &statement[start + " to ".len()..];
    let mut accounts = Vec::new();
    while let Some((user, behind)) = name(rest) {
        let (host, behind) = match behind.strip_prefix('@').and_then(name) {
            Some((host, behind)) => (host, behind),
            None => ("%".to_owned(), behind),
        };
        accounts.push((user, host));
        match behind.trim_start().strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    accounts
}

/// A name at the beginning of a text, quoted in one way or another or not at all, and what is behind it.
fn name(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|first| matches!(first, '`' | '\'' | '"'));
    let end = match quote {
        Some(quote) => text[1..].find(quote)? + 2,
        None => text.find(|letter: char| !(letter.is_alphanumeric() || "_$%.-".contains(letter))).unwrap_or(text.len()),
    };
    let name = text[..end].trim_matches(['`', '\'', '"']).to_owned();
    (!name.is_empty()).then(|| (name, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::grantees;

    #[test]
    fn grantees_are_read_from_the_statement() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("GRANT SELECT ON t TO app", &[("app", "%")]),
            (
                "GRANT ALL ON shop.*\nTO 'app'@'10.0.%', `o-ps`@localhost WITH GRANT OPTION",
                &[("app", "10.0.%"), ("o-ps", "localhost")],
            ),
            ("DROP TABLE t", &[]),
        ];
        for (statement, expected) in cases {
            let found = grantees(statement);
            let found: Vec<_> = found.iter().map(|(user, host)| (user.as_str(), host.as_str())).collect();
            assert_eq!(found, *expected, "{statement}");
        }
    }
}
