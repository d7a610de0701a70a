//! Reproducing `ALTER DATABASE .. SET` and `ALTER ROLE .. SET` of the live server.

use crate::quote::{identifier, literal};

/// One default that the live server gives to sessions (a row of `pg_db_role_setting`, one entry).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSetting {
    /// For sessions of this role; `None` for every role.
    pub role: Option<String>,
    /// Only in the requested database; otherwise in all of them.
    pub in_database: bool,
    /// The parameter, such as `search_path`.
    pub name: String,
    /// The value as the catalog stores it, which for lists is `"$user", public`.
    pub value: String,
}

/// Parameters whose stored value is a list of quoted names (`GUC_LIST_QUOTE` in the server's
/// `guc_tables.c`; `variable_is_guc_list_quote` in `src/bin/pg_dump/dumputils.c` lists them too).
const QUOTED_LISTS: &[&str] = &["search_path", "temp_tablespaces"];

/// Parameters that would keep sessions from starting or migrations from writing, and change no schema.
const NOT_REPRODUCED: &[&str] = &[
    "session_preload_libraries",
    "local_preload_libraries",
    "default_transaction_read_only",
    "statement_timeout",
    "lock_timeout",
    "transaction_timeout",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
];

impl RoleSetting {
    /// Whether it is left out on purpose.
    pub(crate) fn is_left_out(&self) -> bool {
        NOT_REPRODUCED.iter().any(|name| name.eq_ignore_ascii_case(&self.name))
    }

    /// Whether it would also change sessions in other databases.
    pub(crate) fn reaches_beyond(&self) -> bool {
        !self.in_database
    }

    pub(crate) fn statement(&self, database: &str) -> String {
        let target = match (&self.role, self.in_database) {
            (None, true) => format!("DATABASE {}", identifier(database)),
            (None, false) => "ROLE ALL".to_owned(),
            (Some(role), false) => format!("ROLE {}", identifier(role)),
            (Some(role), true) => format!("ROLE {} IN DATABASE {}", identifier(role), identifier(database)),
        };
        format!("ALTER {target} SET {} TO {}", identifier(&self.name), self.value_list())
    }

    /// A quoted list must be given element by element: as one constant it would be one odd name.
    fn value_list(&self) -> String {
        if !QUOTED_LISTS.iter().any(|name| name.eq_ignore_ascii_case(&self.name)) {
            return literal(&self.value);
        }
        let elements = split_list(&self.value);
        if elements.is_empty() {
            return "''".to_owned();
        }
        elements.iter().map(|element| literal(element)).collect::<Vec<_>>().join(", ")
    }
}

/// Splits `"$user", public, "a, ""b"""` into its names.
fn split_list(list: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut element = String::new();
    let mut quoted = false;
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                element.push('"');
                characters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => elements.push(std::mem::take(&mut element)),
            space if space.is_ascii_whitespace() && !quoted => {}
            other => element.push(other),
        }
    }
    if !list.trim().is_empty() {
        elements.push(element);
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(role: Option<&str>, in_database: bool, name: &str, value: &str) -> String {
        let setting =
            RoleSetting { role: role.map(str::to_owned), in_database, name: name.to_owned(), value: value.to_owned() };
        setting.statement("shop")
    }

    #[test]
    fn every_scope_and_kind_of_value() {
        let statements = [
            statement(None, true, "search_path", r#""$user", public, "a, ""b""""#),
            statement(None, true, "search_path", ""),
            statement(Some("app"), false, "work_mem", "64MB"),
            statement(Some("o'Neil"), true, "app.tenant", "it's"),
            statement(None, false, "DateStyle", "ISO, DMY"),
        ];
        insta::assert_snapshot!(statements.join("\n"), @r#"
        ALTER DATABASE "shop" SET "search_path" TO '$user', 'public', 'a, "b"'
        ALTER DATABASE "shop" SET "search_path" TO ''
        ALTER ROLE "app" SET "work_mem" TO '64MB'
        ALTER ROLE "o'Neil" IN DATABASE "shop" SET "app.tenant" TO 'it''s'
        ALTER ROLE ALL SET "DateStyle" TO 'ISO, DMY'
        "#);
    }
}
